//! A whole configuration.

use crate::merge::Constraint;
use crate::model::{Address, BlockKind, InstanceId};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is written for terraform. Everything in it is sorted, so that equal configurations are
/// printed equally.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Configuration {
    /// What stands under `"//"` at the root; terraform ignores it.
    pub remark: Option<Value>,
    /// Which versions of terraform may be used.
    pub required_version: Option<String>,
    /// Providers by local name.
    pub required_providers: BTreeMap<String, RequiredProvider>,
    /// The backend's label, or `cloud`, and its body.
    pub backend: Option<(String, Map<String, Value>)>,
    /// Configurations of providers by local name and alias, without `alias` in the body.
    pub providers: BTreeMap<String, BTreeMap<Option<String>, Map<String, Value>>>,
    /// Variables by name.
    pub variables: BTreeMap<String, Map<String, Value>>,
    /// Resources, data sources, ephemeral resources, modules, checks and local values.
    pub blocks: BTreeMap<Address, Block>,
    /// Renamed blocks: from where to where.
    pub moved: BTreeSet<(String, String)>,
    /// Blocks no longer managed, and whether their objects are destroyed.
    pub removed: BTreeMap<String, bool>,
    /// Bodies of outputs by name.
    pub outputs: BTreeMap<String, Map<String, Value>>,
}

/// A provider that terraform has to install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredProvider {
    /// Where from. Example: `hashicorp/aws`.
    pub source: String,
    /// Which versions.
    pub version: Constraint,
}

/// A block of the configuration, and where it comes from. Its instance and its name in the tier stand under `"//"` in its body;
/// those of local values stand beside all of them. Which component made it is said once, in the remark at the root, so that a
/// new version that changes nothing else changes no block's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The instance that made it.
    pub instance: InstanceId,
    /// Its address in the tier.
    pub local: Address,
    /// Its body, or the value of a local value.
    pub body: Value,
    /// The blocks that it refers to.
    pub references: BTreeSet<Address>,
    /// Those among them that stand in its `depends_on`.
    pub depends_on: BTreeSet<Address>,
}

impl Configuration {
    /// The addresses of everything that state can hold or a module can make: resources, data sources,
    /// ephemeral resources and modules. Sorted.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.blocks.keys().filter(|address| !matches!(address.kind, BlockKind::Local | BlockKind::Check))
    }

    /// The block of an address in the stack, without an index.
    pub fn block(&self, address: &Address) -> Option<&Block> {
        self.blocks.get(address)
    }
}

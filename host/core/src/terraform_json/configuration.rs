//! A whole configuration.

use crate::model::{Address, BlockKind, InstanceId};
use crate::version_constraint::VersionConstraint;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The whole configuration for Terraform. Everything in it is sorted, so that equal configurations are
/// printed equally.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Configuration {
    /// The value of `"//"` at the root, which Terraform ignores.
    pub remark: Option<Value>,
    /// The version constraint for Terraform itself.
    pub required_version: Option<String>,
    /// Required providers, by local name.
    pub required_providers: BTreeMap<String, RequiredProvider>,
    /// The backend's label, or `cloud`, and its body.
    pub backend: Option<(String, Map<String, Value>)>,
    /// Configurations of providers, by local name and alias, without `alias` in the body.
    pub providers: BTreeMap<String, BTreeMap<Option<String>, Map<String, Value>>>,
    /// Bodies of variables, by name.
    pub variables: BTreeMap<String, Map<String, Value>>,
    /// Resources, data sources, ephemeral resources, modules, checks and local values.
    pub blocks: BTreeMap<Address, Block>,
    /// Renamed blocks, as pairs of the old and the new address.
    pub moved: BTreeSet<(String, String)>,
    /// Blocks that are no longer managed, and whether their objects are destroyed.
    pub removed: BTreeMap<String, bool>,
    /// Bodies of outputs, by name.
    pub outputs: BTreeMap<String, Map<String, Value>>,
}

/// A provider that Terraform has to install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredProvider {
    /// The source. Example: `hashicorp/aws`.
    pub source: String,
    /// The versions that are allowed.
    pub version: VersionConstraint,
}

/// A block of the configuration, and its origin. Its instance and its name in the tier are under `"//"` in its body;
/// those of local values are in a list next to them. The component that made it is named only once, in the comment at the
/// root, so that a new version that changes nothing else does not change the text of blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The instance that the block belongs to.
    pub instance: InstanceId,
    /// The block's address in the tier.
    pub local: Address,
    /// The block's body, or the value of a local value.
    pub body: Value,
    /// The blocks that it refers to.
    pub references: BTreeSet<Address>,
    /// The blocks among them that are in its `depends_on`.
    pub depends_on: BTreeSet<Address>,
}

impl Configuration {
    /// Returns the addresses of everything that can be in the state, directly or through a module: resources, data sources,
    /// ephemeral resources and modules. Sorted.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.blocks.keys().filter(|address| !matches!(address.kind, BlockKind::Local | BlockKind::Check))
    }

    /// Returns the block with this address in the stack, which has no index.
    pub fn block(&self, address: &Address) -> Option<&Block> {
        self.blocks.get(address)
    }
}

//! What the stack itself says, apart from what its tiers contribute.

use super::{RegionName, TierName};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The stack's own part of the configuration. Strings in it are Terraform templates, as in Terraform's
/// JSON syntax; references of the form `terrace.*` have been replaced already.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// The stack's name.
    pub stack: String,
    /// The environment's name, where there is one.
    pub environment: Option<String>,
    /// Terraform's own version constraint, such as `>= 1.5`.
    pub required_version: Option<String>,
    /// Bodies of Terraform variables by name.
    pub variables: BTreeMap<String, Map<String, Value>>,
    /// What the stack says of providers, by local name.
    pub providers: BTreeMap<String, ProviderSettings>,
    /// For each region the configuration of each provider that it configures, by local name. Already
    /// merged with the configuration common to all regions; without `alias`.
    pub regions: BTreeMap<RegionName, BTreeMap<String, Map<String, Value>>>,
    /// The region whose providers the resources of tiers without a region get.
    pub default_region: Option<RegionName>,
    /// Where state is kept: the backend's label, or `cloud`, and its body.
    pub backend: Option<(String, Map<String, Value>)>,
    /// The stack's outputs by name.
    pub outputs: BTreeMap<String, StackOutput>,
    /// Every tier, and the regions it runs in; `None` for a tier that runs once, bound to no region.
    pub tiers: BTreeMap<TierName, Option<Vec<RegionName>>>,
}

/// What the stack says of one provider.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProviderSettings {
    /// Its source, such as `hashicorp/aws`. Absent: the tiers say it.
    pub source: Option<String>,
    /// A version constraint, intersected with those of the tiers.
    pub version: Option<String>,
    /// Its default configuration, the one without an alias. Absent where regions configure the provider.
    pub configuration: Option<Map<String, Value>>,
}

/// An output of the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct StackOutput {
    /// The value; strings are templates.
    pub value: Value,
    /// What it is.
    pub description: Option<String>,
    /// Whether it is hidden in terraform's messages. Absent, it is hidden where its value shows a sensitive output
    /// or variable.
    pub sensitive: Option<bool>,
}

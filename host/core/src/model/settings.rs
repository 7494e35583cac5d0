//! The stack's own settings, as opposed to the contributions of its tiers.

use super::{RegionName, TierName};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The stack's own part of the configuration. Its strings are Terraform templates, as in Terraform's
/// JSON syntax. References of the form `terrace.*` have already been replaced.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    pub stack: String,
    pub environment: Option<String>,
    /// Terraform's own version constraint, such as `>= 1.5`.
    pub required_version: Option<String>,
    /// Bodies of Terraform variables by name.
    pub variables: BTreeMap<String, Map<String, Value>>,
    /// The stack's settings for providers, by local name.
    pub providers: BTreeMap<String, ProviderSettings>,
    /// The provider configurations of each region, by local name. They are already
    /// merged with the configuration common to all regions, and have no `alias`.
    pub regions: BTreeMap<RegionName, BTreeMap<String, Map<String, Value>>>,
    /// The region whose providers are used for the resources of tiers without a region.
    pub default_region: Option<RegionName>,
    /// The backend's label, or `cloud`, and its body.
    pub backend: Option<(String, Map<String, Value>)>,
    pub outputs: BTreeMap<String, StackOutput>,
    /// Every tier and the regions that it runs in, or `None` for a tier that runs once and is not bound to a region.
    pub tiers: BTreeMap<TierName, Option<Vec<RegionName>>>,
}

/// The stack's settings for one provider.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProviderSettings {
    /// The source, such as `hashicorp/aws`. If absent, the tiers declare it.
    pub source: Option<String>,
    /// A version constraint, intersected with those of the tiers.
    pub version: Option<String>,
    /// The default configuration, without an alias. Absent if regions configure the provider.
    pub configuration: Option<Map<String, Value>>,
}

/// An output of the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct StackOutput {
    /// The value, whose strings are templates.
    pub value: Value,
    /// The output's meaning, for people.
    pub description: Option<String>,
    /// Whether Terraform hides it in messages. If absent, it is hidden if its value shows a sensitive output
    /// or variable.
    pub sensitive: Option<bool>,
}

//! The context of an instance.

use crate::Value;
use std::collections::BTreeMap;

/// Everything that a tier knows about an instance apart from its inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// The tier's name in the stack file. It may differ from the name in the manifest.
    pub tier: String,
    /// The name of the stack.
    pub stack: String,
    /// The name of the environment, if the stack has one.
    pub environment: Option<String>,
    /// The name of the instance's region. `None` if the tier is not bound to a region.
    pub region: Option<String>,
    /// All regions of the stack, sorted by name.
    pub regions: Vec<Region>,
    /// The stack's tags, without a `Name`.
    pub stack_tags: BTreeMap<String, Value>,
}

/// A region of the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The region's name in the stack file.
    pub name: String,
    /// Local names of the providers that have a configuration for the region, sorted.
    pub providers: Vec<String>,
}

impl Context {
    /// Returns a name that is unique to this instance: stack, environment, region, tier and the given name,
    /// joined by `-`. Environment and region are left out if there is none:
    /// `three-tier-production-primary-network-main`.
    ///
    /// It may be longer than a provider allows; in that case let the provider choose the name.
    pub fn name(&self, name: &str) -> String {
        let parts = [
            Some(self.stack.as_str()),
            self.environment.as_deref(),
            self.region.as_deref(),
            Some(&self.tier),
            Some(name),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("-")
    }

    /// Returns the tags of an object: the stack's, plus a `Name` from [`name`](Self::name) unless the stack's
    /// tags already contain one.
    pub fn tags(&self, name: &str) -> BTreeMap<String, Value> {
        let mut tags = self.stack_tags.clone();
        tags.entry("Name".into()).or_insert_with(|| self.name(name).into());
        tags
    }
}

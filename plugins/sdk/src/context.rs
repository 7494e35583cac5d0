//! What an instance is made for.

use crate::Value;
use std::collections::BTreeMap;

/// What an instance is made for, apart from its inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// The tier's name in the stack file, which need not be its manifest's.
    pub tier: String,
    /// The stack's name.
    pub stack: String,
    /// The environment's name, where the stack has one.
    pub environment: Option<String>,
    /// The name of the region that the instance runs for; `None` where the tier is bound to no region.
    pub region: Option<String>,
    /// All regions of the stack, sorted by name.
    pub regions: Vec<Region>,
    /// The stack's tags, without a name.
    pub stack_tags: BTreeMap<String, Value>,
}

/// A region of the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its name in the stack file.
    pub name: String,
    /// Local names of the providers that have a configuration for it, sorted.
    pub providers: Vec<String>,
}

impl Context {
    /// The name of one thing of this instance: stack, environment, region, tier and the given name, joined
    /// by `-`, without those that there are none of: `three-tier-production-primary-network-main`.
    ///
    /// It may be longer than a provider allows; where that is so, leave the choice of a name to the provider.
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

    /// The tags of one thing: the stack's, and `Name` with its [`name`](Self::name) where the stack's tags
    /// have none.
    pub fn tags(&self, name: &str) -> BTreeMap<String, Value> {
        let mut tags = self.stack_tags.clone();
        tags.entry("Name".into()).or_insert_with(|| self.name(name).into());
        tags
    }
}

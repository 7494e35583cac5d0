//! Check blocks.

use crate::{Block, Expression, Resource, Value};
use serde_json::{Map, Value as Json};

/// A `check` block: assertions that Terraform warns about after plan and apply. Requires Terraform 1.5 or
/// later.
///
/// ```
/// use terrace_sdk::prelude::*;
///
/// let mut out = Contribution::new();
/// let healthy = Expression::raw("aws_autoscaling_group.main.desired_capacity > 0");
/// out.check(Check::new("running").assert(&healthy, "no instance is wanted"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub(crate) name: String,
    pub(crate) body: Block,
}

impl Check {
    /// Creates a check with this name. It needs at least one assertion.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), body: Block::new() }
    }

    /// Warns with this message unless the condition holds. The condition must contain a reference.
    #[must_use]
    pub fn assert(mut self, condition: &Expression, message: impl Into<Value>) -> Self {
        let block = Block::new().set("condition", condition).set("error_message", message);
        self.body.append("assert", block);
        self
    }

    /// Reads a data source for the assertions only. A check has at most one: a second one replaces the first.
    #[must_use]
    pub fn data(mut self, source: Resource) -> Self {
        let named = Map::from_iter([(source.name, Json::Object(source.body.0))]);
        let typed = Map::from_iter([(source.type_name, Json::Object(named))]);
        self.body.0.insert("data".into(), Json::Object(typed));
        self
    }
}

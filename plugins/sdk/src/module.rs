//! Calls of Terraform modules.

use crate::block::body_methods;
use crate::{Block, Reference};
use serde_json::Value as Json;

/// A call of a Terraform module, under construction. The [`Manifest`](crate::Manifest) must list its source.
/// The host passes it the region's providers.
///
/// ```
/// use terrace_sdk::prelude::*;
///
/// let mut out = Contribution::new();
/// let queue = out.module(Module::new("queue", "terraform-aws-modules/sqs/aws").version("4.2.0").set("name", "jobs"));
/// out.output("queue_url", queue.attr("queue_url"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    pub(crate) name: String,
    pub(crate) body: Block,
}

body_methods!(Module);

impl Module {
    /// Creates a call with this local name, of the module from this source. Both are literals.
    pub fn new(name: impl Into<String>, source: &str) -> Self {
        let mut body = Block::new();
        body.0.insert("source".into(), Json::String(source.to_owned()));
        Self { name: name.into(), body }
    }

    /// Sets the version or version constraint, for a module from a registry.
    #[must_use]
    pub fn version(mut self, version: &str) -> Self {
        self.body.0.insert("version".into(), Json::String(version.to_owned()));
        self
    }

    /// Makes Terraform apply another block before the whole module.
    #[must_use]
    pub fn depends_on(mut self, other: &Reference) -> Self {
        self.body.append_json("depends_on", Json::String(other.address().to_owned()));
        self
    }

    fn body_mut(&mut self) -> &mut Block {
        &mut self.body
    }

    /// Returns the reference to its outputs, for use once the module is added.
    pub fn reference(&self) -> Reference {
        Reference::module(&self.name)
    }
}

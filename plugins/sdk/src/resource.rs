//! Resources, data sources and ephemeral resources.

use crate::block::body_methods;
use crate::{Block, Expression, Reference, Value};
use serde_json::Value as Json;

/// A resource, data source or ephemeral resource, under construction.
///
/// [`Contribution::add`](crate::Contribution::add) takes it and returns its [`Reference`].
///
/// ```
/// use terrace_sdk::prelude::*;
///
/// let mut out = Contribution::new();
/// let vpc = out.add(Resource::new("aws_vpc", "main").set("cidr_block", "10.0.0.0/16").prevent_destroy());
/// out.add(Resource::new("aws_internet_gateway", "main").set("vpc_id", vpc.attr("id")));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    pub(crate) kind: Kind,
    pub(crate) type_name: String,
    pub(crate) name: String,
    pub(crate) body: Block,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Managed,
    Data,
    Ephemeral,
}

body_methods!(Resource);

impl Resource {
    /// Creates a managed resource. Its local name is a Terraform identifier, unique in the contribution for
    /// its type. Changing it later makes Terraform replace the object unless
    /// [`Contribution::moved`](crate::Contribution::moved) records the new name.
    pub fn new(type_name: impl Into<String>, name: impl Into<String>) -> Self {
        Self::of(Kind::Managed, type_name.into(), name.into())
    }

    /// Creates a data source. The type is written without `data.`.
    pub fn data(type_name: impl Into<String>, name: impl Into<String>) -> Self {
        Self::of(Kind::Data, type_name.into(), name.into())
    }

    /// Creates an ephemeral resource. The type is written without `ephemeral.`. Requires Terraform 1.10 or
    /// later.
    pub fn ephemeral(type_name: impl Into<String>, name: impl Into<String>) -> Self {
        Self::of(Kind::Ephemeral, type_name.into(), name.into())
    }

    fn of(kind: Kind, type_name: String, name: String) -> Self {
        Self { kind, type_name, name, body: Block::new() }
    }

    fn body_mut(&mut self) -> &mut Block {
        &mut self.body
    }

    /// Returns the reference to it, for use once it is added.
    pub fn reference(&self) -> Reference {
        match self.kind {
            Kind::Managed => Reference::resource(&self.type_name, &self.name),
            Kind::Data => Reference::data(&self.type_name, &self.name),
            Kind::Ephemeral => Reference::ephemeral(&self.type_name, &self.name),
        }
    }

    /// Puts it in another region of the stack. By default the host binds a resource to the instance's own
    /// region.
    #[must_use]
    pub fn provider_of(mut self, region: &str) -> Self {
        let provider = self.type_name.split('_').next().unwrap_or_default();
        self.body.0.insert("provider".into(), Json::String(format!("{provider}.{region}")));
        self
    }

    /// Makes Terraform apply another block first. Needed only for dependencies that no attribute expresses:
    /// every reference in an attribute is a dependency already.
    #[must_use]
    pub fn depends_on(mut self, other: &Reference) -> Self {
        self.body.append_json("depends_on", Json::String(other.address().to_owned()));
        self
    }

    /// Sets the number of objects. If the number is known, prefer a loop in the tier: each object then has
    /// its own address.
    #[must_use]
    pub fn count(self, count: impl Into<Value>) -> Self {
        self.set("count", count)
    }

    /// Creates one object for each element of a map or of a set of strings, whose keys must be known at plan
    /// time. A list of literals is not a set: write `Expression::call("toset", …)`.
    #[must_use]
    pub fn for_each(self, items: impl Into<Value>) -> Self {
        self.set("for_each", items)
    }

    /// `lifecycle`: refuses to destroy the object.
    #[must_use]
    pub fn prevent_destroy(self) -> Self {
        self.lifecycle(|block| block.insert("prevent_destroy", true.into()))
    }

    /// `lifecycle`: creates the new object before destroying the old one.
    #[must_use]
    pub fn create_before_destroy(self) -> Self {
        self.lifecycle(|block| block.insert("create_before_destroy", true.into()))
    }

    /// `lifecycle`: ignores changes of these attributes once the object exists. Each is a path such as `tags`
    /// or `launch_template[0].version`.
    #[must_use]
    pub fn ignore_changes<'a>(self, attributes: impl IntoIterator<Item = &'a str>) -> Self {
        self.lifecycle(|block| {
            for attribute in attributes {
                block.append_json("ignore_changes", Json::String(attribute.to_owned()));
            }
        })
    }

    /// `lifecycle`: ignores changes of all attributes once the object exists.
    #[must_use]
    pub fn ignore_all_changes(self) -> Self {
        self.lifecycle(|block| {
            block.0.insert("ignore_changes".into(), Json::String("all".into()));
        })
    }

    /// `lifecycle`: replaces the object whenever the trigger changes, which is a resource or an attribute of
    /// one.
    #[must_use]
    pub fn replace_triggered_by(self, trigger: impl Into<Expression>) -> Self {
        self.lifecycle(|block| {
            block.append_json("replace_triggered_by", Json::String(trigger.into().to_string()));
        })
    }

    /// `lifecycle`: stops with this message unless the condition holds before the object is created or read.
    /// The condition must contain a reference.
    #[must_use]
    pub fn precondition(self, condition: &Expression, message: impl Into<Value>) -> Self {
        self.condition("precondition", condition, message.into())
    }

    /// `lifecycle`: stops with this message unless the condition holds after the object is created or read.
    /// The condition may refer to `self`.
    #[must_use]
    pub fn postcondition(self, condition: &Expression, message: impl Into<Value>) -> Self {
        self.condition("postcondition", condition, message.into())
    }

    fn condition(self, name: &str, condition: &Expression, message: Value) -> Self {
        let block = Block::new().set("condition", condition).set("error_message", message);
        self.lifecycle(|lifecycle| lifecycle.append(name, block))
    }

    fn lifecycle(mut self, change: impl FnOnce(&mut Block)) -> Self {
        self.body.only("lifecycle", change);
        self
    }
}

//! The declarations of one module, in either of Terraform's two syntaxes.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::Expression;
use terrace_schema::provider_schema::{Kind, provider_name};

/// The declarations of a module that matter for simulating it.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) blocks: Vec<Declaration>,
    /// The provider configurations, by local name.
    pub(crate) providers: Vec<(String, Body)>,
    pub(crate) requirements: BTreeMap<String, Requirement>,
    pub(crate) locals: BTreeMap<String, Expression>,
    /// All other expressions that refer to something.
    pub(crate) expressions: Vec<Expression>,
    pub(crate) calls: Vec<Call>,
    /// Old addresses and their new ones.
    pub(crate) moves: BTreeMap<String, String>,
    /// The addresses of imported resources.
    pub(crate) imports: BTreeSet<String>,
}

/// A resource, a data source or an ephemeral resource.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) kind: Kind,
    pub(crate) type_name: String,
    pub(crate) name: String,
    /// The provider, if the block sets it, such as `aws.primary`.
    pub(crate) provider: Option<String>,
    /// The block's `for_each`.
    pub(crate) each: Option<Expression>,
    /// The attributes listed in `ignore_changes`.
    pub(crate) ignored: BTreeSet<String>,
    /// True if the resource has provisioners.
    pub(crate) provisioned: bool,
    pub(crate) body: Body,
}

/// The content of a block without the parts that Terraform itself evaluates.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) attributes: BTreeMap<String, Expression>,
    pub(crate) nested: Vec<Nested>,
    /// Conditions, counts and other expressions that set no attribute.
    pub(crate) conditions: Vec<Expression>,
}

#[derive(Debug)]
pub(crate) struct Nested {
    pub(crate) name: String,
    /// For a `dynamic` block: its `for_each`, and the name of its iterator.
    pub(crate) each: Option<(Expression, String)>,
    pub(crate) body: Body,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Requirement {
    pub(crate) source: Option<String>,
    pub(crate) versions: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) source: String,
}

impl Declaration {
    pub(crate) fn address(&self) -> String {
        self.kind.address(&self.type_name, &self.name)
    }

    /// Returns the local name of the block's provider.
    pub(crate) fn provider(&self) -> &str {
        provider_name(&self.type_name, self.provider.as_deref())
    }
}

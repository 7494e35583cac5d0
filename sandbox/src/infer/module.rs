//! One module's declarations, whichever of terraform's two syntaxes they were written in.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::Expression;

/// What a module declares, as far as simulating it goes.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) blocks: Vec<Declared>,
    /// By local name of the provider.
    pub(crate) providers: Vec<(String, Body)>,
    pub(crate) requirements: BTreeMap<String, Requirement>,
    pub(crate) locals: BTreeMap<String, Expression>,
    /// Everything else that refers to something.
    pub(crate) expressions: Vec<Expression>,
    pub(crate) calls: Vec<Call>,
    /// Old address to new one.
    pub(crate) moves: BTreeMap<String, String>,
    /// Addresses that imports bring in.
    pub(crate) imports: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mode {
    Managed,
    Data,
    Ephemeral,
}

/// A resource, a data source or an ephemeral resource.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) mode: Mode,
    pub(crate) type_name: String,
    pub(crate) name: String,
    /// The local name of the provider, where the block says it.
    pub(crate) provider: Option<String>,
    /// The `for_each` that the block is repeated over.
    pub(crate) each: Option<Expression>,
    /// Attributes that `ignore_changes` names.
    pub(crate) ignored: BTreeSet<String>,
    /// Whether something is run when the resource is made or goes.
    pub(crate) provisioned: bool,
    pub(crate) body: Body,
}

/// The content of a block without what terraform itself evaluates.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) attributes: BTreeMap<String, Expression>,
    pub(crate) nested: Vec<Nested>,
    /// Conditions, counts and other expressions that set nothing.
    pub(crate) conditions: Vec<Expression>,
}

#[derive(Debug)]
pub(crate) struct Nested {
    pub(crate) name: String,
    /// Of a `dynamic` block: what it is repeated over, and its iterator's name.
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

impl Mode {
    /// How addresses of this mode begin.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Managed => "",
            Self::Data => "data.",
            Self::Ephemeral => "ephemeral.",
        }
    }
}

impl Declared {
    pub(crate) fn address(&self) -> String {
        format!("{}{}.{}", self.mode.prefix(), self.type_name, self.name)
    }

    /// The local name of the provider that the block belongs to.
    pub(crate) fn provider(&self) -> &str {
        let prefix = self.type_name.split('_').next().unwrap_or(&self.type_name);
        self.provider.as_deref().unwrap_or(prefix)
    }
}

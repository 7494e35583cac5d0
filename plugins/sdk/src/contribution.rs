//! What one instance adds to the stack.

use crate::{Check, Diagnostic, Expression, Module, Reference, Resource, Value};
use serde_json::Value as Json;

/// What one instance adds to the stack. The order in which things are added has no meaning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contribution {
    pub(crate) resources: Vec<Resource>,
    pub(crate) locals: Vec<(String, Json)>,
    pub(crate) modules: Vec<Module>,
    pub(crate) checks: Vec<Check>,
    pub(crate) moved: Vec<(String, String)>,
    pub(crate) removed: Vec<(String, Removal)>,
    pub(crate) outputs: Vec<(String, Json)>,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// What becomes of an object whose block is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Terraform destroys it.
    Destroy,
    /// Terraform forgets it and leaves it as it is.
    Forget,
}

impl Contribution {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a resource, data source or ephemeral resource, and gives the reference to it. Two of one
    /// address are refused by the host, unless they are the same.
    pub fn add(&mut self, resource: Resource) -> Reference {
        let reference = resource.reference();
        self.resources.push(resource);
        reference
    }

    /// Adds a module call, and gives the reference to it.
    pub fn module(&mut self, module: Module) -> Reference {
        let reference = module.reference();
        self.modules.push(module);
        reference
    }

    /// Adds a local value, and gives the expression that reads it.
    pub fn local(&mut self, name: &str, value: impl Into<Value>) -> Expression {
        self.locals.push((name.to_owned(), value.into().to_json()));
        Expression::traversal(format!("local.{name}"))
    }

    /// Gives the value of an output that the manifest declares; null leaves it out.
    pub fn output(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        if !matches!(value, Value::Null) {
            self.outputs.push((name.to_owned(), value.to_json()));
        }
    }

    /// Adds a check.
    pub fn check(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Says that a block was renamed, so that Terraform moves its state. `from` is its earlier local
    /// address.
    pub fn moved(&mut self, from: &str, to: &Reference) {
        self.moved.push((from.to_owned(), to.address().to_owned()));
    }

    /// Says that a block is no longer managed. `from` is its earlier local address, without an index.
    /// Terraform 1.7 or later.
    pub fn removed(&mut self, from: &str, removal: Removal) {
        self.removed.push((from.to_owned(), removal));
    }

    /// Tells a person something although the contribution stands.
    pub fn warn(&mut self, warning: Diagnostic) {
        self.warnings.push(warning);
    }
}

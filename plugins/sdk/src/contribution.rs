//! The contribution of an instance.

use crate::{Check, Diagnostic, Expression, Module, Reference, Resource, Value};
use serde_json::Value as Json;

/// Everything that one instance adds to the stack. The order of additions has no meaning.
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

/// What Terraform does with an object whose block was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Terraform destroys the object.
    Destroy,
    /// Terraform removes the object from its state and leaves the object itself alone.
    Forget,
}

impl Contribution {
    /// Returns an empty contribution.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a resource, data source or ephemeral resource, and returns a reference to it. The host rejects
    /// two of them with the same address unless they are identical.
    pub fn add(&mut self, resource: Resource) -> Reference {
        let reference = resource.reference();
        self.resources.push(resource);
        reference
    }

    /// Adds a module call, and returns a reference to it.
    pub fn module(&mut self, module: Module) -> Reference {
        let reference = module.reference();
        self.modules.push(module);
        reference
    }

    /// Adds a local value, and returns the expression that reads it.
    pub fn local(&mut self, name: &str, value: impl Into<Value>) -> Expression {
        self.locals.push((name.to_owned(), value.into().to_json()));
        Expression::traversal(format!("local.{name}"))
    }

    /// Sets an output that the manifest declares. Null leaves it out.
    pub fn output(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        if !matches!(value, Value::Null) {
            self.outputs.push((name.to_owned(), value.to_json()));
        }
    }

    /// Adds a `check` block.
    pub fn check(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Records that a block was renamed, so that Terraform moves its state. `from` is its previous local
    /// address.
    pub fn moved(&mut self, from: &str, to: &Reference) {
        self.moved.push((from.to_owned(), to.address().to_owned()));
    }

    /// Records that a block is no longer managed. `from` is its previous local address, without an index.
    /// Requires Terraform 1.7 or later.
    pub fn removed(&mut self, from: &str, removal: Removal) {
        self.removed.push((from.to_owned(), removal));
    }

    /// Adds a warning. The contribution is used nevertheless.
    pub fn warn(&mut self, warning: Diagnostic) {
        self.warnings.push(warning);
    }
}

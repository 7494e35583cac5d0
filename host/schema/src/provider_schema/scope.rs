//! Names that have a value only in a part of a configuration.

use crate::types::Type;

/// The names in scope at a position, such as `each` or the variable of a `for`. Inner ones hide outer ones.
#[derive(Debug, Clone, Default)]
pub struct Scope(Vec<(String, Type)>);

impl Scope {
    /// Returns this scope with one more name.
    pub fn with(&self, name: &str, ty: Type) -> Scope {
        let mut names = self.0.clone();
        names.push((name.to_owned(), ty));
        Scope(names)
    }

    /// Returns this scope with a name for the pair of key and value in an iteration over `collection`: `each`, or the
    /// iterator of a dynamic block.
    pub fn with_iterator(&self, name: &str, collection: &Type) -> Scope {
        // In a set, each element is both key and value.
        self.with(name, Type::object([("key", collection.key()), ("value", collection.element())]))
    }

    /// Returns the type of the value that a name refers to.
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.0.iter().rev().find(|(other, _)| other == name).map(|(_, ty)| ty)
    }
}

//! Names that stand for values in part of a configuration only.

use super::types::Type;

/// The names in force at one place, such as `each` or the variable of a `for`. Inner ones hide outer ones.
#[derive(Debug, Clone, Default)]
pub struct Scope(Vec<(String, Type)>);

impl Scope {
    /// This scope with one more name.
    pub fn with(&self, name: &str, ty: Type) -> Scope {
        let mut names = self.0.clone();
        names.push((name.to_owned(), ty));
        Scope(names)
    }

    /// This scope with a name for the pair of key and value in an iteration over `collection`: `each`, or the
    /// iterator of a dynamic block.
    pub fn with_iterator(&self, name: &str, collection: &Type) -> Scope {
        // The key is that of the map; a set's element is key and value at once.
        self.with(name, Type::object([("key", collection.key()), ("value", collection.element())]))
    }

    /// The type of the value that a name stands for.
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.0.iter().rev().find(|(other, _)| other == name).map(|(_, ty)| ty)
    }
}

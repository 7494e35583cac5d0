//! The bodies of blocks.

use crate::Value;
use serde_json::{Map, Value as Json};

/// A nested block, with attributes and nested blocks of its own.
///
/// ```
/// use terrace_sdk::prelude::*;
///
/// let health_check = Block::new().set("path", "/health").set("matcher", "200");
/// Resource::new("aws_lb_target_group", "main").block("health_check", health_check);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block(pub(crate) Map<String, Json>);

impl Block {
    /// Returns an empty block.
    pub fn new() -> Self {
        Self::default()
    }

    fn body_mut(&mut self) -> &mut Self {
        self
    }

    /// Sets an attribute. Null is left out unless it overrides an earlier value, because Terraform treats the
    /// two alike.
    pub(crate) fn insert(&mut self, name: &str, value: Value) {
        if !matches!(value, Value::Null) || self.0.contains_key(name) {
            self.0.insert(name.to_owned(), value.to_json());
        }
    }

    /// Appends a nested block. Blocks are always written as an array, which every provider accepts, whether
    /// its schema has them as blocks or as an attribute.
    pub(crate) fn append(&mut self, name: &str, block: Self) {
        self.append_json(name, Json::Object(block.0));
    }

    /// Appends to the array of this name.
    pub(crate) fn append_json(&mut self, name: &str, value: Json) {
        match self.0.entry(name.to_owned()).or_insert_with(|| Json::Array(Vec::new())) {
            Json::Array(items) => items.push(value),
            other => *other = Json::Array(vec![value]),
        }
    }

    /// Changes the single block of this name, and adds it first if there is none.
    pub(crate) fn only(&mut self, name: &str, change: impl FnOnce(&mut Self)) {
        let mut inner = Self::new();
        if let Some(Json::Array(items)) = self.0.get_mut(name)
            && let Some(Json::Object(body)) = items.pop()
        {
            inner.0 = body;
        }
        change(&mut inner);
        self.append(name, inner);
    }
}

/// Defines the methods shared by every type that has a body. The type must have a `body_mut` method.
macro_rules! body_methods {
    ($type:ty) => {
        impl $type {
            /// Sets an attribute. Null leaves it out, and a second value replaces the first.
            ///
            /// Nested blocks are not attributes: use [`block`](Self::block) for them.
            #[must_use]
            pub fn set(mut self, name: &str, value: impl Into<$crate::Value>) -> Self {
                self.body_mut().insert(name, value.into());
                self
            }

            /// Adds a nested block after the others of the same name.
            #[must_use]
            pub fn block(mut self, name: &str, block: $crate::Block) -> Self {
                self.body_mut().append(name, block);
                self
            }

            /// Adds any number of nested blocks of the same name. Without any, the name is left out.
            #[must_use]
            pub fn blocks(mut self, name: &str, blocks: impl IntoIterator<Item = $crate::Block>) -> Self {
                blocks.into_iter().for_each(|block| self.body_mut().append(name, block));
                self
            }
        }
    };
}
pub(crate) use body_methods;

body_methods!(Block);

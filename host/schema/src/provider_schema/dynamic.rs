//! Checks dynamic blocks.

use super::finding::Rule;
use super::nearest::suggest;
use super::run::{Place, Run};
use super::schema::{Attribute, Block};
use crate::syntax::bodies;
use crate::types::Type;
use serde_json::Value;

impl Run<'_> {
    /// Checks the dynamic blocks of one type against the enclosing block.
    pub fn dynamic(&mut self, name: &str, value: &Value, block: &Block, place: &Place) {
        let attribute = block.attributes.get(name).and_then(Attribute::as_block);
        let nested = block.block_types.get(name);
        if attribute.is_none() && nested.is_none() {
            let expected = suggest("a type of nested block of this block", name, block.block_types.keys());
            self.report(place, Rule::UnknownArgument, expected, format!("`{name}`"));
        }
        for one in bodies(value) {
            let Some(body) = one.as_object() else {
                self.not_a_block(one, "an object with `for_each` and `content`", place);
                continue;
            };
            let collection = match body.get("for_each") {
                Some(value) => {
                    self.references(value, &place.key("for_each"));
                    self.world.value_type(value, &place.scope)
                }
                None => {
                    let expected = "the collection that the blocks are made from";
                    self.report(&place.key("for_each"), Rule::MissingArgument, expected, "nothing");
                    Type::Any
                }
            };
            let iterator = body.get("iterator").and_then(Value::as_str).unwrap_or(name);
            let inner = place.scoped(place.scope.with_iterator(iterator, &collection));
            if let Some(labels) = body.get("labels") {
                self.value(labels, &Type::List(Box::new(Type::String)), &inner.key("labels"));
            }
            let at = inner.key("content");
            match (body.get("content"), nested, &attribute) {
                (Some(Value::Object(content)), Some(nested), _) => {
                    self.body(content, &nested.block, &[], &at)
                }
                (Some(content @ Value::Object(_)), None, Some(object)) => self.value(content, object, &at),
                (Some(content @ Value::Object(_)), None, None) => self.references(content, &at),
                (Some(other), ..) => self.not_a_block(other, "an object, which is the block's body", &at),
                (None, ..) => {
                    self.report(&at, Rule::MissingArgument, "the body of the blocks", "nothing");
                }
            }
        }
    }
}

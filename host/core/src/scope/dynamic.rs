//! Dynamic blocks: where they are allowed, and the meaning of the names of their iterators.
//!
//! Terraform expands a `dynamic` block if the provider's schema has a block there, and treats the same JSON as a plain object
//! if the schema has an attribute. Scoping does not have the schemas. So the position decides as far as possible:
//! directly in the body of a resource or data source, `dynamic` is always such a block; in values (of locals, outputs, inputs
//! of modules, conditions, provisioners) it never is. Below an argument of a resource it may be either, and scoping works
//! for both:
//!
//! - `ITERATOR.value` and `ITERATOR.key` do not change. In a block they are the members of the iterator, which has no
//!   others. In a value they are a resource of the type `ITERATOR` called `value` or `key`. No stack has one: every name in
//!   it contains the two `_` of the naming rule. Terraform reports that it is undeclared, and nothing is read.
//! - Every other reference that begins with the iterator's name is treated as a reference to a block: it is renamed, or
//!   rejected. In a dynamic block, a renamed one would be a member that the iterator does not have.
//! - An iterator must not have the name of a root of references: one such as `var` or `data`, whose members can be
//!   called `value`, or a type of the tier's own resources.

use crate::expression::Reference;
use crate::model::Identifier;
use serde_json::{Map, Value};

/// The members of an iterator.
const MEMBERS: [&str; 2] = ["key", "value"];

pub(super) const ARGUMENTS: &str = "a dynamic block has only `for_each`, `iterator`, `labels` and `content`";

/// Roots of references that are not types of resources, to Terraform or to Terrace.
const ROOTS: [&str; 17] = [
    "action",
    "arg",
    "count",
    "data",
    "each",
    "ephemeral",
    "lazy",
    "local",
    "module",
    "path",
    "resource",
    "self",
    "template",
    "terrace",
    "terraform",
    "tier",
    "var",
];

/// Returns whether a name is a root of references, and not a type of resources.
pub(super) fn is_root(name: &str) -> bool {
    ROOTS.contains(&name)
}

/// Returns whether a reference leads to a member of the iterator of a dynamic block around it.
pub(super) fn is_iterated(reference: &Reference<'_>, iterators: &[String]) -> bool {
    iterators.iter().any(|iterator| iterator == reference.root)
        && reference.attribute(0).is_some_and(|member| MEMBERS.contains(&member))
}

/// Returns whether a block has the arguments that every dynamic block needs.
pub(super) fn is_complete(block: &Map<String, Value>) -> bool {
    block.contains_key("for_each") && block.contains_key("content")
}

/// Returns whether the value of a key `dynamic` can be dynamic blocks, as opposed to a plain object with such a key.
pub(super) fn is_dynamic(value: &Value) -> bool {
    let labels = |labels: &Map<String, Value>| labels.values().all(|blocks| each(blocks, is_block));
    value.as_object().is_none_or(|labels| !labels.is_empty()) && each(value, labels)
}

fn each(value: &Value, test: impl Fn(&Map<String, Value>) -> bool) -> bool {
    match value {
        Value::Object(block) => test(block),
        Value::Array(blocks) => blocks.iter().all(|block| block.as_object().is_some_and(&test)),
        _ => false,
    }
}

fn is_block(block: &Map<String, Value>) -> bool {
    let argument = |(key, value): (&String, &Value)| match key.as_str() {
        "for_each" => true,
        "iterator" => value.as_str().is_some_and(|name| Identifier::new(name).is_ok()),
        "labels" => value.is_array(),
        "content" => each(value, |_| true),
        _ => false,
    };
    is_complete(block) && block.iter().all(argument)
}

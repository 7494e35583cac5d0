//! Dynamic blocks: where there are any, and what the names of their iterators mean.
//!
//! Terraform expands a `dynamic` block where the provider's schema has blocks, and takes the same JSON as a plain object where
//! the schema has an attribute. Schemas are not at hand when a contribution is scoped. So the place decides as far as it can:
//! directly in the body of a resource or data source, `dynamic` is always such a block; in values (of locals, outputs, inputs of
//! modules, conditions, provisioners) it never is. Below an argument of a resource it may be either, and what is done
//! there is right for both:
//!
//! - `ITERATOR.value` and `ITERATOR.key` stay as they are. To a block they are what the iterator holds, which has no other
//!   members. To a value they are a resource of the type `ITERATOR` that is called `value` or `key`. No stack has one: every name in
//!   it holds the two `_` of the naming rule. Terraform says that it is undeclared, and nothing is read.
//! - Every other reference that begins with the iterator's name is taken for one to a block: it is renamed, or refused. To a
//!   dynamic block a renamed one would be a member that the iterator does not have.
//! - An iterator must not be called like something that references begin with: a root such as `var` or `data`, whose members can be
//!   called `value`, or a type of the tier's own resources.

use crate::expression::Reference;
use crate::model::Identifier;
use serde_json::{Map, Value};

/// The members of an iterator.
const MEMBERS: [&str; 2] = ["key", "value"];

pub(super) const ARGUMENTS: &str = "a dynamic block has only `for_each`, `iterator`, `labels` and `content`";

/// Names that references begin with and that mean no type of resources, to Terraform or to Terrace.
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

/// Whether a name is one that references begin with, and no type of resources.
pub(super) fn is_root(name: &str) -> bool {
    ROOTS.contains(&name)
}

/// Whether a reference is to what the iterator of a dynamic block around it holds.
pub(super) fn is_iterated(reference: &Reference<'_>, iterators: &[String]) -> bool {
    iterators.iter().any(|iterator| iterator == reference.root)
        && reference.attribute(0).is_some_and(|member| MEMBERS.contains(&member))
}

/// Whether a block has what every dynamic block needs.
pub(super) fn is_complete(block: &Map<String, Value>) -> bool {
    block.contains_key("for_each") && block.contains_key("content")
}

/// Whether what is below a key `dynamic` can be dynamic blocks, and the key is not just one of an object.
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

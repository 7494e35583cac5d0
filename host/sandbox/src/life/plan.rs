//! Turns Terraform's proposed state into the planned one.

use std::collections::BTreeMap;

use terrace_schema::provider_schema::{Attribute, Block, NestedType, NestingMode};

use crate::value::Value;

/// Marks the values to compute: unset computed attributes of anything without a counterpart in the prior state.
///
/// Terraform has already carried the prior values of computed attributes into the proposal, so an attribute that is still unset
/// and never had a value belongs to something new.
pub(super) fn body(block: &Block, prior: Option<&Value>, proposed: Value) -> Value {
    let Value::Map(mut map) = proposed else { return proposed };
    attributes(&block.attributes, prior, &mut map);
    for (name, nested) in block.block_types.iter().filter(|(_, nested)| computes(&nested.block)) {
        if let Some(value) = map.remove(name) {
            let before = prior.and_then(|prior| prior.attribute(name));
            let one = |before: Option<&Value>, value| body(&nested.block, before, value);
            map.insert(name.clone(), collection(nested.nesting_mode, before, value, &one));
        }
    }
    Value::Map(map)
}

fn attributes(
    schema: &BTreeMap<String, Attribute>,
    prior: Option<&Value>,
    map: &mut BTreeMap<String, Value>,
) {
    for (name, attribute) in schema {
        let value = map.remove(name).unwrap_or(Value::Null);
        let before = prior.and_then(|prior| prior.attribute(name));
        let planned = if attribute.write_only {
            Value::Null
        } else if attribute.computed && value.is_null() && prior.is_none() {
            Value::UNKNOWN
        } else if let Some(nested) = &attribute.nested_type {
            let one = |before: Option<&Value>, value| object(nested, before, value);
            collection(nested.nesting_mode, before, value, &one)
        } else {
            value
        };
        map.insert(name.clone(), planned);
    }
}

fn object(schema: &NestedType, prior: Option<&Value>, proposed: Value) -> Value {
    let Value::Map(mut map) = proposed else { return proposed };
    attributes(&schema.attributes, prior, &mut map);
    Value::Map(map)
}

/// Pairs the elements of a collection with their prior ones.
fn collection(
    mode: NestingMode,
    prior: Option<&Value>,
    proposed: Value,
    one: &dyn Fn(Option<&Value>, Value) -> Value,
) -> Value {
    match (mode, proposed) {
        (_, Value::Typed(ty, value)) => {
            Value::Typed(ty, Box::new(collection(mode, prior.map(Value::bare), *value, one)))
        }
        (NestingMode::Single | NestingMode::Group, value) => one(prior, value),
        (_, Value::Map(elements)) => {
            let pair = |(key, value): (String, Value)| {
                let planned = one(prior.and_then(|prior| prior.attribute(&key)), value);
                (key, planned)
            };
            Value::Map(elements.into_iter().map(pair).collect())
        }
        (_, Value::List(elements)) => {
            let before = match prior.map(Value::bare) {
                Some(Value::List(before)) => before.as_slice(),
                _ => &[],
            };
            let pair = |(index, value): (usize, Value)| {
                // The counterpart of an element of a set is the one that it is equal to.
                let counterpart = match mode {
                    NestingMode::Set => before.iter().find(|before| **before == value),
                    _ => before.get(index),
                };
                one(counterpart, value)
            };
            Value::List(elements.into_iter().enumerate().map(pair).collect())
        }
        (_, value) => value,
    }
}

/// Returns true if anything in the block is computed.
fn computes(block: &Block) -> bool {
    let own =
        |attribute: &Attribute| attribute.computed || attribute.write_only || attribute.nested_type.is_some();
    block.attributes.values().any(own) || block.block_types.values().any(|nested| computes(&nested.block))
}

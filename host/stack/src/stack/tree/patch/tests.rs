use super::merge;
use crate::stack::tree::node::{Entry, Mapping, Node, NodeValue};
use proptest::prelude::*;
use serde_json::{Value, json};
use terrace_core::model::{Location, Sources};

fn location() -> Location {
    Location { source: Sources::default().add("x", ""), range: 0..0 }
}

fn node(value: &Value) -> Node {
    let value = match value {
        Value::Null => NodeValue::Null,
        Value::Bool(value) => NodeValue::Bool(*value),
        Value::Number(number) => NodeValue::Number(number.clone()),
        Value::String(text) => NodeValue::String(text.clone()),
        Value::Array(items) => NodeValue::Sequence(items.iter().map(node).collect()),
        Value::Object(members) => NodeValue::Mapping(
            members
                .iter()
                .map(|(key, value)| (key.clone(), Entry { key: location(), value: node(value) }))
                .collect::<Mapping>(),
        ),
    };
    Node { value, location: location() }
}

fn merged(target: &Value, patch: &Value) -> Value {
    let mut target = node(target);
    merge(&mut target, &node(patch));
    target.to_json()
}

/// Tests the examples in the appendix of RFC 7386.
#[test]
fn patch_examples_of_the_standard() {
    for (target, patch, result) in [
        (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
        (json!({"a": "b"}), json!({"a": null}), json!({})),
        (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
        (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
        (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
        (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
        (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
        (json!({"a": "b"}), json!(["c"]), json!(["c"])),
        (json!({"a": "foo"}), json!(null), json!(null)),
        (json!({"a": "foo"}), json!("bar"), json!("bar")),
        (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
        (json!([1, 2]), json!({"a": "b", "c": null}), json!({"a": "b"})),
        (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
    ] {
        assert_eq!(merged(&target, &patch), result, "{target} + {patch}");
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf =
        prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), (0..3).prop_map(Value::from)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("[a-c]", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(_, v)| !v.is_null())
                .map(|(k, v)| (k.clone(), without_nulls(v)))
                .collect(),
        ),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn twice_is_once(target in value(), patch in value()) {
        let once = merged(&target, &patch);
        prop_assert_eq!(merged(&once, &patch), once);
    }

    #[test]
    fn patch_without_entries_changes_no_map(target in value()) {
        if target.is_object() {
            prop_assert_eq!(merged(&target, &json!({})), target);
        }
    }

    #[test]
    fn patch_of_nothing_is_the_patch_without_nulls(patch in value()) {
        prop_assert_eq!(merged(&json!({}), &patch), without_nulls(&patch));
    }
}

//! Round trips through both encodings.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use terrace_schema::types::Type;

use super::{Number, Value, decode, encode, from_json};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(Value::UNKNOWN),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Number(Number::Integer(number))),
        ".{0,8}".prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..4).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn msgpack_value_is_read_back(value in value()) {
        let ty = value.literal_type();
        let (back, again) = (decode(&encode(&value, &ty), &ty).unwrap(), encode(&value, &ty));
        prop_assert_eq!(encode(&back, &ty), again);
    }

    #[test]
    fn msgpack_value_of_a_dynamic_type_includes_its_type(value in value()) {
        let open = Value::Typed(Box::new(value.literal_type()), Box::new(value));
        let back = decode(&encode(&open, &Type::Any), &Type::Any).unwrap();
        prop_assert_eq!(encode(&back, &Type::Any), encode(&open, &Type::Any));
    }
}

#[test]
fn numbers_keep_their_digits() {
    for (bytes, text) in [
        (&[0x05][..], "5"),
        (&[0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "18446744073709551615"),
        (&[0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0], "0.5"),
        (&[0xa3, b'0', b'.', b'1'], "0.1"),
    ] {
        let value = decode(bytes, &Type::Number).unwrap();
        let Value::Number(number) = &value else { panic!("{value:?}") };
        assert_eq!(number.to_string(), text);
        assert_eq!(encode(&value, &Type::Number), bytes);
    }
}

#[test]
fn unknown_values_keep_their_refinements() {
    // Extension 12: not null.
    let refined = [0xc7, 3, 12, 0x81, 0x01, 0xc2];
    let value = decode(&refined, &Type::String).unwrap();
    assert!(value.is_unknown());
    assert_eq!(encode(&value, &Type::String), refined);
    assert_eq!(encode(&Value::UNKNOWN, &Type::String), [0xd4, 0, 0]);
}

#[test]
fn value_that_does_not_fit_its_type_is_an_error() {
    let object = Type::object([("a", Type::String)]);
    let other = Type::object([("b", Type::Bool)]);
    let bytes = encode(&Value::Map(BTreeMap::from([("b".to_owned(), Value::Bool(true))])), &other);
    assert_eq!(
        decode(&bytes, &object).unwrap_err().to_string(),
        "the object has an attribute `b` that its schema does not have"
    );
    assert_eq!(decode(&[0xc3], &Type::String).unwrap_err().to_string(), "expected \"string\", got true");
    assert!(decode(&[0xa5, b'x'], &Type::String).is_err());
}

#[test]
fn state_written_under_another_schema_is_read() {
    let list = Type::List(Box::new(Type::String));
    let open = json!({ "type": ["tuple", ["string", "number"]], "value": ["a", 1] });
    assert_eq!(from_json(&open, &list), Value::List(vec![Value::string("a"), Value::string("1")]));
    let bare = from_json(&json!([1]), &Type::Any);
    assert_eq!(
        bare,
        Value::Typed(
            Box::new(Type::Tuple(vec![Type::Number])),
            Box::new(Value::List(vec![Value::Number(Number::Integer(1))]))
        )
    );
    let block = Type::List(Box::new(Type::object([("a", Type::Number)])));
    let one = Value::Map(BTreeMap::from([("a".to_owned(), Value::Number(Number::Integer(2)))]));
    assert_eq!(from_json(&json!({ "a": "2", "gone": 1 }), &block), Value::List(vec![one]));
    assert_eq!(from_json(&json!({ "a": 1 }), &Type::Bool), Value::Null);
}

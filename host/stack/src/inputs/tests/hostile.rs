use super::{prepared, schema};
use crate::inputs::InputSchema;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write;
use terrace_core::model::Explain;
use terrace_core::render;

#[test]
fn schemas_that_are_refused() {
    let mut multiplying = json!({"$defs": {"a0": {}}});
    for level in 1..40 {
        let reference = json!({"$ref": format!("#/$defs/a{}", level - 1)});
        multiplying["$defs"][format!("a{level}")] = json!({"allOf": [reference, reference]});
    }
    multiplying["$ref"] = "#/$defs/a39".into();
    let multiplying = multiplying.to_string();
    let mut chain = json!({"$ref": "#/$defs/a999", "$defs": {"a0": {}}});
    for level in 1..1000 {
        chain["$defs"][format!("a{level}")] = json!({"$ref": format!("#/$defs/a{}", level - 1)});
    }
    let chain = chain.to_string();
    let mut out = String::new();
    for (name, json) in [
        ("no map", "[]"),
        ("a type that is none", r#"{"properties": {"x": {"type": "int"}}}"#),
        ("a pattern that is none", r#"{"properties": {"x": {"pattern": "("}}}"#),
        ("a required that is no list", r#"{"required": "x"}"#),
        ("a reference to nothing", r##"{"properties": {"x": {"$ref": "#/$defs/None"}}}"##),
        ("a reference to elsewhere", r#"{"properties": {"x": {"$ref": "https://example.com/schema"}}}"#),
        ("a reference that is a number", r#"{"properties": {"x": {"$ref": 5}}}"#),
        ("itself", r##"{"$ref": "#"}"##),
        (
            "in a circle",
            r##"{"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}}"##,
        ),
        ("multiplying", &multiplying),
        ("a long chain", &chain),
        ("an inner $id", r#"{"properties": {"x": {"$id": "y"}}}"#),
        ("a dynamic reference", r##"{"$dynamicRef": "#x"}"##),
    ] {
        let shown = match schema(json) {
            Ok(_) => "NO ERROR".to_owned(),
            Err(error) => render::text(&error.diagnostic(), &Default::default(), Default::default()),
        };
        _ = writeln!(out, "=== {name}\n{shown}\n");
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(out) });
}

#[test]
fn schema_may_be_recursive() {
    let tree = r##"{"type": "object", "properties": {"x": {"$ref": "#/$defs/Tree"}},
        "$defs": {"Tree": {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}, "additionalProperties": false}}}"##;
    let schema = schema(tree).unwrap();
    assert!(prepared(&schema, "x: {children: [{children: []}, {}]}").is_ok());
    assert!(
        prepared(&schema, "x: {children: [{children: [{c: 1}]}]}")
            .unwrap_err()
            .contains("children[0].children[0].c")
    );
}

#[test]
fn endless_defaults_end() {
    let endless = r##"{"type": "object", "properties": {"x": {"$ref": "#/$defs/A"}},
        "$defs": {"A": {"default": {}, "properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "#/$defs/A"}}}}}"##;
    let schema = schema(endless).unwrap();
    let shown = prepared(&schema, "{}").unwrap_err();
    assert!(shown.contains("are recursive"), "{shown}");
}

/// Generates JSON schemas and values from the keywords of JSON Schema.
fn schema_like() -> impl Strategy<Value = Value> {
    let words = vec![
        "object",
        "string",
        "integer",
        "null",
        "#/$defs/a",
        "#",
        "terraform-expression",
        "a",
        "x",
        "^a$",
    ];
    let leaf = prop_oneof![
        Just(Value::Bool(true)),
        Just(Value::Bool(false)),
        (-1..3).prop_map(Value::from),
        proptest::sample::select(words).prop_map(Value::from),
    ];
    let keywords = vec![
        "type",
        "format",
        "properties",
        "items",
        "additionalProperties",
        "anyOf",
        "oneOf",
        "allOf",
        "$ref",
        "$defs",
        "a",
        "x",
        "default",
        "enum",
        "const",
        "required",
        "not",
        "if",
        "then",
        "minimum",
        "pattern",
        "prefixItems",
        "$expr",
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            3 => proptest::collection::btree_map(
                proptest::sample::select(keywords.clone()).prop_map(str::to_owned), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn schemas_never_panic(json in schema_like(), x in schema_like()) {
        let schemas = [json!({"type": "object", "properties": {"x": json.clone()}, "$defs": {"a": json.clone()}}), json];
        for json in schemas {
            if let Ok(schema) = InputSchema::new(&json) {
                _ = prepared(&schema, &format!("x: {}", x.to_string().replace('$', "S")));
            }
        }
    }
}

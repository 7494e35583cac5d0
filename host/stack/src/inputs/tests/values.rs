use super::{prepared, schema};
use crate::inputs::{expression, wire_form};
use proptest::prelude::*;
use serde_json::{Value, json};

fn value(json: &str, inputs: &str) -> Value {
    let json: Value = serde_json::from_str(json).unwrap();
    let schema = schema(&json.to_string()).unwrap();
    Value::Object(prepared(&schema, inputs).unwrap_or_else(|shown| panic!("{shown}")))
}

#[test]
fn wire_form_for_tiers() {
    let inputs = "a: plain\nb: ${var.v}\nc: x-${var.v}\nd: $${literal} and %%{ this }\ne: 1.50\nf: [\"%{ if true }x%{ endif }\"]\n$${k}: ~\ng: \"$${a}-${var.v}\"";
    let stack = super::stack(inputs);
    let object = wire_form(stack.instances()[0].inputs.as_mapping().unwrap());
    assert_eq!(expression(&object["b"]), Some("${var.v}"));
    insta::assert_snapshot!(Value::Object(object), @r#"{"${k}":null,"a":"plain","b":{"$expr":"${var.v}"},"c":{"$expr":"x-${var.v}"},"d":"${literal} and %{ this }","e":1.50,"f":[{"$expr":"%{ if true }x%{ endif }"}],"g":{"$expr":"$${a}-${var.v}"}}"#);
}

#[test]
fn defaults() {
    let schema = r##"{"type": "object",
      "properties": {
        "plain": {"default": 5},
        "given": {"default": 5},
        "null": {"default": 5, "type": ["integer", "null"]},
        "referred": {"$ref": "#/$defs/Deep"},
        "nested": {"default": {}, "$ref": "#/$defs/Nested"},
        "all": {"allOf": [{"$ref": "#/$defs/Deep"}]},
        "list": {"type": "array", "items": {"$ref": "#/$defs/Nested"}},
        "pair": {"prefixItems": [{"$ref": "#/$defs/Nested"}], "items": {"default": 1}},
        "map": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Nested"}},
        "optional": {"anyOf": [{"$ref": "#/$defs/Nested"}, {"type": "null"}]},
        "either": {"anyOf": [{"type": "object", "properties": {"b": {"default": 1}}}, {"type": "string", "format": "terraform-expression"}]},
        "tagged": {"oneOf": [
          {"type": "object", "properties": {"kind": {"const": "a"}, "n": {"default": 1}}, "required": ["kind"]},
          {"type": "object", "properties": {"kind": {"const": "b"}, "n": {"default": 2}}, "required": ["kind"]}]},
        "template": {"default": "${not an expression}"},
        "expression": {"type": "string", "format": "terraform-expression", "default": "none of an expression's"},
        "absent": {"type": "object", "properties": {"x": {"default": 1}}}
      },
      "$defs": {
        "Deep": {"type": "string", "default": "deep"},
        "Nested": {"type": "object", "properties": {"x": {"default": 1}, "y": {"type": "object", "default": {}, "properties": {"z": {"default": [1]}}}}}
      }}"##;
    let inputs = "given: 6\n\"null\": ~\nlist: [{}, {x: 2}]\npair: [{}]\nmap: {a: {}}\noptional: {x: 3}\neither: {}\ntagged: {kind: b}";
    let value = value(schema, inputs);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(serde_json::to_string_pretty(&value).unwrap());
    });
}

#[test]
fn expressions_where_they_may_be() {
    let schema = r##"{"type": "object", "properties": {
        "a": {"$ref": "#/$defs/Text"},
        "b": {"type": "array", "items": {"$ref": "#/$defs/Text"}},
        "c": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Text"}},
        "d": {"type": "string", "format": "terraform-expression", "description": "Only one."}
      }, "$defs": {"Text": {"anyOf": [{"type": "string"}, {"type": "string", "format": "terraform-expression"}]}}}"##;
    let inputs = "a: ${var.v}\nb: [a, \"${var.v}\"]\nc: {a: b, d: \"${var.v}\"}\nd: ${var.v}";
    assert_eq!(
        value(schema, inputs),
        json!({
            "a": {"$expr": "${var.v}"},
            "b": ["a", {"$expr": "${var.v}"}],
            "c": {"a": "b", "d": {"$expr": "${var.v}"}},
            "d": {"$expr": "${var.v}"},
        })
    );
}

#[test]
fn property_may_have_the_name_of_a_keyword() {
    let schema = r#"{"type": "object", "properties": {"type": {"type": "integer"}, "format": {"const": "terraform-expression"},
        "enum": {"enum": [{"type": "string", "format": "terraform-expression"}]}, "default": {"default": 1}}}"#;
    let inputs = "type: 1\nformat: terraform-expression\nenum: {type: string, format: terraform-expression}";
    assert_eq!(value(schema, inputs)["default"], json!(1));
}

#[test]
fn digits_stay() {
    let value = value(
        r#"{"properties": {"a": {"type": "integer"}, "b": {"type": "number"}}}"#,
        "a: 9007199254740993\nb: 1.50",
    );
    assert_eq!(value.to_string(), r#"{"a":9007199254740993,"b":1.50}"#);
}

proptest! {
    /// Escaped text is unescaped to the original, whatever it contains.
    #[test]
    fn strings_can_all_be_written(text in "[ -~é漢$%{}]{0,20}") {
        let escaped = terrace_core::expression::escape(&text).into_owned();
        let stack = super::stack(&format!("a: {}", serde_json::to_string(&escaped).unwrap()));
        let object = wire_form(stack.instances()[0].inputs.as_mapping().unwrap());
        prop_assert_eq!(&object["a"], &Value::String(text));
    }
}

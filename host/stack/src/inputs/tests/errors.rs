use super::{all_shown, prepared, schema};

const E: &str = r#"{"type": "string", "format": "terraform-expression"}"#;

macro_rules! snapshot {
    ($value:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($value) })
    };
}

const NETWORK: &str = r##"{
  "type": "object",
  "required": ["cidr_block", "listener", "public_subnets"],
  "additionalProperties": false,
  "properties": {
    "cidr_block": {"description": "Address range of the network.", "type": "string"},
    "public_subnets": {"description": "How many public subnets.", "type": "integer", "minimum": 0},
    "nat_gateways": {"enum": ["one", "each", "none"], "default": "each"},
    "zone": {"anyOf": [{"type": "string"}, {"type": "string", "format": "terraform-expression"}]},
    "listener": {"$ref": "#/$defs/Listener", "description": "What the load balancer listens on."}
  },
  "$defs": {
    "Listener": {
      "type": "object",
      "required": ["port"],
      "additionalProperties": false,
      "properties": {"port": {"type": "integer", "minimum": 1, "maximum": 65535}, "protocol": {"type": "string"}}
    }
  }
}"##;

#[test]
fn errors_of_a_whole_tier() {
    let schema = schema(NETWORK).unwrap();
    let mut out = String::new();
    for inputs in [
        "{}",
        "public_subnets: ${var.v}\ncidr_block: \"${var.v}\"\nzone: x-${var.v}\nlistener: {port: 80}",
        "public_subnet: 2\ncidr_block: 10.0.0.0/16\nnat_gateways: on\nlistener:\n  prot: 80",
        "public_subnets: two\ncidr_block: 5\nzone: [a]\nlistener: {port: 70000}",
        "public_subnets: -1\ncidr_block: ~\nnat_gateways: eahc\nlistener: ${var.v}",
    ] {
        out += &prepared(&schema, inputs).unwrap_err();
        out += "\n\n----\n\n";
    }
    snapshot!(out);
}

#[test]
fn errors_of_every_kind() {
    snapshot!(all_shown(&[
        ("type", r#"{"type": "integer"}"#, "x: \"2\""),
        ("type: a fraction", r#"{"type": "integer"}"#, "x: 1.5"),
        ("type: text", r#"{"type": "string"}"#, "x: 1.50"),
        ("type: truth", r#"{"type": "boolean"}"#, "x: yes"),
        ("type: a list", r#"{"type": "array"}"#, "x: a"),
        ("type: several", r#"{"type": ["integer", "string", "null"]}"#, "x: [1]"),
        (
            "type: within",
            r#"{"type": "array", "items": {"type": "object", "properties": {"a b": {"type": "string"}}}}"#,
            "x:\n  - a b: y\n  - a b: 5"
        ),
        (
            "required",
            r#"{"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string", "description": "The first."}}}"#,
            "x: {c: 1}"
        ),
        (
            "required, in a list",
            r#"{"type": "array", "items": {"type": "object", "required": ["a"]}}"#,
            "x:\n  - {a: 1}\n  - b: 2\n    c: 3"
        ),
        (
            "additionalProperties",
            r#"{"type": "object", "properties": {"colour": {}}, "additionalProperties": false}"#,
            "x: {color: red, shape: round}"
        ),
        (
            "additionalProperties, none known",
            r#"{"type": "object", "additionalProperties": false}"#,
            "x: {color: red}"
        ),
        ("enum", r#"{"enum": ["small", "large", 5, null]}"#, "x: smal"),
        ("enum: wrong type", r#"{"type": "string", "enum": ["small", "large"]}"#, "x: 5"),
        ("const", r#"{"const": "http"}"#, "x: https"),
        ("minimum", r#"{"minimum": 1}"#, "x: 0"),
        ("maximum", r#"{"maximum": 1.50}"#, "x: 2"),
        ("exclusiveMinimum", r#"{"exclusiveMinimum": 0}"#, "x: 0"),
        ("exclusiveMaximum", r#"{"exclusiveMaximum": 10}"#, "x: 10"),
        ("multipleOf", r#"{"multipleOf": 8}"#, "x: 12"),
        ("minLength", r#"{"minLength": 3}"#, "x: ab"),
        ("minLength: not empty", r#"{"minLength": 1}"#, "x: \"\""),
        ("maxLength", r#"{"maxLength": 3}"#, "x: abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"),
        ("pattern", r#"{"pattern": "^[a-z]+$", "description": "A name.\nNot seen."}"#, "x: A1"),
        ("pattern with an example", r#"{"pattern": "^[a-z]+$", "examples": ["web", 1]}"#, "x: A1"),
        ("enum in another case", r#"{"enum": ["GLACIER", "STANDARD"]}"#, "x: glacier"),
        ("minItems", r#"{"type": "array", "minItems": 2}"#, "x: [1]"),
        ("minItems: not empty", r#"{"type": "array", "minItems": 1}"#, "x: []"),
        ("maxItems", r#"{"type": "array", "maxItems": 2}"#, "x: [1, 2, 3]"),
        ("uniqueItems", r#"{"type": "array", "uniqueItems": true}"#, "x: [a, b, a]"),
        ("contains", r#"{"type": "array", "contains": {"const": 1}}"#, "x: [a]"),
        (
            "prefixItems",
            r#"{"type": "array", "prefixItems": [{"type": "string"}], "items": false}"#,
            "x: [a, b]"
        ),
        ("minProperties", r#"{"type": "object", "minProperties": 2}"#, "x: {a: 1}"),
        ("maxProperties", r#"{"type": "object", "maxProperties": 1}"#, "x: {a: 1, b: 2}"),
        ("propertyNames", r#"{"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}}"#, "x: {A: 1}"),
        (
            "patternProperties",
            r#"{"type": "object", "patternProperties": {"^p": {"type": "integer"}}, "additionalProperties": false}"#,
            "x: {pa: a, q: 1}"
        ),
        (
            "dependentRequired",
            r#"{"type": "object", "dependentRequired": {"certificate": ["port"]}}"#,
            "x: {certificate: a}"
        ),
        (
            "unevaluatedProperties",
            r#"{"type": "object", "allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false}"#,
            "x: {a: 1, b: 2}"
        ),
        ("not", r#"{"not": {"const": "default"}}"#, "x: default"),
        ("if", r#"{"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}}"#, "x: {a: 1}"),
        ("false", "false", "x: 1"),
        ("format: ipv4", r#"{"format": "ipv4"}"#, "x: 10.0.0.256"),
        ("format: email", r#"{"format": "email"}"#, "x: me"),
        ("format: date-time", r#"{"format": "date-time"}"#, "x: yesterday"),
        ("format: unknown ones pass", r#"{"format": "colour"}"#, "x: red"),
    ]));
}

#[test]
fn one_of_several() {
    let or_expression = |schema: &str| format!(r#"{{"anyOf": [{schema}, {E}]}}"#);
    let number_or_expression = or_expression(r#"{"type": "integer", "minimum": 1}"#);
    let list = or_expression(&format!(
        r#"{{"type": "array", "items": {}}}"#,
        or_expression(r#"{"type": "string"}"#)
    ));
    let optional = format!(
        r#"{{"anyOf": [{{"type": "object", "required": ["a"], "properties": {{"a": {E}, "b": {{"type": "integer"}}}}, "additionalProperties": false}}, {{"type": "null"}}]}}"#
    );
    let tagged = r#"{"oneOf": [
        {"type": "object", "properties": {"kind": {"const": "http"}, "port": {"type": "integer"}}, "required": ["kind", "port"], "additionalProperties": false},
        {"type": "object", "properties": {"kind": {"const": "https"}, "certificate": {"type": "string"}}, "required": ["kind", "certificate"], "additionalProperties": false}]}"#;
    let external = r#"{"oneOf": [{"type": "string", "enum": ["off"]},
        {"type": "object", "properties": {"on": {"type": "integer"}}, "required": ["on"], "additionalProperties": false}]}"#;
    let documented =
        r#"{"oneOf": [{"const": "one", "description": "a"}, {"const": "each", "description": "b"}]}"#;
    snapshot!(all_shown(&[
        ("a number or an expression: text", &number_or_expression, "x: two"),
        ("a number or an expression: a rule", &number_or_expression, "x: 0"),
        ("a number or an expression: a map", &number_or_expression, "x: {a: 1}"),
        ("a list of texts or expressions: a number in it", &list, "x: [a, \"${var.v}\", 5]"),
        ("a list of texts or expressions: a text", &list, "x: a"),
        ("an optional map: a text", &optional, "x: a"),
        ("an optional map: an entry", &optional, "x: {a: b, b: c, c: d}"),
        ("an optional map: an expression", &optional, "x: ${var.v}"),
        ("only an expression: a literal", E, "x: a"),
        ("told apart by a property: an entry", tagged, "x: {kind: http, port: a}"),
        ("told apart by a property: another's entry", tagged, "x: {kind: http, certificate: a}"),
        ("told apart by a property: neither", tagged, "x: {kind: htps, port: 1}"),
        ("told apart by a property: none", tagged, "x: {port: 1}"),
        ("a word or a map: another word", external, "x: of"),
        ("a word or a map: an entry", external, "x: {on: a}"),
        ("words with descriptions", documented, "x: eahc"),
        ("both of them", r#"{"oneOf": [{"type": "integer"}, {"minimum": 1}]}"#, "x: 2"),
    ]));
}

#[test]
fn expressions_in_literal_places() {
    snapshot!(all_shown(&[
        ("a number", r#"{"type": "number"}"#, "x: ${var.v}"),
        ("one of several", r#"{"enum": ["a", "b"]}"#, "x: ${var.v}"),
        ("several types", r#"{"type": ["string", "null"]}"#, "x: a-${var.v}"),
        ("a map", r#"{"type": "object", "required": ["a"], "properties": {"a": {}}}"#, "x: ${var.v}"),
        (
            "a map of texts",
            r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
            "x: {a: b, c: \"${var.v}\"}"
        ),
        (
            "a map of texts itself",
            r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
            "x: ${var.v}"
        ),
        ("anything", "true", "x: ${var.v}"),
        ("anything, deep in it", r#"{"description": "Anything."}"#, "x: {a: [1, {b: \"${var.v}\"}]}"),
        ("a list", r#"{"type": "array", "items": {}}"#, "x: [a, \"${var.v}\"]"),
        (
            "a reference",
            r##"{"root": {"type": "object", "properties": {"x": {"$ref": "#/$defs/T"}}, "$defs": {"T": {"type": "boolean"}}}}"##,
            "x: ${var.v}"
        ),
    ]));
}

#[test]
fn defaults_that_do_not_fit() {
    snapshot!(all_shown(&[
        ("itself", r#"{"type": "integer", "default": "a", "description": "A number."}"#, "{}"),
        (
            "within",
            r#"{"type": "object", "default": {"a": 1}, "properties": {"a": {"type": "string"}}}"#,
            "{}"
        ),
        ("lacking", r#"{"type": "object", "default": {}, "required": ["a"]}"#, "{}"),
    ]));
}

//! Tests of reading configurations.

use serde_json::{Value as Json, json};
use terrace_schema::provider_schema::Kind;

use super::{Module, uses};

/// Returns the shape of data source `t` after an output with this expression.
fn read(expression: &str) -> String {
    read_with(json!({}), expression)
}

fn read_with(locals: Json, expression: &str) -> String {
    let mut module = Module::default();
    module.add_json(&json!({
        "data": { "t": { "x": {}, "y": { "count": 2 } } },
        "locals": locals,
        "output": { "o": { "value": expression } }
    }));
    let shape = uses(&[module]).shapes.remove(&(Kind::Data, "t".to_owned())).unwrap_or_default();
    serde_json::to_string(&shape).unwrap()
}

#[test]
fn references_imply_attributes_elements_and_keys() {
    assert_eq!(read("${data.t.x.name}"), r#"{"attributes":{"name":{}}}"#);
    assert_eq!(read("${data.t.x.names[1]}"), r#"{"attributes":{"names":{"element":{},"length":2}}}"#);
    assert_eq!(read("${data.t.x.tags[\"Name\"]}"), r#"{"attributes":{"tags":{"attributes":{"Name":{}}}}}"#);
    assert_eq!(
        read("${data.t.x.disks[*].size}"),
        r#"{"attributes":{"disks":{"element":{"attributes":{"size":{}}}}}}"#
    );
    assert_eq!(
        read("${data.t.x.disks.0.size}"),
        r#"{"attributes":{"disks":{"element":{"attributes":{"size":{}}},"length":1}}}"#
    );
}

#[test]
fn instances_have_the_attributes_of_their_block() {
    for expression in
        ["${data.t.y[0].id}", "${data.t.y[*].id}", "${[for it in data.t.y : it.id]}", "${one(data.t.y).id}"]
    {
        assert_eq!(read(expression), r#"{"attributes":{"id":{}}}"#, "{expression}");
    }
}

#[test]
fn uses_imply_the_kind_of_value() {
    assert_eq!(read("${length(data.t.x.a)}"), r#"{"attributes":{"a":{"element":{}}}}"#);
    assert_eq!(read("${keys(data.t.x.a)}"), r#"{"attributes":{"a":{"keyed":true}}}"#);
    assert_eq!(read("${data.t.x.a + 1}"), r#"{"attributes":{"a":{"number":true}}}"#);
    assert_eq!(read("${data.t.x.a ? 1 : 2}"), r#"{"attributes":{"a":{"boolean":true}}}"#);
    assert_eq!(
        read("${[for a in data.t.x.a : a.b if a.c]}"),
        r#"{"attributes":{"a":{"element":{"attributes":{"b":{},"c":{"boolean":true}}}}}}"#
    );
    assert_eq!(
        read("${slice(sort(data.t.x.a), 0, data.t.x.n)}"),
        r#"{"attributes":{"a":{"element":{}},"n":{}}}"#
    );
    assert_eq!(
        read("${jsondecode(data.t.x.text)[\"user\"]}"),
        r#"{"attributes":{"text":{"json":{"attributes":{"user":{}}}}}}"#
    );
}

#[test]
fn templates_and_their_directives_are_searched() {
    assert_eq!(
        read("a %{ for n in data.t.x.names ~}${n.id}%{ endfor } %{ if data.t.x.on }b%{ endif }"),
        r#"{"attributes":{"names":{"element":{"attributes":{"id":{}}}},"on":{"boolean":true}}}"#
    );
}

#[test]
fn locals_are_followed() {
    let id = r#"{"attributes":{"id":{}}}"#;
    assert_eq!(read_with(json!({ "whole": "${data.t.x}" }), "${local.whole.id}"), id);
    assert_eq!(read_with(json!({ "whole": ["${data.t.x}"] }), "${local.whole[0].id}"), id);
    let names = r#"{"attributes":{"names":{"element":{},"length":3}}}"#;
    assert_eq!(read_with(json!({ "part": { "n": "${data.t.x.names}" } }), "${local.part.n[2]}"), names);
    assert_eq!(read_with(json!({ "round": "${local.round}" }), "${local.round.x}"), "{}");
}

#[test]
fn references_exclude_bound_names_and_unknown_blocks() {
    assert_eq!(read("${[for data in [] : data.t.x.gone]}"), "{}");
    assert_eq!(read("${data.other.x.gone} ${data.t.nobody.gone}"), "{}");
}

#[test]
fn provider_functions_are_recorded() {
    let mut module = Module::default();
    module.add_json(&json!({ "output": { "o": { "value": "${provider::aws::arn_parse(\"x\").y}" } } }));
    let functions = uses(&[module]).functions;
    assert_eq!(functions.into_iter().collect::<Vec<_>>(), [("aws".to_owned(), "arn_parse".to_owned())]);
}

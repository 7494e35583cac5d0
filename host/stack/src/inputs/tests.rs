//! Tests of the errors that users see, and of the inputs that tiers receive.

mod errors;
mod hostile;
mod values;

use super::{InputSchema, SchemaError};
use crate::stack::{Stack, Text, parse};
use serde_json::{Map, Value};
use std::fmt::Write;
use terrace_core::model::Explain;
use terrace_core::render;

fn stack(inputs: &str) -> Stack {
    let indented = inputs.replace('\n', "\n      ");
    let yaml = format!(
        "stack: x\nvariables: {{v: {{}}}}\nregions: {{primary: {{}}}}\ntiers:\n  network:\n    component: network\n    regions: all\n    inputs:\n      {indented}\n"
    );
    let text = Text { path: "terrace.yaml".into(), text: yaml };
    parse(text, None, None).unwrap_or_else(|errors| panic!("{:?}", errors.errors))
}

fn schema(json: &str) -> Result<InputSchema, SchemaError> {
    InputSchema::new(&serde_json::from_str(json).unwrap())
}

fn prepared(schema: &InputSchema, inputs: &str) -> Result<Map<String, Value>, String> {
    let stack = stack(inputs);
    let instance = &stack.instances()[0];
    schema.prepare(&instance.inputs).map_err(|errors| {
        schema.tell(&stack.sources, &instance.inputs);
        let style = render::Style { width: 100, ..Default::default() };
        let show = |error: &super::InputError| {
            render::text(&error.diagnostic().instance(instance.id.clone()), &stack.sources, style)
        };
        errors.iter().map(show).collect::<Vec<_>>().join("\n\n")
    })
}

/// Shows the errors for each case of a property's schema and inputs.
fn all_shown(cases: &[(&str, &str, &str)]) -> String {
    let mut out = String::new();
    for (name, json, inputs) in cases {
        let json = if json.starts_with("{\"root\"") {
            serde_json::from_str::<Value>(json).unwrap()["root"].to_string()
        } else {
            format!(
                "{{\"type\": \"object\", \"properties\": {{\"x\": {json}}}, \"additionalProperties\": false}}"
            )
        };
        let schema = schema(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        let shown = match prepared(&schema, inputs) {
            Ok(value) => format!("NO ERROR: {}", Value::Object(value)),
            Err(shown) => shown,
        };
        _ = writeln!(out, "=== {name}\n{shown}\n");
    }
    out
}

//! Checks the schema of a tier's inputs, and the defaults in it.

use super::Check;
use std::collections::BTreeSet;
use terrace_core::model::{Diagnostic, Explain, Location, Sources};
use terrace_core::words::count;
use terrace_stack::inputs::{InputSchema, Property, SchemaError, properties};
use terrace_stack::stack::{Entry, Mapping, Node, NodeValue};

const NAME: &str = "schema";

pub fn check(schema: &Result<InputSchema, SchemaError>) -> Check {
    let schema = match schema {
        Ok(schema) => schema,
        Err(error) => return Check::of(NAME, vec![error.diagnostic()], ""),
    };
    let properties = properties(schema.declared());
    let faults = defaults(schema, &properties);
    let own = properties.iter().filter(|property| !property.path.contains('.')).count();
    let with_default = properties.iter().filter(|property| property.default.is_some()).count();
    Check::of(NAME, faults, format!("{}, {}", count(own, "input"), count(with_default, "default")))
}

/// Returns the defaults that the schema itself rejects. A default only applies if the map that contains it exists.
fn defaults(schema: &InputSchema, properties: &[Property]) -> Vec<Diagnostic> {
    let with_default = properties.iter().filter(|property| property.default.is_some());
    let holders: BTreeSet<&str> = with_default
        .map(|property| property.path.rsplit_once('.').map_or("", |(holder, _)| holder))
        .collect();
    let mut sources = Sources::default();
    let source = sources.add("schema", "");
    let nowhere = Location { source, range: 0..0 };
    let mut faults: Vec<Diagnostic> = Vec::new();
    for holder in holders {
        let errors = schema.prepare(&inputs(holder, &nowhere)).err().unwrap_or_default();
        for error in errors.iter().filter(|error| error.is_default) {
            let summary = format!("a default does not fit the schema: {error}");
            let fault = Diagnostic::error("invalid-default", summary)
                .path(&error.path)
                .hint("correct the default or the schema of this input");
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    faults
}

/// Returns inputs that only consist of an empty map at this path.
fn inputs(path: &str, nowhere: &Location) -> Node {
    let map = |entries: Mapping| Node { value: NodeValue::Mapping(entries), location: nowhere.clone() };
    path.rsplit('.').filter(|step| !step.is_empty()).fold(map(Mapping::new()), |inner, step| {
        map(Mapping::from([(step.to_owned(), Entry { key: nowhere.clone(), value: inner })]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tier::check::Outcome;
    use serde_json::{Value, json};
    use terrace_core::model::Manifest;
    use terrace_core::render::{Style, text};
    use terrace_core::scope::fixture;

    fn outcome(inputs: Value) -> String {
        let manifest = Manifest { inputs: inputs.into(), ..fixture::manifest() };
        match check(&InputSchema::new(&manifest.inputs)).outcome {
            Outcome::Passed(what) | Outcome::Skipped(what) => what,
            Outcome::Failed(problems, sources) => {
                let shown = problems.iter().map(|problem| text(problem, &sources, Style::default()));
                shown.collect::<Vec<_>>().join("\n")
            }
        }
    }

    #[test]
    fn schema_check_validates_defaults() {
        let listener =
            json!({ "type": "object", "properties": { "port": { "type": "integer", "default": 80 } } });
        assert_eq!(
            outcome(json!({ "properties": { "name": { "default": "a" }, "listener": listener } })),
            "2 inputs, 2 defaults"
        );
        insta::assert_snapshot!(outcome(json!({
            "required": ["name"],
            "properties": {
                "name": { "type": "string" },
                "count": { "type": "integer", "minimum": 1, "default": 0 },
                "listener": { "type": "object", "properties": { "port": { "type": "integer", "default": "http" } } },
            },
        })));
    }

    #[test]
    fn schema_check_rejects_an_invalid_schema() {
        insta::assert_snapshot!(outcome(json!({ "type": "objekt" })));
    }
}

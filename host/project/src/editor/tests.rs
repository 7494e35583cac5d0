use super::*;
use jsonschema::Draft;
use serde_json::json;
use terrace_core::model::Manifest;

fn made(schema: &Value) -> Value {
    inputs::inputs(schema, "t")
}

/// Returns for each value whether the schema of an input `x` rejects it.
fn faults(x: Value, values: &[Value]) -> Vec<bool> {
    let schema = json!({ "type": "object", "properties": { "x": x }, "required": ["x"] });
    let mut whole = json!({ "$ref": "#/definitions/t" });
    whole["definitions"] = json!({ "t": made(&schema), "t.patch": patch::patch(&made(&schema), "t") });
    let validator = jsonschema::options().with_draft(Draft::Draft7).build(&whole).unwrap();
    values.iter().map(|value| !validator.is_valid(&json!({ "x": value }))).collect()
}

#[test]
fn editor_schema_distinguishes_literals_and_expressions() {
    let texts = [
        "a",
        "$${a} 5% $",
        "${terrace.region}-a",
        "${ terrace . stack }",
        "${var.a}",
        "%{ if true }a%{ endif }",
    ]
    .map(Value::from);
    let literal = json!({ "type": "string" });
    assert_eq!(faults(literal.clone(), &texts), [false, false, false, false, true, true]);
    let expression = json!({ "type": "string", "format": "terraform-expression" });
    assert_eq!(faults(json!({ "anyOf": [literal, expression] }), &texts), [false; 6]);
    let number = json!({ "oneOf": [{ "type": "integer" }, expression] });
    assert_eq!(faults(number.clone(), &texts), [true, false, false, false, false, false]);
    assert_eq!(faults(number, &[json!(1), json!(true)]), [false, true]);
    let one = json!({ "enum": ["a", "b"] });
    assert_eq!(faults(one, &texts), [false, true, false, false, true, true]);
}

#[test]
fn editor_schema_omits_rules_that_an_editor_cannot_check() {
    let schema = json!({
        "type": "object",
        "required": ["a", "b", "c"],
        "properties": {
            "a": { "type": "integer", "default": 1 },
            "b": { "$ref": "#/$defs/B", "description": "B." },
            "c": { "prefixItems": [{ "type": "integer" }], "items": { "$ref": "#/properties/a" } },
            "d": true,
        },
        "not": { "required": ["d"] },
        "if": { "required": ["a"] },
        "then": false,
        "unevaluatedProperties": false,
        "$defs": { "B": { "type": ["string", "null"], "maxLength": 3, "default": "b" } },
    });
    insta::assert_snapshot!(format!("{:#}", made(&schema)));
    insta::assert_snapshot!(format!("{:#}", patch::patch(&made(&schema), "t")));
}

fn component() -> Manifest {
    Manifest {
        name: "web".to_owned(),
        version: "1.0.0".to_owned(),
        summary: String::new(),
        inputs: json!({
            "type": "object",
            "required": ["size"],
            "properties": { "size": { "type": "integer" }, "rules": { "type": "array", "items": { "$ref": "#/$defs/Rule" } } },
            "additionalProperties": false,
            "$defs": { "Rule": { "type": "object", "required": ["port"], "properties": { "port": { "type": "integer" } } } },
        })
        .into(),
        outputs: Vec::new(),
        providers: Vec::new(),
        resources: Vec::new(),
        data_sources: Vec::new(),
        ephemeral_resources: Vec::new(),
        modules: Vec::new(),
        annotations: Vec::new(),
    }
}

fn name(text: &str) -> ComponentName {
    ComponentName { text: text.to_owned(), version: None }
}

fn outline() -> Outline {
    let reference = terrace_stack::stack::ComponentReference::Path("tiers/web.wasm".into());
    Outline {
        file: "terrace.yaml".into(),
        overlay: None,
        environment: None,
        environments: Vec::new(),
        regions: vec!["east".to_owned(), "west".to_owned()],
        provider_sources: Default::default(),
        tiers: [(
            "web".to_owned(),
            terrace_stack::stack::NamedComponent { name: name("./tiers/web.wasm"), reference },
        )]
        .into(),
    }
}

/// Returns for each value whether the schema rejects it.
fn refused(outline: &Outline, form: Form, values: &[Value]) -> Vec<bool> {
    let components = [(name("./tiers/web.wasm"), component().into())].into();
    let schema = schema(outline, &components, form);
    jsonschema::draft7::meta::validate(&schema).unwrap();
    let validator = jsonschema::options().with_draft(Draft::Draft7).build(&schema).unwrap();
    values.iter().map(|value| !validator.is_valid(value)).collect()
}

fn with_tier(tier: Value) -> Value {
    json!({ "stack": "a", "tiers": { "web": tier } })
}

#[test]
fn required_inputs_may_come_from_region_inputs() {
    let component = "./tiers/web.wasm";
    let values = [
        with_tier(json!({ "component": component, "inputs": { "size": 1 } })),
        with_tier(json!({ "component": component, "inputs": { "size": 1, "rules": [{ "port": 1 }] } })),
        with_tier(
            json!({ "component": component, "regions": ["east"], "region_inputs": { "east": { "size": 1 } } }),
        ),
        with_tier(json!({ "component": "./other.wasm", "inputs": { "any": 1 } })),
        with_tier(json!({ "component": component })),
        with_tier(json!({ "component": component, "inputs": {} })),
        with_tier(json!({ "component": component, "inputs": { "size": "1" } })),
        with_tier(json!({ "component": component, "inputs": { "size": 1, "rules": [{}] } })),
        with_tier(json!({ "component": component, "inputs": { "size": 1, "sise": 1 } })),
        with_tier(json!({ "component": component, "regions": ["north"], "inputs": { "size": 1 } })),
        with_tier(
            json!({ "component": component, "inputs": { "size": 1 }, "region_inputs": { "north": {} } }),
        ),
        with_tier(
            json!({ "component": component, "inputs": { "size": 1 }, "region_inputs": { "east": { "rules": [{}] } } }),
        ),
        json!({ "stack": "a", "teirs": {} }),
        json!({ "stack": "A" }),
        json!({}),
    ];
    let refused_are = |refused: &[bool]| refused.iter().position(|refused| *refused);
    let whole = refused(&outline(), Form::File, &values);
    assert_eq!(
        (refused_are(&whole), whole[4..].iter().all(|refused| *refused)),
        (Some(4), true),
        "{whole:?}"
    );

    // With an overlay, required inputs may come from there too.
    let overlaid = Outline { environments: vec!["test".to_owned()], ..outline() };
    assert_eq!(refused(&overlaid, Form::File, &values)[4..6], [false, false]);
}

#[test]
fn overlay_schema_requires_nothing() {
    let values = [
        json!({}),
        json!({ "tiers": { "web": { "inputs": { "rules": null } } }, "regions": { "west": null } }),
        json!({ "tiers": { "web": null }, "backend": { "s3": null, "gcs": {} } }),
        json!({ "tiers": { "web": { "inputs": { "sise": 1 } } } }),
        json!({ "tiers": { "web": { "region_inputs": { "east": { "size": "1" } } } } }),
        json!({ "teirs": {} }),
    ];
    assert_eq!(refused(&outline(), Form::Overlay, &values), [false, false, false, true, true, true]);
}

#[test]
fn component_keys_are_distinct() {
    let keys: BTreeSet<_> =
        ["a/b", "a.b", "a_b", "a-b", "ab", "a_2f_b", "ü"].map(|text| key(&name(text))).into();
    assert_eq!(keys.len(), 7, "{keys:?}");
}

use super::*;
use serde_json::{Value, json};

fn manifest(inputs: Value, outputs: Value) -> Manifest {
    let value = json!({
        "name": "network", "version": "1.0.0", "summary": "", "inputs": inputs, "outputs": outputs, "providers": [],
        "resources": [], "data_sources": [], "ephemeral_resources": [], "modules": [], "annotations": [],
    });
    serde_json::from_value(value).unwrap()
}

fn told(old: &Manifest, new: &Manifest) -> String {
    breakages(old, new).iter().map(|breakage| format!("{breakage}\n")).collect()
}

fn inputs(old: Value, new: Value) -> String {
    told(&manifest(old, json!([])), &manifest(new, json!([])))
}

fn outputs(old: &str, new: &str) -> String {
    let outputs = |text: &str| {
        let outputs = text.split("; ").filter(|text| !text.is_empty()).map(|text| {
            let (name, rest) = text.split_once(": ").unwrap();
            let sensitive = rest.ends_with(" secret");
            let kind = rest.trim_end_matches(" secret");
            json!({ "name": name, "type": kind, "description": "", "sensitive": sensitive })
        });
        manifest(json!({}), outputs.collect())
    };
    told(&outputs(old), &outputs(new))
}

#[test]
fn outputs_that_break_stacks() {
    insta::assert_snapshot!(outputs(
        "a: string; b: list(string); c: string; d: object({x=string})",
        "b: string; c: string secret; d: object({y=string})"
    ));
}

#[test]
fn outputs_that_break_nothing() {
    assert_eq!(outputs("a: string", "a: string; b: number"), "");
    assert_eq!(outputs("a: string secret", "a: string"), "");
    assert_eq!(outputs("a: any", "a: string"), "");
    assert_eq!(outputs("a: list(object({x=string}))", "a: list(object({x=string, y=number}))"), "");
    assert_eq!(outputs("a: object({x=optional(string)})", "a: object({x=string})"), "");
}

#[test]
fn inputs_that_break_stacks() {
    let expression = json!({ "type": "string", "format": "terraform-expression" });
    let old = json!({
        "type": "object", "additionalProperties": false, "required": ["name"],
        "properties": {
            "gone": { "type": "string" },
            "name": { "type": "string" },
            "optional": { "type": ["string", "null"] },
            "count": { "type": "integer", "minimum": 1, "maximum": 9 },
            "size": { "enum": ["s", "m", "l"] },
            "vpc": { "anyOf": [{ "type": "string" }, expression] },
            "tags": { "type": "object", "additionalProperties": { "type": "string" } },
            "subnets": { "type": "array", "items": { "$ref": "#/$defs/Subnet" } },
            "free": true,
        },
        "$defs": { "Subnet": { "type": "object", "properties": { "cidr": { "type": "string" } } } },
    });
    let new = json!({
        "type": "object", "additionalProperties": false, "required": ["name", "region", "optional"],
        "properties": {
            "name": { "type": "string", "pattern": "^[a-z]+$", "maxLength": 20 },
            "optional": { "type": "string" },
            "region": { "type": "string" },
            "count": { "type": "integer", "minimum": 2, "maximum": 8 },
            "size": { "enum": ["m", "l", "xl"] },
            "vpc": { "type": "string" },
            "tags": { "type": "object", "additionalProperties": { "type": "integer" } },
            "subnets": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/Subnet" } },
            "free": { "type": "string" },
        },
        "$defs": { "Subnet": { "type": "object", "required": ["az"], "properties": { "cidr": { "type": "string" }, "az": { "type": "string" } } } },
    });
    insta::assert_snapshot!(inputs(old, new));
}

#[test]
fn inputs_that_break_nothing() {
    let old = json!({
        "type": "object", "additionalProperties": false, "required": ["name", "count"],
        "properties": {
            "name": { "type": "string", "description": "Old words.", "pattern": "^x" },
            "count": { "type": "integer", "minimum": 2, "maximum": 8, "default": 3 },
            "size": { "enum": ["s"] },
            "loop": { "$ref": "#/$defs/Loop" },
        },
        "$defs": { "Loop": { "anyOf": [{ "type": "array", "items": { "$ref": "#/$defs/Loop" } }, { "type": "string" }] } },
    });
    let new = json!({
        "type": "object", "additionalProperties": false, "required": ["name"],
        "properties": {
            "name": { "type": ["string", "null"], "description": "New words." },
            "count": { "type": "number", "minimum": 1, "default": 4 },
            "size": { "type": "string" },
            "loop": { "$ref": "#/$defs/Round" },
            "more": { "type": "string" },
        },
        "$defs": { "Round": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "$ref": "#/$defs/Round" } }] } },
    });
    assert_eq!(inputs(old.clone(), new), "");
    assert_eq!(inputs(old.clone(), old), "");
}

#[test]
fn breakage_of_an_address_names_its_case() {
    let gone = Breakage::AddressGone { case: "two zones".to_owned(), address: "aws_vpc.main".to_owned() };
    insta::assert_snapshot!(gone);
}

#[test]
fn versions_promise_what_semantic_versions_do() {
    let promises = |old: &str, new: &str| promises(&old.parse().unwrap(), &new.parse().unwrap());
    assert!(promises("1.2.3", "1.2.4"));
    assert!(promises("1.2.3", "1.9.0"));
    assert!(!promises("1.2.3", "2.0.0"));
    assert!(!promises("1.2.3", "1.2.3"), "it is no later version");
    assert!(!promises("1.2.3", "1.2.2"));
    assert!(promises("0.2.3", "0.2.4"));
    assert!(!promises("0.2.3", "0.3.0"));
    assert!(!promises("0.0.3", "0.0.4"));
    assert!(promises("1.0.0-rc.1", "1.0.0"));
}

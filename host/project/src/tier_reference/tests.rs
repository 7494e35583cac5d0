use super::*;
use serde_json::json;
use terrace_core::model::{Manifest, OutputDeclaration, ProviderRequirement};

fn manifest() -> Manifest {
    let expression = json!({ "type": "string", "format": "terraform-expression" });
    Manifest {
        name: "web".to_owned(),
        version: "1.2.0".to_owned(),
        summary: "Makes a | and\u{1b}[31m more.".to_owned(),
        inputs: json!({
            "type": "object",
            "required": ["count", "listener", "subnets", "vpc", "yes"],
            "properties": {
                "count": { "type": "integer", "minimum": 2 },
                "listener": { "$ref": "#/$defs/Listener" },
                "subnets": { "type": "array", "items": { "anyOf": [{ "type": "string" }, expression] }, "minItems": 2 },
                "vpc": { "anyOf": [{ "type": "string" }, expression], "description": "The VPC.\nAn ID." },
                "yes": { "enum": ["on", "off"] },
                "name": { "type": "string", "default": "a" },
                "loop": { "$ref": "#/$defs/Loop" },
            },
            "$defs": {
                "Listener": {
                    "type": "object",
                    "required": ["port", "paths"],
                    "properties": {
                        "port": { "type": "integer", "examples": [443] },
                        "paths": { "type": "object", "additionalProperties": { "type": "string" } },
                    },
                },
                "Loop": { "$ref": "#/$defs/Loop" },
            },
        })
        .into(),
        outputs: vec![OutputDeclaration {
            name: "password".to_owned(),
            type_constraint: "string".to_owned(),
            description: "The password.".to_owned(),
            sensitive: true,
        }],
        providers: vec![ProviderRequirement {
            name: "aws".to_owned(),
            source: "hashicorp/aws".to_owned(),
            version: String::new(),
        }],
        resources: vec!["aws_lb".to_owned(), "aws_lb_listener".to_owned()],
        data_sources: vec!["aws_ami".to_owned()],
        ephemeral_resources: vec!["aws_secret".to_owned()],
        modules: vec!["a/b/c".to_owned()],
        annotations: vec![("license".to_owned(), "MIT".to_owned())],
    }
}

#[test]
fn tier_reference_lists_everything_that_a_tier_declares() {
    insta::assert_snapshot!(markdown(&manifest(), "./web.wasm", 1));
}

#[test]
fn tier_reference_of_a_minimal_tier_is_short() {
    let manifest = Manifest {
        inputs: json!({ "type": "object" }).into(),
        outputs: Vec::new(),
        providers: Vec::new(),
        resources: Vec::new(),
        data_sources: Vec::new(),
        ephemeral_resources: Vec::new(),
        modules: Vec::new(),
        annotations: Vec::new(),
        ..manifest()
    };
    insta::assert_snapshot!(markdown(&manifest, "web", 2));
}

//! A tier that breaks the contract in the way selected by its input `fault`. It uses the bindings directly, because
//! the SDK would prevent this.

#![allow(unsafe_code, missing_docs, clippy::unwrap_used)]
#![cfg(target_arch = "wasm32")]

wit_bindgen::generate!({ path: "../../../wit", world: "tier" });

use exports::terrace::tier::synthesis::{
    Contribution, Diagnostic, Guest, Manifest, Moved, NamedValue, OutputDeclaration, ProviderRequirement,
    Request, Resource, Severity,
};

struct Faulty;

export!(Faulty);

impl Guest for Faulty {
    fn describe() -> Manifest {
        Manifest {
            name: "faulty".into(),
            version: "0.1.0".into(),
            summary: "Breaks the contract in the way selected by `fault`".into(),
            inputs:
                r#"{"type": "object", "additionalProperties": false, "required": ["fault"], "properties": {
                "fault": {"type": "string", "description": "The fault to commit"},
                "value": {
                    "description": "Value for faults that need one",
                    "anyOf": [{"type": "string"}, {"type": "string", "format": "terraform-expression"}]
                }
            }}"#
                .into(),
            outputs: vec![OutputDeclaration {
                name: "id".into(),
                type_: "string".into(),
                description: "An identifier".into(),
                sensitive: false,
            }],
            providers: vec![
                provider("terraform", "terraform.io/builtin/terraform"),
                provider("aws", "hashicorp/aws"),
            ],
            resources: vec!["terraform_data".into(), "aws_sns_topic".into()],
            data_sources: vec![],
            ephemeral_resources: vec![],
            modules: vec![],
            annotations: vec![],
        }
    }

    fn synth(request: Request) -> Result<Contribution, Vec<Diagnostic>> {
        let inputs: serde_json::Value = serde_json::from_str(&request.inputs).unwrap();
        let value = &inputs["value"];
        let value = value.as_str().or(value["$expr"].as_str()).unwrap_or_default().to_owned();
        let mut contribution = good();
        match inputs["fault"].as_str().unwrap_or_default() {
            "panic" => panic!("told to"),
            "loop" => loop {
                std::hint::black_box(0);
            },
            "recurse" => {
                std::hint::black_box(recurse(0));
            }
            "memory" => {
                let mut kept = Vec::new();
                loop {
                    kept.push(std::hint::black_box(vec![1u8; 1 << 20]));
                }
            }
            "body-no-json" => contribution.resources[0].body = "{\"input\": ".into(),
            "body-no-object" => contribution.resources[0].body = "[1, 2, 3]".into(),
            "name" => contribution.resources[0].name = value,
            "misspelt" => contribution.resources.push(resource("aws_sns_topic", "main", r#"{"nam": "x"}"#)),
            "wrong-type" => {
                contribution.resources.push(resource("aws_sns_topic", "main", r#"{"name": ["x"]}"#))
            }
            "type" => contribution.resources.push(resource("google_project", "main", "{}")),
            "expression" => contribution.resources[0].body = body(&value),
            "duplicate-same" => contribution.resources.push(good().resources.remove(0)),
            "duplicate-different" => contribution.resources.push(resource("terraform_data", "main", "{}")),
            "provenance" => contribution.resources[0].body = r#"{"//": {"tier": "another"}}"#.into(),
            "undeclared-output" => {
                contribution.outputs.push(NamedValue { name: "extra".into(), value: "1".into() });
            }
            "no-output" => contribution.outputs.clear(),
            "moved" => contribution.moved.push(Moved { from: value, to: "terraform_data.main".into() }),
            "warning" => contribution.warnings.push(diagnostic(Severity::Warning, &value)),
            "errors" => {
                return Err(vec![
                    diagnostic(Severity::Error, "the first"),
                    diagnostic(Severity::Error, "the second"),
                ]);
            }
            "no-errors" => return Err(vec![]),
            _ => {}
        }
        Ok(contribution)
    }
}

fn good() -> Contribution {
    Contribution {
        resources: vec![resource("terraform_data", "main", r#"{"input": "x"}"#)],
        data_sources: vec![],
        ephemeral_resources: vec![],
        locals: vec![],
        modules: vec![],
        checks: vec![],
        moved: vec![],
        removed: vec![],
        outputs: vec![NamedValue { name: "id".into(), value: "\"${terraform_data.main.id}\"".into() }],
        warnings: vec![],
    }
}

fn provider(name: &str, source: &str) -> ProviderRequirement {
    ProviderRequirement { name: name.into(), source: source.into(), version: String::new() }
}

fn resource(type_: &str, name: &str, body: &str) -> Resource {
    Resource { type_: type_.into(), name: name.into(), body: body.into() }
}

fn body(input: &str) -> String {
    serde_json::json!({ "input": input }).to_string()
}

fn diagnostic(severity: Severity, summary: &str) -> Diagnostic {
    Diagnostic {
        severity,
        code: "told-to".into(),
        summary: summary.into(),
        detail: Some("This fault was requested.".into()),
        address: Some("terraform_data.main".into()),
        path: Some("/fault".into()),
        hint: Some("request another fault".into()),
    }
}

#[expect(unconditional_recursion, reason = "that is the fault")]
fn recurse(depth: u64) -> u64 {
    std::hint::black_box(recurse(std::hint::black_box(depth + 1))) + 1
}

use super::*;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::{Instance, schema};

/// Every part that contributes something.
const PARTS: [&str; 18] = [
    "literals",
    "numbers",
    "absent",
    "inputs",
    "blocks",
    "lifecycle",
    "providers",
    "modules",
    "checks",
    "references",
    "expressions",
    "templates",
    "user-data",
    "context",
    "outputs",
    "moves",
    "warnings",
    "required",
];

fn instance(inputs: Json) -> Instance<Conformance> {
    Instance::new().region("main").regions(["second"]).inputs(inputs)
}

#[test]
fn parts_are_independent_of_each_other() {
    let made = instance(json!({ "parts": PARTS, "number": 1 })).synth();
    assert_eq!(made.block("aws_ssm_parameter.text")["name"], "it's $${text}");
    assert!(made.has("aws_sns_topic.in_second"));
    assert!(!made.has("aws_sns_topic.in_main"));
    assert!(made.json()["output"].get("absent").is_none());
}

#[test]
fn inputs_are_described() {
    insta::assert_snapshot!(format!("{:#}", schema::<Conformance>()));
}

#[test]
fn problems_are_all_reported() {
    let text = json!({"$expr": "${var.text}"});
    let parts = json!(["problems", "required"]);
    insta::assert_snapshot!(
        instance(json!({"parts": parts, "names": ["a", "b"], "text": text, "flag": text})).errors()
    );
}

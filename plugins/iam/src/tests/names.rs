//! Names in stacks whose own names are hard, and the forms of ARNs.

use super::*;
use terrace_aws::testing::{assert_arn_forms, assert_names, names_in_extreme_stacks};

fn inputs() -> Json {
    let mut inputs = full();
    inputs["secret_arns"] = json!([{"$expr": "${var.secret}"}]);
    inputs["policies"] = json!({"a-name-of-24-characters-": [
        {"actions": ["sqs:SendMessage"], "resources": ["arn:aws:sqs:eu-west-1:123456789012:jobs"]},
    ]});
    inputs
}

#[test]
fn names_fit_aws() {
    insta::assert_snapshot!(names_in_extreme_stacks(|_| instance(inputs())));
}

#[test]
fn given_names_fit_aws() {
    let mut inputs = inputs();
    inputs["name"] = json!("n".repeat(64));
    assert_names(&instance(inputs).synth());
}

#[test]
fn inputs_for_arns_have_patterns() {
    assert_arn_forms(&schema::<Iam>());
}

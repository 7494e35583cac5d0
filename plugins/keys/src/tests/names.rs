//! Names in stacks whose own names are hard, and the forms of ARNs.

use super::*;
use terrace_aws::testing::{assert_arn_forms, assert_names, names_in_extreme_stacks};

#[test]
fn names_fit_aws() {
    let mut inputs = secrets();
    inputs["secrets"]["a-name-of-24-characters-"] = json!({});
    insta::assert_snapshot!(names_in_extreme_stacks(|region| instance(inputs.clone()).region(region)));
}

#[test]
fn given_names_fit_aws() {
    let inputs = json!({"name": "a".repeat(250), "secrets": {"api": {"name": "s".repeat(512)}}});
    assert_names(&instance(inputs).synth());
}

#[test]
fn inputs_for_arns_have_patterns() {
    assert_arn_forms(&schema::<Keys>());
}

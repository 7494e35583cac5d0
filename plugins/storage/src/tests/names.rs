//! Names in stacks whose own names are hard, and the forms of ARNs.

use super::*;
use terrace_aws::testing::{assert_arn_forms, assert_names, names_in_extreme_stacks};

#[test]
fn names_fit_aws() {
    insta::assert_snapshot!(names_in_extreme_stacks(|region| instance(source()).region(region)));
}

#[test]
fn given_names_fit_aws() {
    for name in ["a", "2026", "sg-files", &"n".repeat(54)] {
        let mut inputs = source();
        inputs["name"] = json!(name);
        assert_names(&instance(inputs).synth());
    }
}

#[test]
fn inputs_for_arns_have_patterns() {
    assert_arn_forms(&schema::<Storage>());
}

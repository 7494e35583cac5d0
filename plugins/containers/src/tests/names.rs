//! Names in stacks whose own names are hard, and the forms of ARNs.

use super::*;
use terrace_aws::testing::{assert_arn_forms, assert_names, names_in_extreme_stacks};

fn inputs() -> Json {
    json!({
        "public_subnet_ids": {"$expr": "${tier.network.public_subnet_ids}"},
        "certificate_arn": {"$expr": "${var.certificate_arn}"},
        "scaling": {"min": 2, "max": 10, "cpu": 60, "memory": 70},
        "enable_exec": true,
    })
}

#[test]
fn names_fit_aws() {
    insta::assert_snapshot!(names_in_extreme_stacks(|region| instance(inputs()).region(region)));
}

#[test]
fn given_names_fit_aws() {
    for name in ["s", "-web-", "sg-web", "internal-web", "1", &"n".repeat(255)] {
        let mut inputs = inputs();
        inputs["name"] = json!(name);
        assert_names(&instance(inputs).region("a-region-with-a-long-name").synth());
    }
}

#[test]
fn inputs_for_arns_have_patterns() {
    assert_arn_forms(&schema::<Containers>());
}

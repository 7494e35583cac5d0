//! Names in stacks whose own names are hard, and the forms of ARNs.

use super::*;
use terrace_aws::testing::{assert_arn_forms, names_in_extreme_stacks};

#[test]
fn names_fit_aws() {
    let inputs = json!({
        "target_cpu": 50,
        "target_requests": 500,
        "target_groups": {"a-name-of-24-characters-": {"target_type": "ip"}},
        "rules": {"api": {
            "priority": 1,
            "paths": ["/api/*"],
            "action": {"forward": "a-name-of-24-characters-"},
        }},
        "schedules": {"night": {"recurrence": "0 20 * * *", "min_size": 0, "desired_size": 0}},
    });
    insta::assert_snapshot!(names_in_extreme_stacks(|region| instance(inputs.clone()).region(region)));
}

#[test]
fn inputs_for_arns_have_patterns() {
    assert_arn_forms(&schema::<Compute>());
}

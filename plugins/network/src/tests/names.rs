//! Names in stacks whose own names are hard, and the forms of ARNs.

use super::*;
use terrace_aws::testing::{assert_arn_forms, names_in_extreme_stacks};

#[test]
fn names_fit_aws() {
    let inputs = json!({
        "isolated_subnets": 2,
        "flow_logs": {},
        "endpoints": {"interface": [
            "ecr.api",
            "com.amazonaws.eu-west-1.sagemaker.featurestore-runtime",
        ]},
        "peers": {"another-region-of-the-stack": {"$expr": "${var.peer}"}},
    });
    insta::assert_snapshot!(names_in_extreme_stacks(|region| {
        instance(inputs.clone()).regions(["another-region-of-the-stack"]).region(region)
    }));
}

#[test]
fn inputs_for_arns_have_patterns() {
    assert_arn_forms(&schema::<Network>());
}

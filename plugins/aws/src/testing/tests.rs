use super::*;
use crate::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;
use terrace_sdk::serde_json::json;

/// Returns the problems of a policy at an attribute.
fn problems(type_name: &str, attribute: &str, policy: Json) -> String {
    let configuration = json!({"resource": {type_name: {"main": {attribute: policy}}}});
    policy_problems(&configuration, &["ecr:GetAuthorizationToken"]).join("\n")
}

fn written(statements: Vec<Statement>) -> Json {
    Value::from(PolicyDocument::new(statements)).to_json()
}

#[test]
fn policies_that_follow_all_rules() {
    let bucket = Reference::resource("aws_s3_bucket", "main").attr("arn");
    let read = Statement::allow(["s3:GetObject"])
        .sid("Read")
        .resources(values![template![&bucket, "/${aws:username}/*"], &bucket])
        .condition("StringEquals", "aws:RequestedRegion", values![Expression::raw("var.regions[0]")]);
    let token = Statement::allow(["ecr:GetAuthorizationToken"]).resources(values!["*"]);
    assert_eq!(problems("aws_iam_policy", "policy", written(vec![read, token])), "");
    let trust = Value::from(PolicyDocument::assumed_by_service("ec2.amazonaws.com")).to_json();
    assert_eq!(problems("aws_iam_role", "assume_role_policy", trust), "");
    let key = Statement::allow(["kms:*"])
        .principal("AWS", values![template!["arn:aws:iam::", Expression::raw("local.account"), ":root"]])
        .resources(values!["*"]);
    assert_eq!(problems("aws_kms_key", "policy", written(vec![key])), "");
    let computed = Statement::allow(["sts:AssumeRoleWithWebIdentity"])
        .principal("Federated", values!["arn:aws:iam::123456789012:oidc-provider/x"])
        .computed_conditions("StringEquals", [(template!["x", ":sub"].into(), values!["a"])]);
    assert_eq!(problems("aws_iam_role", "assume_role_policy", written(vec![computed])), "");
    assert_eq!(problems("aws_iam_policy", "policy", json!("${data.aws_iam_policy_document.x.json}")), "");
}

#[test]
fn policies_that_break_the_grammar() {
    let cases = [
        json!("not json"),
        json!("[]"),
        json!("${jsonencode({\"Version\" \"x\"})}"),
        json!(json!({"Version": "2008-10-17", "Statements": []}).to_string()),
        json!(json!({"Version": "2012-10-17", "Statement": [
            {"Sid": "a b", "Effect": "allow", "Actions": ["s3:GetObject"], "Resource": "bucket"},
            {"Sid": "A", "Effect": "Allow", "Action": ["s3"], "NotAction": "s3:GetObject", "Resource": [], "Principal": "*"},
            {"Sid": "A", "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {
                "StringContains": {"aws:username": "x"}, "Bool": {"secure": "maybe"}, "Null": {"aws:username": []}}},
        ]}).to_string()),
    ];
    let found = cases.map(|policy| problems("aws_iam_policy", "policy", policy));
    insta::assert_snapshot!(found.join("\n---\n"));
}

#[test]
fn policies_that_allow_too_much() {
    let everything = Statement::allow(["*"]).resources(values!["*"]);
    let service = Statement::allow(["s3:*"]).resources(values!["arn:aws:s3:::shop/*"]);
    let identity = problems("aws_iam_role_policy", "policy", written(vec![everything, service]));
    let public = Statement::allow(["s3:GetObject"])
        .principal("AWS", values!["*"])
        .resources(values!["arn:aws:s3:::shop/*"]);
    let bucket = problems("aws_s3_bucket_policy", "policy", written(vec![public]));
    let role = Statement::allow(["kms:*"])
        .principal("AWS", values!["arn:aws:iam::123456789012:role/web"])
        .resources(values!["*"]);
    let key = problems("aws_kms_key", "policy", written(vec![role]));
    let anybody =
        Statement::allow(["sts:AssumeRole", "s3:GetObject"]).principal("AWS", values!["arn:aws:iam::*:root"]);
    let trust = problems("aws_iam_role", "assume_role_policy", written(vec![anybody]));
    let long = Statement::allow(["s3:GetObject"])
        .resources((0..400).map(|i| Value::from(format!("arn:aws:s3:::bucket-{i:04}"))));
    let long = problems("aws_iam_policy", "policy", written(vec![long]));
    insta::assert_snapshot!([identity, bucket, key, trust, long].join("\n---\n"));
}

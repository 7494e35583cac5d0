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

/// Returns the problems of a name at an attribute.
fn wrong_name(type_name: &str, attribute: &str, name: &str) -> String {
    name_problems(&json!({"resource": {type_name: {"main": {attribute: name}}}})).join("\n")
}

#[test]
fn names_that_aws_accepts() {
    let (long, suffix) = ("x".repeat(32), "${random_string.suffix.result}");
    for (type_name, attribute, name) in [
        ("aws_lb", "name", long.as_str()),
        ("aws_lb", "name", "${var.name}"),
        ("aws_security_group", "name_prefix", "sgp-main-"),
        ("aws_db_parameter_group", "name_prefix", "shop-main-"),
        ("aws_s3_bucket", "bucket", &format!("{}-{suffix}", "x".repeat(54))),
        ("aws_kms_alias", "name", "alias/shop/main"),
        ("aws_vpc", "name", "-"),
    ] {
        assert_eq!(wrong_name(type_name, attribute, name), "", "{type_name} {name}");
    }
}

#[test]
fn names_that_aws_refuses() {
    let (long, suffix) = ("x".repeat(33), "${random_string.suffix.result}");
    let wrong = [
        ("aws_lb", "name", long.as_str()),
        ("aws_lb", "name", "internal-web"),
        ("aws_lb", "name", "web-"),
        ("aws_lb_target_group", "name_prefix", "shop-web"),
        ("aws_security_group", "name_prefix", "sg-main-"),
        ("aws_iam_role", "name", "shop/web"),
        ("aws_db_instance", "identifier", "1-shop"),
        ("aws_db_instance", "identifier", "shop--main"),
        ("aws_rds_cluster", "final_snapshot_identifier", "shop-${var.end}-"),
        ("aws_s3_bucket", "bucket", &format!("{}-{suffix}", "x".repeat(55))),
        ("aws_s3_bucket", "bucket", "Shop"),
        ("aws_kms_alias", "name", "alias/aws/shop"),
        ("aws_kms_alias", "name", "shop"),
        ("aws_ecs_service", "name", ""),
    ];
    let wrong = wrong.map(|(type_name, attribute, name)| wrong_name(type_name, attribute, name));
    insta::assert_snapshot!(wrong.join("\n"));
    let tagged = json!({"resource": {"aws_vpc": {"main": {"tags": {"Name": "x".repeat(257)}}}}});
    assert_eq!(name_problems(&tagged), ["aws_vpc.main.tags: `Name` has 257 characters"]);
}

#[test]
fn arn_inputs_with_patterns() {
    let form =
        json!({"anyOf": [{"type": "string", "pattern": "^arn:aws:"}, {"format": "terraform-expression"}]});
    let schema = json!({
        "properties": {
            "role_arn": form,
            "key_arns": {"type": "object", "additionalProperties": form},
            "principals": {"description": "ARNs of roles.", "items": {"$ref": "#/$defs/Principal"}},
            "name": {"type": "string"},
        },
        "$defs": {"Principal": {"type": "string", "pattern": "^([0-9]{12}|arn:aws:.*)$"}},
    });
    assert_arn_forms(&schema);
}

#[test]
#[should_panic(expected = "/$defs/Principals/aws\n/properties/logs/arn")]
fn arn_inputs_without_patterns() {
    let aws = json!({"description": "ARNs of roles.", "items": {"type": "string"}});
    assert_arn_forms(&json!({
        "properties": {"logs": {"properties": {"arn": {"type": "string", "pattern": "^[a-z]+$"}}}},
        "$defs": {"Principals": {"properties": {"aws": aws}}},
    }));
}

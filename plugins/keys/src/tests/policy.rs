//! The key's policy.

use super::primary;
use terrace_sdk::serde_json::{Value as Json, json};

fn policy(inputs: Json) -> String {
    primary(inputs).block("aws_kms_key.main")["policy"].as_str().unwrap().to_owned()
}

#[test]
fn policy_by_default_leaves_everything_to_iam() {
    insta::assert_snapshot!(policy(json!({})));
}

#[test]
fn policy_with_administrators_and_users() {
    let inputs = json!({
        "administrators": ["arn:aws:iam::123456789012:role/terraform", {"$expr": "${tier.deploy.role_arn}"}],
        "users": ["arn:aws:iam::210987654321:role/reports"],
    });
    insta::assert_snapshot!(policy(inputs));
}

#[test]
fn policy_without_iam_policies() {
    let inputs = json!({
        "administrators": ["arn:aws:iam::123456789012:role/terraform"],
        "iam_policies": false,
    });
    let policy = policy(inputs);
    assert!(!policy.contains("\"Use\""), "{policy}");
    assert!(policy.contains("RootUser"), "{policy}");
}

#[test]
fn policy_for_services() {
    insta::assert_snapshot!(policy(json!({"services": [
        "auto-scaling", "backup", "cloudwatch-alarms", "cloudwatch-logs", "dynamodb", "ebs", "ecr", "efs",
        "elasticache", "eventbridge", "lambda", "log-delivery", "rds", "s3", "s3-notifications",
        "s3-replication", "secrets-manager", "sns", "sqs", "ssm",
    ]})));
    let without_grants = policy(json!({"services": ["s3", "sqs"]}));
    assert!(!without_grants.contains("CreateGrant"), "{without_grants}");
}

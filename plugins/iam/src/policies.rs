//! The role's policies.

use crate::Inputs;
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

/// Adds and attaches a policy for each kind of permission in the inputs.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    name: &str,
    role: &Reference,
    databases: Vec<Value>,
) {
    let mut attach = |kind: &str, description: &str, statements: Vec<Statement>| {
        let policy = out.add(
            Resource::new("aws_iam_policy", kind)
                .set("name", format!("{name}-{kind}"))
                .set("path", &inputs.path)
                .set("description", description)
                .set("policy", PolicyDocument::new(statements))
                .set("tags", context.tags(kind)),
        );
        out.add(
            Resource::new("aws_iam_role_policy_attachment", kind)
                .set("role", role.attr("name"))
                .set("policy_arn", policy.attr("arn")),
        );
    };

    if let Some(secret) = &inputs.secret_arn {
        let read = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
        let mut statements = vec![Statement::allow(read).sid("Secret").resources(values![secret])];
        statements.extend(keys(inputs, &["kms:Decrypt"], "secretsmanager.*"));
        attach("secret", "Read the database's credentials", statements);
    }
    if !databases.is_empty() {
        let describe = Statement::allow(["rds:DescribeDBInstances"]).sid("Databases").resources(databases);
        attach("databases", "Describe the account's databases", vec![describe]);
    }
    if !inputs.bucket_arns.is_empty() {
        let buckets = inputs.bucket_arns.iter().map(Value::from);
        let objects = inputs.bucket_arns.iter().map(|arn| template![arn, "/*"].into());
        let mut statements = vec![
            Statement::allow(["s3:ListBucket"]).sid("Buckets").resources(buckets),
            Statement::allow(["s3:GetObject", "s3:PutObject"]).sid("Objects").resources(objects),
        ];
        statements.extend(keys(inputs, &["kms:Decrypt", "kms:GenerateDataKey"], "s3.*"));
        attach("buckets", "List, get and put objects in the application's buckets", statements);
    }
}

/// Returns the statement for using the keys through one service, if there are any keys. `service` is the
/// beginning of its domain name.
fn keys(inputs: &Inputs, actions: &[&str], service: &str) -> Option<Statement> {
    let keys = &inputs.kms_key_arns;
    let statement = Statement::allow(actions.iter().copied())
        .sid("Keys")
        .resources(keys.iter().map(Value::from))
        .condition("StringLike", "kms:ViaService", values![service]);
    (!keys.is_empty()).then_some(statement)
}

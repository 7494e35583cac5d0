//! The role's policies.

use crate::Inputs;
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

/// The kinds of permissions for which the tier creates policies, which are called like them.
pub(crate) const CREATED: [&str; 4] = ["buckets", "databases", "secret", "secrets"];

/// Returns the number of policies that [`add`] creates for kinds of permissions.
pub(crate) fn number(inputs: &Inputs, has_databases: bool) -> usize {
    let kinds = [
        inputs.secret_arn.is_some(),
        !inputs.secret_arns.is_empty(),
        has_databases,
        !inputs.bucket_arns.is_empty(),
    ];
    kinds.into_iter().filter(|it| *it).count()
}

/// Adds and attaches a policy for each kind of permission in the inputs, and the inputs' own policies.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    name: &str,
    role: &Reference,
    databases: Vec<Value>,
    own: Vec<(String, PolicyDocument)>,
) {
    let mut attach_as = |local: &str, kind: &str, description: Option<&str>, document: PolicyDocument| {
        let policy = out.add(
            Resource::new("aws_iam_policy", local)
                .set("name", format!("{name}-{kind}"))
                .set("path", &inputs.path)
                .set("description", description)
                .set("policy", document)
                .set("tags", context.tags(kind)),
        );
        out.add(
            Resource::new("aws_iam_role_policy_attachment", local)
                .set("role", role.attr("name"))
                .set("policy_arn", policy.attr("arn")),
        );
    };
    for (kind, document) in own {
        attach_as(&format!("own_{kind}"), &kind, None, document);
    }
    let mut attach = |kind: &str, description: &str, statements: Vec<Statement>| {
        attach_as(kind, kind, Some(description), PolicyDocument::new(statements));
    };

    // A description cannot change without a new policy, so further secrets have a policy of their own.
    if let Some(secret) = &inputs.secret_arn {
        let statements = read_secrets(inputs, "Secret", values![secret]);
        attach("secret", "Read the database's credentials", statements);
    }
    if !inputs.secret_arns.is_empty() {
        let secrets = inputs.secret_arns.iter().map(Value::from).collect();
        attach("secrets", "Read secrets", read_secrets(inputs, "Secrets", secrets));
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

/// Returns the statements for reading secrets.
fn read_secrets(inputs: &Inputs, sid: &str, secrets: Vec<Value>) -> Vec<Statement> {
    let read = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
    let mut statements = vec![Statement::allow(read).sid(sid).resources(secrets)];
    statements.extend(keys(inputs, &["kms:Decrypt"], "secretsmanager.*"));
    statements
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

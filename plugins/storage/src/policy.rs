//! The bucket's policy.

use crate::Inputs;
use crate::log_delivery::LogTarget;
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

/// Blocks public access, and adds the policy: no access without TLS, permission for what the bucket receives,
/// and your own statements.
///
/// Returns the bucket's name, known once the policy is in place.
pub(crate) fn add(
    out: &mut Contribution,
    inputs: &Inputs,
    bucket: &Reference,
    partition: &Expression,
) -> Expression {
    let access = out.add(
        Resource::new("aws_s3_bucket_public_access_block", "main")
            .set("bucket", bucket.attr("id"))
            .set("block_public_acls", true)
            .set("block_public_policy", true)
            .set("ignore_public_acls", true)
            .set("restrict_public_buckets", true),
    );
    let arn = bucket.attr("arn");
    let deny = Statement::deny(["s3:*"])
        .sid("OnlyTls")
        .principal("AWS", values!["*"])
        .resources(values![&arn, template![&arn, "/*"]])
        .condition("Bool", "aws:SecureTransport", values!["false"]);
    let mut statements = vec![deny];
    if !inputs.receives_logs.is_empty() {
        let target = LogTarget::new(arn.clone(), partition.clone(), inputs.log_accounts.as_deref());
        statements.extend(target.statements(&inputs.receives_logs));
    }
    statements.extend(replicas(inputs, &arn));
    statements.extend(inputs.statements.iter().map(|(sid, statement)| statement.statement(sid, &arn)));
    out.add(
        Resource::new("aws_s3_bucket_policy", "main")
            // S3 rejects two simultaneous changes of a bucket's access, so this one waits for the other.
            .set("bucket", access.attr("bucket"))
            .set("policy", PolicyDocument::new(statements)),
    )
    .attr("bucket")
}

/// Returns the permission of other accounts' roles to replicate to the bucket.
fn replicas(inputs: &Inputs, arn: &Expression) -> Vec<Statement> {
    let Some(roles) = &inputs.receives_replicas_from else { return Vec::new() };
    let allow = |sid: &str, actions: &[&str], resource: Value| {
        Statement::allow(actions.iter().copied())
            .sid(sid)
            .principal("AWS", roles.iter().map(Value::from))
            .resources([resource])
    };
    let write = [
        "s3:ReplicateObject",
        "s3:ReplicateDelete",
        "s3:ReplicateTags",
        "s3:ObjectOwnerOverrideToBucketOwner",
    ];
    let read = ["s3:GetBucketVersioning", "s3:ListBucket"];
    vec![allow("Replicas", &write, template![arn, "/*"].into()), allow("ReplicasBucket", &read, arn.into())]
}

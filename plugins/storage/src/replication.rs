//! Replication to another bucket.

use crate::bucket::Bucket;
use crate::{Inputs, ReplicateTo};
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    target: &ReplicateTo,
    bucket: &Bucket,
) {
    let role = out.add(
        Resource::new("aws_iam_role", "replication")
            // IAM is not regional, so the name must be as unique as the bucket's.
            .set("name", bucket.reference.attr("id"))
            .set("description", "Replicates the bucket of the same name")
            .set("assume_role_policy", PolicyDocument::assumed_by_service("s3.amazonaws.com"))
            .set("permissions_boundary", &target.permissions_boundary)
            .set("tags", context.tags("replication")),
    );
    out.add(
        Resource::new("aws_iam_role_policy", "replication")
            .set("name", "replication")
            .set("role", role.attr("name"))
            .set("policy", policy(inputs, target, &bucket.reference.attr("arn"))),
    );

    let enabled = || Block::new().set("status", "Enabled");
    let mut destination =
        Block::new().set("bucket", &target.bucket_arn).set("storage_class", &target.storage_class);
    let mut rule = enabled()
        .set("id", "everything")
        .block("filter", Block::new().set("prefix", ""))
        .block("delete_marker_replication", enabled());
    if let Some(key) = &target.kms_key_arn {
        destination =
            destination.block("encryption_configuration", Block::new().set("replica_kms_key_id", key));
        let criteria = Block::new().block("sse_kms_encrypted_objects", enabled());
        rule = rule.block("source_selection_criteria", criteria);
    }
    out.add(
        Resource::new("aws_s3_bucket_replication_configuration", "main")
            .set("bucket", &bucket.versioned)
            .set("role", role.attr("arn"))
            .block("rule", rule.block("destination", destination)),
    );
}

/// Returns the role's permissions: read here, write there.
fn policy(inputs: &Inputs, target: &ReplicateTo, source: &Expression) -> PolicyDocument {
    let mut statements = vec![
        Statement::allow(["s3:GetReplicationConfiguration", "s3:ListBucket"])
            .sid("Source")
            .resources(values![source]),
        Statement::allow([
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionTagging",
        ])
        .sid("SourceObjects")
        .resources(values![template![source, "/*"]]),
        Statement::allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"])
            .sid("DestinationObjects")
            .resources(values![template![&target.bucket_arn, "/*"]]),
    ];
    if let Some(key) = &inputs.kms_key_arn {
        statements.push(Statement::allow(["kms:Decrypt"]).sid("SourceKey").resources(values![key]));
    }
    if let Some(key) = &target.kms_key_arn {
        let encrypt = ["kms:Encrypt", "kms:GenerateDataKey"];
        statements.push(Statement::allow(encrypt).sid("DestinationKey").resources(values![key]));
    }
    PolicyDocument::new(statements)
}

//! The role that S3 replicates with.

use super::{ReplicateTo, Rule};
use crate::Inputs;
use crate::bucket::Bucket;
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

pub(super) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    rules: &[Rule<'_>],
    bucket: &Bucket,
) -> Reference {
    let boundary = rules.iter().find_map(|rule| rule.target.permissions_boundary.clone());
    let role = out.add(
        Resource::new("aws_iam_role", "replication")
            // IAM is not regional, so the name must be as unique as the bucket's.
            .set("name", bucket.reference.attr("id"))
            .set("description", "Replicates the bucket of the same name")
            .set("assume_role_policy", PolicyDocument::assumed_by_service("s3.amazonaws.com"))
            .set("permissions_boundary", boundary)
            .set("tags", context.tags("replication")),
    );
    let targets: Vec<&ReplicateTo> = rules.iter().map(|rule| rule.target).collect();
    out.add(
        Resource::new("aws_iam_role_policy", "replication")
            .set("name", "replication")
            .set("role", role.attr("name"))
            .set("policy", policy(inputs, &targets, &bucket.reference.attr("arn"))),
    );
    role
}

/// Returns the role's permissions: read here, write there.
fn policy(inputs: &Inputs, targets: &[&ReplicateTo], source: &Expression) -> PolicyDocument {
    let mut read =
        vec!["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"];
    if inputs.object_lock.is_some() {
        read.extend(["s3:GetObjectRetention", "s3:GetObjectLegalHold"]);
    }
    let objects = |target: &&ReplicateTo| Value::from(template![&target.bucket_arn, "/*"]);
    let mut statements = vec![
        Statement::allow(["s3:GetReplicationConfiguration", "s3:ListBucket"])
            .sid("Source")
            .resources(values![source]),
        Statement::allow(read).sid("SourceObjects").resources(values![template![source, "/*"]]),
        Statement::allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"])
            .sid("DestinationObjects")
            .resources(distinct(targets.iter().map(objects))),
    ];
    let foreign = targets.iter().filter(|target| target.account_id.is_some());
    let foreign = distinct(foreign.map(objects));
    if !foreign.is_empty() {
        let owner = Statement::allow(["s3:ObjectOwnerOverrideToBucketOwner"]);
        statements.push(owner.sid("DestinationOwner").resources(foreign));
    }
    if let Some(key) = &inputs.kms_key_arn {
        statements.push(Statement::allow(["kms:Decrypt"]).sid("SourceKey").resources(values![key]));
    }
    let keys = distinct(targets.iter().filter_map(|target| target.kms_key_arn.as_ref()).map(Value::from));
    if !keys.is_empty() {
        let encrypt = ["kms:Encrypt", "kms:GenerateDataKey"];
        statements.push(Statement::allow(encrypt).sid("DestinationKey").resources(keys));
    }
    PolicyDocument::new(statements)
}

/// Returns the values in their order, each once.
fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

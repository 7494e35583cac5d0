//! The storage tier: one private, versioned bucket, and what the inputs ask for: rules for its objects,
//! replication, access, events, and logs.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod account;
mod alarms;
mod bucket;
mod choice;
mod cors;
mod filter;
mod forms;
mod inputs;
mod keys;
mod lifecycle;
mod log_delivery;
mod name;
mod notifications;
mod object_lock;
mod policy;
mod replication;
mod reports;
mod statements;

pub use alarms::Alarms;
pub use bucket::Versioning;
pub use cors::{CorsRule, Method};
pub use forms::{
    AccountId, BucketName, EventType, FunctionArn, Principal, QueueArn, RoleArn, S3Action, TopicArn,
};
pub use inputs::Inputs;
pub use lifecycle::{LifecycleRule, Noncurrent, Transition, TransitionClass};
pub use log_delivery::LogKind;
pub use notifications::{Notification, Notifications};
pub use object_lock::{LockMode, ObjectLock};
pub use replication::{ReplicateTo, StorageClass};
pub use reports::{
    AccessLogs, Frequency, Inventory, InventoryField, InventoryFormat, RequestMetrics, Versions,
};
pub use statements::{Effect, PolicyStatement, Principals};

use terrace_aws::{ALARM_RESOURCES, TagRules, check_tags, provider_versions};
use terrace_sdk::prelude::*;

/// The versions of the AWS provider that do not work with the tier.
///
/// - 5.6.1 cannot empty a bucket; repaired in 5.6.2.
/// - 5.86.0 ignores the filter of a lifecycle rule if its prefix is empty, and every apply fails; repaired in
///   5.86.1.
/// - 6.22 to 6.39 know `blocked_encryption_types` of a bucket's encryption and expect it to be empty if it is
///   not set; S3 sets it by itself, so every plan contains a change. Since 6.40 it can be left to S3. 6.35.0
///   also fails on lifecycle rules with several conditions.
const FAULTY: [&str; 23] = [
    "5.6.1", "5.86.0", "6.22.0", "6.22.1", "6.23.0", "6.24.0", "6.25.0", "6.26.0", "6.27.0", "6.28.0",
    "6.29.0", "6.30.0", "6.31.0", "6.32.0", "6.32.1", "6.33.0", "6.34.0", "6.35.0", "6.35.1", "6.36.0",
    "6.37.0", "6.38.0", "6.39.0",
];

/// One bucket in each region.
pub struct Storage;

impl Tier for Storage {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "storage",
            env!("CARGO_PKG_VERSION"),
            "A private, versioned and encrypted bucket, optionally replicated to another one.",
        )
        .provider("aws", "hashicorp/aws", &provider_versions("5.0", &FAULTY))
        .annotation(
            "aws versions",
            "5.86.0 fails on lifecycle rules, and with 6.22 to 6.39 every plan changes each bucket's encryption.",
        )
        .provider("random", "hashicorp/random", ">= 3.1, < 4.0")
        .resources([
            "aws_iam_role",
            "aws_iam_role_policy",
            "aws_lambda_permission",
            "aws_s3_bucket",
            "aws_s3_bucket_cors_configuration",
            "aws_s3_bucket_inventory",
            "aws_s3_bucket_lifecycle_configuration",
            "aws_s3_bucket_logging",
            "aws_s3_bucket_metric",
            "aws_s3_bucket_notification",
            "aws_s3_bucket_object_lock_configuration",
            "aws_s3_bucket_ownership_controls",
            "aws_s3_bucket_policy",
            "aws_s3_bucket_public_access_block",
            "aws_s3_bucket_replication_configuration",
            "aws_s3_bucket_server_side_encryption_configuration",
            "aws_s3_bucket_versioning",
            "random_string",
        ])
        .resources(ALARM_RESOURCES)
        .data_sources(["aws_caller_identity", "aws_partition"])
        .output("name", "string", "Name of the bucket.")
        .output("arn", "string", "ARN of the bucket.")
        .output(
            "replication_target_arn",
            "string",
            "ARN of the bucket as a replication target, known once versioning is on; absent if it is suspended.",
        )
        .output(
            "replication_role_arn",
            "string",
            "ARN of the role that replicates the bucket, if it is replicated.",
        )
        .output(
            "log_target_name",
            "string",
            "Name of the bucket as the target of logs, known once they may be delivered, if any may.",
        )
        .output(
            "log_target_arn",
            "string",
            "ARN of the bucket as the target of logs, known once they may be delivered, if any may.",
        )
        .output("domain_name", "string", "Domain name of the bucket in its region.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        let name = problems.take(inputs.bucket_name(context));
        let checked = problems.take(inputs.check(context));
        // The role for replication belongs to IAM.
        let rules = match replication::is_on(&inputs, context) {
            true => TagRules::CaseInsensitive,
            false => TagRules::SomeCharacters,
        };
        let tags = problems.take(check_tags(context, rules));
        let (Some(name), Some(()), Some(())) = (name, checked, tags) else {
            return Err(problems);
        };
        let mut out = Contribution::new();

        let partition = out.add(Resource::data("aws_partition", "current")).attr("partition");
        statements::warn(&mut out, &inputs.statements);
        account::add(&mut out, &inputs);
        let bucket = bucket::add(context, &mut out, &inputs, &name);
        let permitted = policy::add(&mut out, &inputs, &bucket.reference, &partition);
        lifecycle::add(&mut out, &inputs, &bucket);
        if let Some(lock) = &inputs.object_lock {
            object_lock::add(&mut out, lock, &bucket);
        }
        replication::add(context, &mut out, &inputs, &bucket);
        cors::add(&mut out, &inputs.cors_rules, &bucket.reference);
        if let Some(notifications) = &inputs.notifications {
            notifications::add(&mut out, notifications, &bucket.reference);
        }
        if let Some(logs) = &inputs.access_logs {
            reports::add_access_logs(&mut out, logs, &bucket.reference);
        }
        if let Some(inventory) = &inputs.inventory {
            reports::add_inventory(&mut out, inventory, &bucket.reference);
        }
        alarms::add(context, &mut out, &inputs, &bucket.reference);
        reports::add_metrics(&mut out, &inputs.request_metrics, &bucket.reference);

        let arn_of = |name: &Expression| template!["arn:", &partition, ":s3:::", name];
        if inputs.versioning == Versioning::Enabled {
            // The name as a result of versioning, so that references to it wait for versioning.
            out.output("replication_target_arn", arn_of(&bucket.versioned));
        }
        if !inputs.receives_logs.is_empty() {
            out.output("log_target_arn", arn_of(&permitted));
            out.output("log_target_name", permitted);
        }
        out.output("name", bucket.reference.attr("id"));
        out.output("arn", bucket.reference.attr("arn"));
        out.output("domain_name", bucket.reference.attr("bucket_regional_domain_name"));
        Ok(out)
    }
}

terrace_sdk::export!(Storage);

#[cfg(test)]
mod tests;

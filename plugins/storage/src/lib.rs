//! The storage tier: one private, versioned bucket, and its replication if requested.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bucket;
mod inputs;
mod replication;

pub use inputs::{Inputs, ReplicateTo, StorageClass};

use terrace_aws::{TagRules, check_tags};
use terrace_sdk::prelude::*;

/// The versions of the AWS provider that work with the tier. Terraform combines conditions with "and" only,
/// so the gap between two ranges is excluded release by release.
///
/// 5.86.0 ignores the filter of a lifecycle rule if its prefix is empty, and every apply fails. 6.22 to 6.39
/// know `blocked_encryption_types` of a bucket's encryption and expect it to be empty if it is not set; S3
/// sets it by itself, so every plan contains a change. Since 6.40 it can be left to S3.
const AWS: &str = ">= 5.0, != 5.86.0, \
    != 6.22.0, != 6.22.1, != 6.23.0, != 6.24.0, != 6.25.0, != 6.26.0, != 6.27.0, != 6.28.0, != 6.29.0, \
    != 6.30.0, != 6.31.0, != 6.32.0, != 6.32.1, != 6.33.0, != 6.34.0, != 6.35.0, != 6.35.1, != 6.36.0, \
    != 6.37.0, != 6.38.0, != 6.39.0, < 7.0";

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
        .provider("aws", "hashicorp/aws", AWS)
        .annotation(
            "aws versions",
            "5.86.0 fails on lifecycle rules, and with 6.22 to 6.39 every plan changes each bucket's encryption.",
        )
        .provider("random", "hashicorp/random", ">= 3.1, < 4.0")
        .resources([
            "aws_iam_role",
            "aws_iam_role_policy",
            "aws_s3_bucket",
            "aws_s3_bucket_lifecycle_configuration",
            "aws_s3_bucket_ownership_controls",
            "aws_s3_bucket_policy",
            "aws_s3_bucket_public_access_block",
            "aws_s3_bucket_replication_configuration",
            "aws_s3_bucket_server_side_encryption_configuration",
            "aws_s3_bucket_versioning",
            "random_string",
        ])
        .data_sources(["aws_partition"])
        .output("name", "string", "Name of the bucket.")
        .output("arn", "string", "ARN of the bucket.")
        .output(
            "replication_target_arn",
            "string",
            "ARN of the bucket as a replication target, known once versioning is on.",
        )
        .output("domain_name", "string", "Domain name of the bucket in its region.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        let name = problems.take(inputs.bucket_name(context));
        let checked = problems.take(inputs.check(context));
        // The role for replication belongs to IAM.
        let rules = match inputs.replicate_to {
            Some(_) => TagRules::CaseInsensitive,
            None => TagRules::SomeCharacters,
        };
        let tags = problems.take(check_tags(context, rules));
        let (Some(name), Some(()), Some(())) = (name, checked, tags) else {
            return Err(problems);
        };
        let mut out = Contribution::new();

        let bucket = bucket::add(context, &mut out, &inputs, &name);
        if let Some(target) = &inputs.replicate_to {
            replication::add(context, &mut out, &inputs, target, &bucket);
        }

        // The name as a result of versioning, so that references to it wait for versioning.
        let partition = out.add(Resource::data("aws_partition", "current")).attr("partition");
        let target = template!["arn:", partition, ":s3:::", &bucket.versioned];
        out.output("replication_target_arn", target);
        out.output("name", bucket.reference.attr("id"));
        out.output("arn", bucket.reference.attr("arn"));
        out.output("domain_name", bucket.reference.attr("bucket_regional_domain_name"));
        Ok(out)
    }
}

terrace_sdk::export!(Storage);

#[cfg(test)]
mod tests;

//! The bucket, and the resources that always come with it.

use crate::Inputs;
use crate::inputs::SUFFIX;
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

/// The bucket and its expressions.
pub(crate) struct Bucket {
    pub(crate) reference: Reference,
    /// The name, known once versioning is on.
    pub(crate) versioned: Expression,
}

pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, name: &str) -> Bucket {
    let suffix = out.add(
        Resource::new("random_string", "suffix")
            .set("length", SUFFIX)
            .set("special", false)
            .set("upper", false),
    );
    let bucket = out.add(
        Resource::new("aws_s3_bucket", "main")
            .set("bucket", template![name, "-", suffix.attr("result")])
            .set("force_destroy", &inputs.force_destroy)
            .set("tags", context.tags("main")),
    );
    let id = bucket.attr("id");
    let versioning = out.add(
        Resource::new("aws_s3_bucket_versioning", "main")
            .set("bucket", &id)
            .block("versioning_configuration", Block::new().set("status", "Enabled")),
    );

    out.add(
        Resource::new("aws_s3_bucket_ownership_controls", "main")
            .set("bucket", &id)
            .block("rule", Block::new().set("object_ownership", "BucketOwnerEnforced")),
    );
    let algorithm = if inputs.kms_key_arn.is_some() { "aws:kms" } else { "AES256" };
    let encryption =
        Block::new().set("sse_algorithm", algorithm).set("kms_master_key_id", &inputs.kms_key_arn);
    let encryption = Block::new()
        .block("apply_server_side_encryption_by_default", encryption)
        .set("bucket_key_enabled", inputs.kms_key_arn.as_ref().map(|_| true));
    out.add(
        Resource::new("aws_s3_bucket_server_side_encryption_configuration", "main")
            .set("bucket", &id)
            .block("rule", encryption),
    );
    protect(out, &bucket);

    let bucket = Bucket { reference: bucket, versioned: versioning.attr("bucket") };
    if let Some(days) = &inputs.noncurrent_version_days {
        expire(out, &bucket, days);
    }
    bucket
}

/// Blocks public access, and access without TLS.
fn protect(out: &mut Contribution, bucket: &Reference) {
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
    out.add(
        Resource::new("aws_s3_bucket_policy", "main")
            // S3 rejects two simultaneous changes of a bucket's access, so this one waits for the other.
            .set("bucket", access.attr("bucket"))
            .set("policy", PolicyDocument::new([deny])),
    );
}

/// Deletes old versions after a number of days.
fn expire(out: &mut Contribution, bucket: &Bucket, days: &Input<u32>) {
    let rule = Block::new()
        .set("id", "noncurrent-versions")
        .set("status", "Enabled")
        .block("filter", Block::new().set("prefix", ""))
        .block("noncurrent_version_expiration", Block::new().set("noncurrent_days", days));
    out.add(
        Resource::new("aws_s3_bucket_lifecycle_configuration", "main")
            .set("bucket", &bucket.versioned)
            .block("rule", rule),
    );
}

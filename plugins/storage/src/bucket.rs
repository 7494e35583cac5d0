//! The bucket, and the resources that always come with it.

use crate::choice::choices;
use crate::name::SUFFIX;
use crate::{Inputs, object_lock};
use terrace_sdk::prelude::*;

/// The bucket and its expressions.
pub(crate) struct Bucket {
    pub(crate) reference: Reference,
    /// The name, known once versioning is on.
    pub(crate) versioned: Expression,
}

choices! {
    /// Versioning of the bucket's objects.
    Versioning {
        /// Keeps overwritten and deleted versions.
        Enabled = "Enabled",
        /// Keeps those that exist, but makes no new ones: objects that are overwritten or deleted are lost.
        Suspended = "Suspended",
    }
}

pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, name: &str) -> Bucket {
    let suffix = out.add(
        Resource::new("random_string", "suffix")
            .set("length", SUFFIX)
            .set("special", false)
            .set("upper", false),
    );
    let bucket = Resource::new("aws_s3_bucket", "main")
        .set("bucket", template![name, "-", suffix.attr("result")])
        .set("force_destroy", &inputs.force_destroy)
        .set("tags", context.tags("main"));
    let bucket = out.add(object_lock::enable(bucket, inputs.object_lock.as_ref()));
    let id = bucket.attr("id");
    let versioning = out.add(
        Resource::new("aws_s3_bucket_versioning", "main")
            .set("bucket", &id)
            .block("versioning_configuration", Block::new().set("status", inputs.versioning)),
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

    Bucket { reference: bucket, versioned: versioning.attr("bucket") }
}

//! What S3 reports about the bucket: server access logs, an inventory, and metrics of requests.

use crate::choice::choices;
use crate::forms::{AccountId, BucketName};
use crate::keys::{key_path, local_key};
use std::collections::BTreeMap;
use terrace_aws::{BucketArn, Source};
use terrace_sdk::prelude::*;

/// Server access logs of the bucket: one record for each request. They cost what storing them costs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessLogs {
    /// Name of the bucket that receives the logs, in the same account and region. For another instance of this
    /// tier with `receives_logs: [buckets]`, use its output `log_target_name`, which waits for the permission.
    pub bucket_name: Input<BucketName>,

    /// Beginning of the logs' keys. Default: the name of this bucket, and `/`.
    pub prefix: Option<Input<String>>,
}

/// Lists of all objects, which S3 writes to a bucket. It charges for each object listed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// ARN of the bucket that receives the lists, in the same region. For another instance of this tier with
    /// `receives_logs: [inventories]`, use its output `log_target_arn`.
    pub bucket_arn: Input<BucketArn>,

    /// ID of the account of that bucket. Default: any.
    pub account_id: Option<Input<AccountId>>,

    /// Beginning of the lists' keys. S3 appends the name of this bucket.
    pub prefix: Option<Input<String>>,

    /// Time between two lists.
    #[serde(default = "default_frequency")]
    pub frequency: Frequency,

    /// Format of the lists.
    #[serde(default = "default_format")]
    pub format: InventoryFormat,

    /// Versions that are listed.
    #[serde(default = "default_versions")]
    pub versions: Versions,

    /// Facts about each object besides its key. Default: none.
    #[serde(default)]
    pub fields: Vec<InventoryField>,
}

/// Objects whose requests CloudWatch counts, as metrics that are charged like custom ones.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestMetrics {
    /// Beginning of the objects' keys. Default: all objects.
    pub prefix: Option<Input<String>>,

    /// Tags that the objects must have.
    #[serde(default)]
    pub tags: BTreeMap<String, Input<String>>,
}

choices! {
    /// Time between two inventories.
    Frequency {
        /// A day.
        Daily = "Daily",
        /// A week.
        Weekly = "Weekly",
    }
}

choices! {
    /// Format of an inventory.
    InventoryFormat {
        /// Comma-separated values, compressed.
        Csv = "CSV",
        /// Apache ORC.
        Orc = "ORC",
        /// Apache Parquet.
        Parquet = "Parquet",
    }
}

choices! {
    /// Versions in an inventory.
    Versions {
        /// The current version of each object.
        Current = "Current",
        /// All versions.
        All = "All",
    }
}

choices! {
    /// A fact about an object in an inventory.
    InventoryField {
        /// Size in bytes.
        Size = "Size",
        /// Time of the last change.
        LastModifiedDate = "LastModifiedDate",
        /// Storage class.
        StorageClass = "StorageClass",
        /// Entity tag.
        ETag = "ETag",
        /// Made by a multipart upload.
        IsMultipartUploaded = "IsMultipartUploaded",
        /// State of its replication.
        ReplicationStatus = "ReplicationStatus",
        /// Kind of encryption.
        EncryptionStatus = "EncryptionStatus",
        /// End of its retention.
        ObjectLockRetainUntilDate = "ObjectLockRetainUntilDate",
        /// Mode of its retention.
        ObjectLockMode = "ObjectLockMode",
        /// Legal hold.
        ObjectLockLegalHoldStatus = "ObjectLockLegalHoldStatus",
        /// Tier of intelligent tiering.
        IntelligentTieringAccessTier = "IntelligentTieringAccessTier",
        /// Encrypted by way of a bucket key.
        BucketKeyStatus = "BucketKeyStatus",
        /// Algorithm of its checksum.
        ChecksumAlgorithm = "ChecksumAlgorithm",
    }
}

fn default_frequency() -> Frequency {
    Frequency::Weekly
}

fn default_format() -> InventoryFormat {
    InventoryFormat::Csv
}

fn default_versions() -> Versions {
    Versions::Current
}

/// Adds the server access logs.
pub(crate) fn add_access_logs(out: &mut Contribution, logs: &AccessLogs, bucket: &Reference) {
    let prefix = match &logs.prefix {
        Some(prefix) => Value::from(prefix),
        None => template![bucket.attr("id"), "/"].into(),
    };
    out.add(
        Resource::new("aws_s3_bucket_logging", "main")
            .set("bucket", bucket.attr("id"))
            .set("target_bucket", &logs.bucket_name)
            .set("target_prefix", prefix),
    );
}

/// Adds the inventory.
pub(crate) fn add_inventory(out: &mut Contribution, inventory: &Inventory, bucket: &Reference) {
    let fields = (!inventory.fields.is_empty()).then(|| inventory.fields.clone());
    let target = Block::new()
        .set("bucket_arn", &inventory.bucket_arn)
        .set("account_id", &inventory.account_id)
        .set("prefix", &inventory.prefix)
        .set("format", inventory.format);
    out.add(
        Resource::new("aws_s3_bucket_inventory", "main")
            .set("bucket", bucket.attr("id"))
            .set("name", "main")
            .set("included_object_versions", inventory.versions)
            .set("optional_fields", fields)
            .block("schedule", Block::new().set("frequency", inventory.frequency))
            .block("destination", Block::new().block("bucket", target)),
    );
}

/// Adds the metrics of requests.
pub(crate) fn add_metrics(
    out: &mut Contribution,
    metrics: &BTreeMap<String, RequestMetrics>,
    bucket: &Reference,
) {
    for (name, metrics) in metrics {
        let tags = (!metrics.tags.is_empty()).then(|| metrics.tags.clone());
        let has_filter = metrics.prefix.is_some() || tags.is_some();
        let filter = Block::new().set("prefix", &metrics.prefix).set("tags", tags);
        out.add(
            Resource::new("aws_s3_bucket_metric", format!("requests_{name}"))
                .set("bucket", bucket.attr("id"))
                .set("name", name)
                .blocks("filter", has_filter.then_some(filter)),
        );
    }
}

/// Checks the bucket that receives the server access logs, as far as the reference shows. It must not be the
/// bucket itself: each record would cause another.
pub(crate) fn check_access_logs(logs: &AccessLogs, context: &Context) -> Result<(), Diagnostics> {
    let Input::Expression(target) = &logs.bucket_name else { return Ok(()) };
    let Some(target) = Source::of(target) else { return Ok(()) };
    let problem = if target.tier == context.tier && target.is_within(context) {
        let summary = "a bucket cannot receive its own server access logs: each record would cause another";
        Diagnostic::new("logs-to-itself", summary)
            .hint("use another storage tier in this region, with receives_logs: [buckets]")
    } else if target.output == "arn" || target.output.ends_with("_arn") {
        let summary = format!("bucket_name is the ARN `{}`, not a name", target.output);
        Diagnostic::new("arn-for-a-name", summary).hint("use the output `log_target_name`")
    } else {
        return Ok(());
    };
    Err(problem.path("/access_logs/bucket_name").into())
}

/// Checks the names of the metrics.
pub(crate) fn check_metrics(metrics: &BTreeMap<String, RequestMetrics>) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for name in metrics.keys() {
        problems.take(local_key("metrics", name, &key_path("/request_metrics", name)));
    }
    problems.finish()
}

//! The tier's inputs, and the checks of their combinations.

use terrace_aws::{BucketArn, KmsKeyArn, PolicyArn, Source, limited_name};
use terrace_sdk::prelude::*;

/// Inputs of the storage tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name of the bucket, without the random suffix that makes it unique in all of AWS: lower-case letters,
    /// digits and `-`. Default: composed of the names of stack, environment, region and tier.
    pub name: Option<String>,

    /// ARN of the KMS key, not of an alias, that encrypts the objects. Default: S3's own key.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,

    /// Number of days after which an overwritten or deleted version of an object is deleted permanently, at
    /// least 1. Default: never.
    #[schemars(extend("minimum" = 1, "maximum" = i32::MAX))]
    pub noncurrent_version_days: Option<Input<u32>>,

    /// Allows the bucket to be destroyed while it contains objects.
    #[serde(default = "default_force_destroy")]
    pub force_destroy: Input<bool>,

    /// Target that all new objects are replicated to. Default: none.
    pub replicate_to: Option<ReplicateTo>,
}

/// The target of a replication.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplicateTo {
    /// ARN of the target bucket, which must have versioning. For another instance of this tier, use its
    /// output `replication_target_arn`, which waits for versioning.
    pub bucket_arn: Input<BucketArn>,

    /// ARN of the KMS key at the target, not of an alias. Required if this bucket has its own key.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,

    /// Storage class of the replicas.
    #[serde(default = "default_storage_class")]
    pub storage_class: Input<StorageClass>,

    /// ARN of the policy that sets the permissions boundary of the replication's role.
    pub permissions_boundary: Option<Input<PolicyArn>>,
}

fn default_force_destroy() -> Input<bool> {
    false.into()
}

/// A storage class that S3 can replicate to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StorageClass {
    /// For frequent access.
    Standard,
    /// For infrequent access.
    StandardIa,
    /// For infrequent access, in one zone.
    OnezoneIa,
    /// S3 chooses the tier.
    IntelligentTiering,
    /// An archive with immediate access.
    GlacierIr,
    /// An archive with access after minutes or hours.
    Glacier,
    /// An archive with access after hours.
    DeepArchive,
    /// Fewer copies; AWS advises against it.
    ReducedRedundancy,
}

impl From<StorageClass> for Value {
    fn from(class: StorageClass) -> Self {
        match class {
            StorageClass::Standard => "STANDARD",
            StorageClass::StandardIa => "STANDARD_IA",
            StorageClass::OnezoneIa => "ONEZONE_IA",
            StorageClass::IntelligentTiering => "INTELLIGENT_TIERING",
            StorageClass::GlacierIr => "GLACIER_IR",
            StorageClass::Glacier => "GLACIER",
            StorageClass::DeepArchive => "DEEP_ARCHIVE",
            StorageClass::ReducedRedundancy => "REDUCED_REDUNDANCY",
        }
        .into()
    }
}

fn default_storage_class() -> Input<StorageClass> {
    StorageClass::Glacier.into()
}

/// Beginnings of names that S3 reserves for itself.
const RESERVED: [&str; 3] = ["amzn-s3-demo-", "sthree-", "xn--"];
/// The maximum length of a bucket's name.
const LONGEST_NAME: usize = 63;
/// The number of random characters at the end of the name.
pub(crate) const SUFFIX: usize = 8;

impl Inputs {
    /// Returns the bucket's name without the suffix and the `-` before it.
    pub(crate) fn bucket_name(&self, context: &Context) -> Result<String, Diagnostics> {
        let longest = LONGEST_NAME - SUFFIX - 1;
        let name = limited_name(context, self.name.as_deref(), "main", "a bucket without suffix", longest)?;
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.starts_with('-') || !name.chars().all(allowed) {
            let summary = format!("`{name}` cannot be the name of a bucket");
            return Err(Diagnostic::new("not-a-bucket-name", summary)
                .path("/name")
                .hint("set name to lower-case letters, digits and `-`, not beginning with `-`")
                .into());
        }
        if let Some(reserved) = RESERVED.iter().find(|reserved| name.starts_with(*reserved)) {
            let summary = format!("the name of a bucket cannot begin with `{reserved}`, as `{name}` does");
            let problem = Diagnostic::new("reserved-name", summary).path("/name");
            return Err(problem.hint("set name to one with a different beginning").into());
        }
        Ok(name)
    }

    pub(crate) fn check(&self, context: &Context) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if let Some(ReplicateTo { bucket_arn: Input::Expression(bucket), .. }) = &self.replicate_to
            && Source::of(bucket).is_some_and(|it| it.tier == context.tier && it.is_within(context))
        {
            let problem = Diagnostic::new("replicates-to-itself", "a bucket cannot be replicated to itself");
            let problem = problem.path("/replicate_to/bucket_arn");
            problems.push(problem.hint("name the bucket of another region, or of another storage tier"));
        }
        if let (Some(_), Some(ReplicateTo { kms_key_arn: None, .. })) =
            (&self.kms_key_arn, &self.replicate_to)
        {
            let summary = "objects encrypted with a KMS key are replicated only to a KMS key";
            let problem = Diagnostic::new("replica-without-key", summary).path("/replicate_to");
            problems.push(problem.hint("set replicate_to.kms_key_arn to a key of the other region"));
        }
        problems.finish()
    }
}

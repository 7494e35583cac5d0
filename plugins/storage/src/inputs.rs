//! What the tier takes, and what of it goes together.

use terrace_aws::limited_name;
use terrace_sdk::prelude::*;

/// Inputs of the storage tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name of the bucket, without the random suffix that makes it unique in all of AWS: lower-case letters,
    /// digits and `-`. Default: made of the names of stack, environment, region and tier.
    pub name: Option<String>,

    /// ARN of the KMS key that objects are encrypted with. Default: S3's own key.
    pub kms_key_arn: Option<Input<String>>,

    /// Number of days after which an overwritten or deleted version of an object goes for good. Default: never.
    pub noncurrent_version_days: Option<Input<u32>>,

    /// Whether the bucket may be destroyed with objects in it.
    #[serde(default = "default_force_destroy")]
    pub force_destroy: Input<bool>,

    /// Where all new objects are replicated to. Default: nowhere.
    pub replicate_to: Option<ReplicateTo>,
}

/// The other end of a replication.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplicateTo {
    /// ARN of the bucket there, which must have versioning. Of another instance of this tier it is
    /// `replication_target_arn`, which waits for that.
    pub bucket_arn: Input<String>,

    /// ARN of the KMS key there. Needed where this bucket has a key of its own.
    pub kms_key_arn: Option<Input<String>>,

    /// Storage class of the replicas.
    #[serde(default = "default_storage_class")]
    pub storage_class: Input<String>,

    /// ARN of the policy that limits what the replication's role may ever do.
    pub permissions_boundary: Option<Input<String>>,
}

fn default_force_destroy() -> Input<bool> {
    false.into()
}

fn default_storage_class() -> Input<String> {
    "GLACIER".into()
}

/// The longest name of a bucket.
const LONGEST_NAME: usize = 63;
/// Number of random characters at its end.
pub(crate) const SUFFIX: usize = 8;

impl Inputs {
    /// The bucket's name without the suffix and the `-` before it.
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
        Ok(name)
    }

    pub(crate) fn check(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if let Some(Input::Known(0)) = self.noncurrent_version_days {
            let problem = Diagnostic::new("no-days", "noncurrent_version_days is 0, and S3 takes 1 or more");
            problems.push(problem.path("/noncurrent_version_days").hint("leave it out to keep versions"));
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

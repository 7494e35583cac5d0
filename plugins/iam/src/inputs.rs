//! What the tier takes.

use terrace_sdk::prelude::*;

/// Inputs of the IAM tier. What is not given is not allowed: there is no policy for it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name of the role and of the instance profile, and the beginning of the policies' names. Default: made
    /// of the names of stack, environment and tier.
    pub name: Option<String>,

    /// IAM path of role, instance profile and policies.
    #[serde(default = "default_path")]
    pub path: Input<String>,

    /// ARN of the policy that limits what the role may ever do.
    pub permissions_boundary: Option<Input<String>>,

    /// ARN of the Secrets Manager secret that instances may read.
    pub secret_arn: Option<Input<String>>,

    /// ARNs of the buckets in which instances may list, get and put objects.
    #[serde(default)]
    pub bucket_arns: Vec<Input<String>>,

    /// ARNs of the KMS keys of one's own that the secret or the buckets are encrypted with. Instances may use
    /// them through Secrets Manager and S3 alone. Keys that AWS manages need no mention.
    #[serde(default)]
    pub kms_key_arns: Vec<Input<String>>,

    /// Names of the stack's regions in which instances may describe the account's databases. Default: all
    /// that configure the provider `aws`. An empty list: none.
    pub database_regions: Option<Vec<String>>,
}

fn default_path() -> Input<String> {
    "/".into()
}

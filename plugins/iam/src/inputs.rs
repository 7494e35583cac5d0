//! What the tier takes.

use terrace_aws::{BucketArn, KmsKeyArn, PolicyArn, SecretArn, string_form};
use terrace_sdk::prelude::*;

string_form! {
    /// A name that roles, instance profiles and policies can have.
    IamName, "^[A-Za-z0-9_+=,.@-]+$", "shop-instance";

    /// An IAM path that roles, instance profiles and policies can have: it begins and ends with `/`.
    IamPath, "^/([A-Za-z0-9.,+@=_-]+/)*$", "/shop/";
}

/// Inputs of the IAM tier. What is not given is not allowed: there is no policy for it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name of the role and of the instance profile, and the beginning of the policies' names: letters, digits
    /// and `_+=,.@-`, at most 64. Default: made of the names of stack, environment and tier.
    pub name: Option<IamName>,

    /// IAM path of role, instance profile and policies: it begins and ends with `/`.
    #[serde(default = "default_path")]
    #[schemars(extend("maxLength" = 512))]
    pub path: Input<IamPath>,

    /// ARN of the policy that limits what the role may ever do.
    pub permissions_boundary: Option<Input<PolicyArn>>,

    /// ARN of the Secrets Manager secret that instances may read.
    pub secret_arn: Option<Input<SecretArn>>,

    /// ARNs of the buckets in which instances may list, get and put objects.
    #[serde(default)]
    pub bucket_arns: Vec<Input<BucketArn>>,

    /// ARNs of the KMS keys of your own, not of aliases, that the secret or the buckets are encrypted with.
    /// Instances may use them through Secrets Manager and S3 alone. Keys that AWS manages need no mention.
    #[serde(default)]
    pub kms_key_arns: Vec<Input<KmsKeyArn>>,

    /// Names of the stack's regions in which instances may describe the account's databases. Default: all
    /// that configure the provider `aws`. An empty list: none.
    pub database_regions: Option<Vec<String>>,
}

fn default_path() -> Input<IamPath> {
    IamPath::from("/").into()
}

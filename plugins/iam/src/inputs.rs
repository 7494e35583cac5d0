//! The tier's inputs.

use terrace_aws::{BucketArn, KmsKeyArn, PolicyArn, SecretArn, string_form};
use terrace_sdk::prelude::*;

string_form! {
    /// A name that roles, instance profiles and policies can have.
    IamName, "^[A-Za-z0-9_+=,.@-]+$", "shop-instance";

    /// An IAM path that roles, instance profiles and policies can have: it begins and ends with `/`.
    IamPath, "^/([A-Za-z0-9.,+@=_-]+/)*$", "/shop/";
}

/// Inputs of the IAM tier. A permission without an input has no policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name of the role and of the instance profile, and the beginning of the policies' names: letters,
    /// digits and `_+=,.@-`, at most 64. Default: composed of the names of stack, environment and tier.
    pub name: Option<IamName>,

    /// IAM path of role, instance profile and policies: it begins and ends with `/`.
    #[serde(default = "default_path")]
    #[schemars(extend("maxLength" = 512))]
    pub path: Input<IamPath>,

    /// ARN of the policy that sets the role's permissions boundary.
    pub permissions_boundary: Option<Input<PolicyArn>>,

    /// ARN of the Secrets Manager secret that instances may read.
    pub secret_arn: Option<Input<SecretArn>>,

    /// ARNs of the buckets in which instances may list, get and put objects.
    #[serde(default)]
    pub bucket_arns: Vec<Input<BucketArn>>,

    /// ARNs of your own KMS keys, not of aliases, that encrypt the secret or the buckets. Instances may use
    /// them through Secrets Manager and S3 only. Keys that AWS manages are not needed here.
    #[serde(default)]
    pub kms_key_arns: Vec<Input<KmsKeyArn>>,

    /// Names of the stack's regions in which instances may describe the account's databases. Default: all
    /// regions that configure the provider `aws`. An empty list: none.
    pub database_regions: Option<Vec<String>>,
}

fn default_path() -> Input<IamPath> {
    IamPath::from("/").into()
}

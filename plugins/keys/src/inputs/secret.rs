//! Inputs about secrets.

use super::PrincipalArn;
use terrace_aws::{KmsKeyArn, string_form};
use terrace_sdk::prelude::*;

string_form! {
    /// Name of a secret.
    SecretName, "^[A-Za-z0-9/_+=.@-]{1,512}$", "shop/production/database";
}

/// A secret. Without `random` it is created without a value, for somebody to set outside of Terraform.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// Name in Secrets Manager: letters, digits and `/_+=.@-`. Default: the names of stack, environment, tier
    /// and secret, joined by `/`. A deleted secret keeps its name until it can no longer be recovered.
    pub name: Option<SecretName>,

    /// Description of the secret.
    #[schemars(extend("maxLength" = 2048))]
    pub description: Option<Input<String>>,

    /// Random value, created by AWS. It needs Terraform or OpenTofu 1.11 and version 5.88 of the AWS
    /// provider. Default: none.
    pub random: Option<RandomValue>,

    /// ARNs of roles, users and accounts that may read the secret, also in other accounts; these must be
    /// among the key's `users` too. Default: everybody whom an IAM policy of the account allows.
    #[serde(default)]
    pub readers: Vec<Input<PrincipalArn>>,

    /// Number of days for which a deleted secret can be recovered: 7 to 30, or 0 to delete it immediately.
    #[serde(default = "default_recovery_window_days")]
    #[schemars(extend("anyOf" = [{"const": 0}, {"minimum": 7}], "maximum" = 30))]
    pub recovery_window_days: u32,
}

/// A region that secrets are replicated to.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretTarget {
    /// AWS's name of the region, such as `eu-central-1`.
    #[schemars(extend("pattern" = "^[a-z]{2}(-[a-z]+)+-[0-9]+$"))]
    pub region: Input<String>,

    /// ARN of the key there that encrypts the replicas.
    pub key_arn: Input<KmsKeyArn>,
}

/// A random value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RandomValue {
    /// User name. With it the value is a JSON object with the keys `username` and `password`, as the tier
    /// `database` reads it. Default: the value is the random text alone.
    #[schemars(extend("minLength" = 1))]
    pub username: Option<Input<String>>,

    /// Length of the random text, in characters.
    #[serde(default = "default_length")]
    #[schemars(range(min = 8, max = 4096))]
    pub length: u32,

    /// Characters that the random text does not contain. The default are those that RDS, shells and URLs do
    /// not accept.
    #[serde(default = "default_exclude_characters")]
    pub exclude_characters: String,

    /// Number of the value. Another number writes a new random value.
    #[serde(default = "default_version")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub version: u32,
}

fn default_recovery_window_days() -> u32 {
    30
}

fn default_length() -> u32 {
    32
}

fn default_exclude_characters() -> String {
    " \"#$%&'()*+,/:;<=>?@[\\]^`{|}~".into()
}

fn default_version() -> u32 {
    1
}

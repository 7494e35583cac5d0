//! The tier's inputs.

mod secret;
mod service_use;

pub use secret::{RandomValue, Secret, SecretName, SecretTarget};
pub use service_use::ServiceUse;

use std::collections::BTreeMap;
use terrace_aws::{KmsKeyArn, SecretArn, string_form};
use terrace_sdk::prelude::*;

string_form! {
    /// Name of an alias, without `alias/`.
    AliasName, "^[A-Za-z0-9/_-]{1,250}$", "shop";

    /// ARN of a role, a user or a whole account.
    PrincipalArn,
    "^arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9_+=,.@/-]+)$",
    "arn:aws:iam::123456789012:role/operator";
}

/// Inputs of the keys tier. The tier creates one key for each region; use it several times, under different
/// names, for several keys. AWS charges each key and each replica 1 USD a month, and the same again for its
/// first and its second rotation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name of the alias, without `alias/`, the same in all regions: letters, digits and `/_-`. Default:
    /// composed of the names of stack, environment and tier.
    pub name: Option<AliasName>,

    /// Description of the key. Default: the tier and the stack that it belongs to.
    #[schemars(extend("maxLength" = 8192))]
    pub description: Option<Input<String>>,

    /// ARN of the multi-Region key in another region that this region's key is a replica of, such as
    /// `${tier.keys["primary"].key_arn}`. It cannot be changed afterwards: the key would be replaced, and
    /// data that it encrypted lost. Default: none, the key is a primary one.
    pub replicate_from: Option<Input<KmsKeyArn>>,

    /// Creates a multi-Region key, of which other regions can have replicas, also those that the stack gets
    /// later. It costs the same. If false, no other region can ever decrypt the key's data. It cannot be
    /// changed afterwards: the key would be replaced, and data that it encrypted lost.
    #[serde(default = "default_true")]
    pub multi_region: bool,

    /// ARNs of roles and users that manage the key. The role that runs Terraform must be among them, or AWS
    /// rejects the policy. Default: everybody whom an IAM policy of the account allows.
    #[serde(default)]
    pub administrators: Vec<Input<PrincipalArn>>,

    /// ARNs of roles and users that use the key, also of other accounts, in addition to those whom
    /// `iam_policies` lets in. Default: none.
    #[serde(default)]
    pub users: Vec<Input<PrincipalArn>>,

    /// Lets IAM policies of the account allow the use of the key, as those of the tier `iam` do. If false,
    /// only `users` and `services` can use it, and `administrators` is required.
    #[serde(default = "default_true")]
    pub iam_policies: bool,

    /// Services that use the key. Whoever may use an object of the service, such as a bucket, may use the
    /// key for it. Default: none; IAM policies must then allow the use of the key as well.
    #[serde(default)]
    pub services: Vec<ServiceUse>,

    /// Replaces the key's material every year, or as often as `rotation_period_days` says. Data that the old
    /// material encrypted stays readable.
    #[serde(default = "default_true")]
    pub rotation: bool,

    /// Number of days between rotations: 90 to 2560. It needs version 5.49 of the AWS provider. Default: 365.
    #[schemars(extend("minimum" = 90, "maximum" = 2560))]
    pub rotation_period_days: Option<Input<u32>>,

    /// Number of days for which a deleted key can be recovered: 7 to 30. Nothing can be decrypted meanwhile.
    #[serde(default = "default_deletion_window_days")]
    #[schemars(extend("minimum" = 7, "maximum" = 30))]
    pub deletion_window_days: Input<u32>,

    /// Makes Terraform refuse to destroy or replace keys and secrets. Set it to false before you destroy the
    /// stack.
    #[serde(default = "default_true")]
    pub deletion_protection: bool,

    /// Secrets in Secrets Manager, by names that you choose: a lower-case letter, then lower-case letters,
    /// digits, `_` and `-`, at most 24 characters. They are encrypted by the key, and replicated. Terraform's
    /// state never contains their values. AWS charges each secret and each replica 0.40 USD a month.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z][a-z0-9_-]{0,23}$"}))]
    pub secrets: BTreeMap<String, Secret>,

    /// Regions that all `secrets` are replicated to: references such as
    /// `${tier.keys["secondary"].secret_target}` to this tier's instances there.
    #[serde(default)]
    pub replicate_secrets_to: Vec<Input<SecretTarget>>,

    /// ARNs of the secrets in another region that are replicated to this one, by their names, such as
    /// `${tier.keys["primary"].secret_arns}`. The output `secret_arns` then has the ARNs of the replicas.
    pub secrets_from: Option<Input<BTreeMap<String, Input<SecretArn>>>>,
}

fn default_true() -> bool {
    true
}

fn default_deletion_window_days() -> Input<u32> {
    30.into()
}

//! Where the master user's password comes from.

use super::{SecretName, Username};
use terrace_aws::{KmsKeyArn, SecretArn};
use terrace_sdk::prelude::*;

/// The master user of a primary, and its password.
///
/// Which `password` to choose: `managed` if the database has no replicas, `write-only` if it has some or is a
/// global cluster. Both keep the password out of Terraform's state. `state` is for stacks that have it already,
/// and for a program that is too old for `write-only`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// How the password gets to the database.
    #[serde(default)]
    pub password: PasswordSource,

    /// Name of the secret in Secrets Manager, in the database's own region. Its value is a JSON object. Set
    /// this or `secret_arn`, and neither of them for a `managed` password.
    pub secret_name: Option<Input<SecretName>>,

    /// ARN of the secret.
    pub secret_arn: Option<Input<SecretArn>>,

    /// Key of the user name in the object. Only for `state`.
    #[serde(default = "default_username_key")]
    pub username_key: String,

    /// Key of the password in the object.
    #[serde(default = "default_password_key")]
    pub password_key: String,

    /// Name of the master user, for `write-only` and `managed`; for `state` it is in the secret. It cannot be
    /// changed once the database exists. Default: `postgres` for PostgreSQL, `admin` for the others.
    pub username: Option<Input<Username>>,

    /// For `write-only`: raise it to set the password again after the secret has changed. Terraform cannot see
    /// that by itself.
    #[serde(default = "default_password_version")]
    #[schemars(range(min = 1))]
    pub password_version: u32,

    /// For `managed`: ARN of the KMS key that encrypts the secret. Default: the AWS managed key for Secrets
    /// Manager, which other accounts cannot use.
    pub secret_kms_key_arn: Option<Input<KmsKeyArn>>,
}

/// A way for the master user's password to get to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordSource {
    /// Terraform reads user name and password from the secret. Both end up in its state and in saved plans,
    /// but never in Terrace's output.
    #[default]
    State,
    /// Terraform reads the password from the secret while it applies, and stores it nowhere. It needs
    /// Terraform or OpenTofu 1.11, and version 5.88 of the AWS provider.
    WriteOnly,
    /// RDS makes the password, keeps it in a secret of its own, and changes it every seven days. AWS does not
    /// offer this for a database with replicas, for a global cluster, or with blue/green updates. The secret
    /// costs $0.40 a month.
    Managed,
}

fn default_username_key() -> String {
    "username".into()
}

fn default_password_key() -> String {
    "password".into()
}

fn default_password_version() -> u32 {
    1
}

//! What the tier takes.

use terrace_sdk::prelude::*;

/// Inputs of the database tier.
///
/// Those that say "of a primary" may be given to a replica too, which has its source's: so all regions of a
/// stack can share them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// ID of the VPC.
    pub vpc_id: Input<String>,

    /// IDs of the private subnets, in two availability zones at least.
    #[schemars(extend("minItems" = 2))]
    pub subnet_ids: Input<Vec<Input<String>>>,

    /// ID of the security group whose members may connect. Default: nobody may.
    pub instance_security_group_id: Option<Input<String>>,

    /// ARN of the instance that this one is a read replica of. Default: it is a primary.
    pub replicate_source_db: Option<Input<String>>,

    /// Where the credentials of a primary are. A replica takes none.
    pub credentials: Option<Credentials>,

    /// Identifier of the instance. Default: made of the names of stack, environment, region and tier.
    pub name: Option<String>,

    /// Name of the database that a new primary is made with. Default: none is made.
    pub db_name: Option<Input<String>>,

    /// Version of MySQL, of a primary: `8.4` is the newest that AWS keeps up to date for long.
    #[serde(default = "default_engine_version")]
    pub engine_version: Input<String>,

    /// Instance class.
    #[serde(default = "default_instance_class")]
    pub instance_class: Input<String>,

    /// Storage that a new primary starts with, in GiB.
    #[serde(default = "default_allocated_storage")]
    pub allocated_storage: Input<u32>,

    /// Storage that AWS may grow it to, in GiB. 0: it does not grow.
    #[serde(default = "default_max_allocated_storage")]
    pub max_allocated_storage: Input<u32>,

    /// Whether the storage is encrypted. A replica's is if its source's is.
    #[serde(default = "default_storage_encrypted")]
    pub storage_encrypted: bool,

    /// ARN of the KMS key that the storage is encrypted with, in the instance's own region. Default: the key
    /// that AWS has there for RDS.
    pub kms_key_arn: Option<Input<String>>,

    /// Whether there is a standby in a second availability zone.
    #[serde(default = "default_off")]
    pub multi_az: Input<bool>,

    /// Port.
    #[serde(default = "default_port")]
    pub port: u16,

    /// Name of the parameter group. Default: the one that AWS has for the version.
    pub parameter_group_name: Option<Input<String>>,

    /// For how many days backups are kept: 1 to 35. Without backups there could be no replica.
    #[serde(default = "default_backup_retention_days")]
    pub backup_retention_days: Input<u32>,

    /// Logs that are sent to CloudWatch.
    #[serde(default = "default_log_exports")]
    pub log_exports: Input<Vec<Input<String>>>,

    /// Whether Performance Insights are on. The smallest instance classes have none.
    #[serde(default = "default_off")]
    pub performance_insights: Input<bool>,

    /// Whether changes are made at once, and not in the next maintenance window.
    #[serde(default = "default_off")]
    pub apply_immediately: Input<bool>,

    /// Whether AWS refuses to delete the instance. Default: it does so for a primary, and not for a replica,
    /// which has nothing of its own.
    pub deletion_protection: Option<Input<bool>>,

    /// Whether a primary leaves a snapshot when it is deleted. A replica leaves none.
    #[serde(default = "default_final_snapshot")]
    pub final_snapshot: bool,

    /// Name of that snapshot. Default: the instance's identifier with `-final`.
    pub final_snapshot_name: Option<Input<String>>,
}

/// The Secrets Manager secret with the user name and the password, in the instance's own region. Its text is a
/// JSON object. Either `secret_name` or `secret_arn` is given. Both values are in Terraform's state, and nowhere
/// in what Terrace writes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Name of the secret.
    pub secret_name: Option<Input<String>>,

    /// ARN of the secret.
    pub secret_arn: Option<Input<String>>,

    /// Key of the user name in the object.
    #[serde(default = "default_username_key")]
    pub username_key: String,

    /// Key of the password in the object.
    #[serde(default = "default_password_key")]
    pub password_key: String,
}

fn default_engine_version() -> Input<String> {
    "8.4".into()
}

fn default_instance_class() -> Input<String> {
    "db.t4g.medium".into()
}

fn default_allocated_storage() -> Input<u32> {
    20.into()
}

fn default_max_allocated_storage() -> Input<u32> {
    100.into()
}

fn default_storage_encrypted() -> bool {
    true
}

fn default_off() -> Input<bool> {
    false.into()
}

fn default_port() -> u16 {
    3306
}

fn default_backup_retention_days() -> Input<u32> {
    7.into()
}

fn default_log_exports() -> Input<Vec<Input<String>>> {
    Input::Known(vec!["error".into()])
}

fn default_final_snapshot() -> bool {
    true
}

fn default_username_key() -> String {
    "username".into()
}

fn default_password_key() -> String {
    "password".into()
}

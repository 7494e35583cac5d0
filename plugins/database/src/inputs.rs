//! What the tier takes.

use terrace_aws::{DatabaseArn, KmsKeyArn, SecretArn, SecurityGroupId, SubnetId, VpcId, string_form};
use terrace_sdk::prelude::*;

string_form! {
    /// A version of MySQL, as RDS writes it.
    EngineVersion, "^[0-9]+\\.[0-9]+(\\.[0-9]+(-rds\\.[0-9]+)?)?$", "8.4";

    /// An instance class of RDS.
    InstanceClass, "^db\\.[a-z0-9-]+(\\.[a-z0-9-]+)+$", "db.t4g.medium";

    /// Name of a database in MySQL, as RDS takes it.
    DatabaseName, "^[A-Za-z][A-Za-z0-9_]{0,63}$", "shop";

    /// Name of a parameter group.
    ParameterGroupName, "^[A-Za-z](-?[A-Za-z0-9.])*$", "default.mysql8.4";

    /// Name of a snapshot.
    SnapshotName, "^[A-Za-z](-?[A-Za-z0-9])*$", "shop-last";

    /// Name of a secret in Secrets Manager, or its ARN.
    SecretName, "^[A-Za-z0-9/_+=.@:-]{1,512}$", "shop/database";
}

/// Inputs of the database tier.
///
/// Those that say "of a primary" may be given to a replica too, which has its source's: so all regions of a
/// stack can share them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// ID of the VPC.
    pub vpc_id: Input<VpcId>,

    /// IDs of the private subnets, in two availability zones at least.
    #[schemars(extend("minItems" = 2))]
    pub subnet_ids: Input<Vec<Input<SubnetId>>>,

    /// ID of the security group whose members may connect. Default: nobody may.
    pub instance_security_group_id: Option<Input<SecurityGroupId>>,

    /// ARN of the instance that this one is a read replica of. Default: it is a primary.
    pub replicate_source_db: Option<Input<DatabaseArn>>,

    /// Where the credentials of a primary are. A replica takes none.
    pub credentials: Option<Credentials>,

    /// Identifier of the instance. Default: made of the names of stack, environment, region and tier.
    pub name: Option<String>,

    /// Name of the database that a new primary is made with: a letter, then letters, digits and `_`, and no
    /// reserved word of MySQL's. Default: none is made.
    pub db_name: Option<Input<DatabaseName>>,

    /// Version of MySQL, of a primary, with two numbers or more: `8.4` is the newest that AWS keeps up to date for
    /// long.
    #[serde(default = "default_engine_version")]
    pub engine_version: Input<EngineVersion>,

    /// Instance class, which begins with `db.`.
    #[serde(default = "default_instance_class")]
    pub instance_class: Input<InstanceClass>,

    /// Storage that a new primary starts with, in GiB.
    #[serde(default = "default_allocated_storage")]
    #[schemars(extend("minimum" = SMALLEST_STORAGE, "maximum" = LARGEST_STORAGE))]
    pub allocated_storage: Input<u32>,

    /// Storage that AWS may grow it to, in GiB: 10 % more than it starts with, or more. 0: it does not grow.
    /// Default: 100 for a primary, and 16384 for a replica, which has to hold whatever its source holds.
    #[schemars(extend("maximum" = LARGEST_STORAGE))]
    pub max_allocated_storage: Option<Input<u32>>,

    /// Whether the storage is encrypted. A replica's is if its source's is, and has to be given alike.
    #[serde(default = "default_storage_encrypted")]
    pub storage_encrypted: bool,

    /// ARN of the KMS key, not of an alias, that the storage is encrypted with, in the instance's own region.
    /// Default: the key that AWS has there for RDS. A replica in its source's own region has its source's key, and takes none.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,

    /// Whether there is a standby in a second availability zone.
    #[serde(default = "default_off")]
    pub multi_az: Input<bool>,

    /// Port.
    #[serde(default = "default_port")]
    #[schemars(range(min = 1150, max = 65535))]
    pub port: u16,

    /// Name of the parameter group: a letter, then letters, digits, `.` and single `-`. Default: the one that AWS has for the version.
    pub parameter_group_name: Option<Input<ParameterGroupName>>,

    /// For how many days backups are kept: 1 to 35. Without backups there could be no replica.
    #[serde(default = "default_backup_retention_days")]
    #[schemars(extend("minimum" = 1, "maximum" = 35))]
    pub backup_retention_days: Input<u32>,

    /// Logs that are sent to CloudWatch.
    #[serde(default = "default_log_exports")]
    pub log_exports: Input<Vec<Input<LogExport>>>,

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

    /// Name of that snapshot: a letter, then letters, digits and single `-`. It must be new whenever the instance
    /// is deleted. Default: the instance's identifier, `-final-`, and the ID of its security group, which is
    /// another one each time the stack is made.
    #[schemars(extend("maxLength" = 255))]
    pub final_snapshot_name: Option<Input<SnapshotName>>,
}

/// A log of MySQL that RDS can send to CloudWatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LogExport {
    /// Who did what, by the audit plugin.
    Audit,
    /// Errors.
    Error,
    /// Every statement.
    General,
    /// Failed logins by IAM.
    IamDbAuthError,
    /// Slow statements.
    #[serde(rename = "slowquery")]
    SlowQuery,
}

impl From<LogExport> for Value {
    fn from(log: LogExport) -> Self {
        match log {
            LogExport::Audit => "audit",
            LogExport::Error => "error",
            LogExport::General => "general",
            LogExport::IamDbAuthError => "iam-db-auth-error",
            LogExport::SlowQuery => "slowquery",
        }
        .into()
    }
}

/// The Secrets Manager secret with the user name and the password, in the instance's own region. Its text is a
/// JSON object. Either `secret_name` or `secret_arn` is given. Both values are in Terraform's state, and nowhere
/// in what Terrace writes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Name of the secret.
    pub secret_name: Option<Input<SecretName>>,

    /// ARN of the secret.
    pub secret_arn: Option<Input<SecretArn>>,

    /// Key of the user name in the object.
    #[serde(default = "default_username_key")]
    pub username_key: String,

    /// Key of the password in the object.
    #[serde(default = "default_password_key")]
    pub password_key: String,
}

/// The least storage of type gp3 that RDS takes for MySQL, in GiB.
const SMALLEST_STORAGE: u32 = 20;
/// The most, in GiB.
const LARGEST_STORAGE: u32 = 65_536;

fn default_engine_version() -> Input<EngineVersion> {
    EngineVersion::from("8.4").into()
}

fn default_instance_class() -> Input<InstanceClass> {
    InstanceClass::from("db.t4g.medium").into()
}

fn default_allocated_storage() -> Input<u32> {
    SMALLEST_STORAGE.into()
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

fn default_log_exports() -> Input<Vec<Input<LogExport>>> {
    Input::Known(vec![LogExport::Error.into()])
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

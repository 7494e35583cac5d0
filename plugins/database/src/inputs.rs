//! The tier's inputs.

use terrace_aws::{DatabaseArn, KmsKeyArn, SecretArn, SecurityGroupId, SubnetId, VpcId, string_form};
use terrace_sdk::prelude::*;

string_form! {
    /// Version of MySQL, as RDS writes it.
    EngineVersion, "^[0-9]+\\.[0-9]+(\\.[0-9]+(-rds\\.[0-9]+)?)?$", "8.4";

    /// Instance class of RDS.
    InstanceClass, "^db\\.[a-z0-9-]+(\\.[a-z0-9-]+)+$", "db.t4g.medium";

    /// Name of a database in MySQL, in the form that RDS accepts.
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
/// Those that say "of a primary" may also be set for a replica, which inherits its source's, so that all
/// regions of a stack can share them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// ID of the VPC.
    pub vpc_id: Input<VpcId>,

    /// IDs of the private subnets, in at least two availability zones.
    #[schemars(extend("minItems" = 2))]
    pub subnet_ids: Input<Vec<Input<SubnetId>>>,

    /// ID of the security group whose members may connect. Default: no connections.
    pub instance_security_group_id: Option<Input<SecurityGroupId>>,

    /// ARN of the instance that this one is a read replica of. Default: it is a primary.
    pub replicate_source_db: Option<Input<DatabaseArn>>,

    /// Location of a primary's credentials. A replica has none of its own.
    pub credentials: Option<Credentials>,

    /// Identifier of the instance. Default: composed of the names of stack, environment, region and tier.
    pub name: Option<String>,

    /// Name of the database that a new primary creates: a letter, then letters, digits and `_`, and not a
    /// reserved word in MySQL. Default: no database is created.
    pub db_name: Option<Input<DatabaseName>>,

    /// Version of MySQL, of a primary, with two numbers or more: `8.4` is the newest one with long-term
    /// support.
    #[serde(default = "default_engine_version")]
    pub engine_version: Input<EngineVersion>,

    /// Instance class, beginning with `db.`.
    #[serde(default = "default_instance_class")]
    pub instance_class: Input<InstanceClass>,

    /// Initial storage of a new primary, in GiB.
    #[serde(default = "default_allocated_storage")]
    #[schemars(extend("minimum" = SMALLEST_STORAGE, "maximum" = LARGEST_STORAGE))]
    pub allocated_storage: Input<u32>,

    /// Storage that the instance may grow to, in GiB: at least 10 % more than it starts with. 0: it does not
    /// grow. Default: 100 for a primary, and 16384 for a replica, which has to hold everything that its
    /// source holds.
    #[schemars(extend("maximum" = LARGEST_STORAGE))]
    pub max_allocated_storage: Option<Input<u32>>,

    /// Encrypts the storage. A replica is encrypted if its source is, and must be set to the same value.
    #[serde(default = "default_storage_encrypted")]
    pub storage_encrypted: bool,

    /// ARN of the KMS key, not of an alias, that encrypts the storage, in the instance's own region. Default:
    /// the AWS managed key for RDS there. A replica in the region of its source uses the source's key, and
    /// takes none.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,

    /// Adds a standby in a second availability zone.
    #[serde(default = "default_off")]
    pub multi_az: Input<bool>,

    /// Port of the database.
    #[serde(default = "default_port")]
    #[schemars(range(min = 1150, max = 65535))]
    pub port: u16,

    /// Name of the parameter group: a letter, then letters, digits, `.` and single `-`. Default: AWS's own for the version.
    pub parameter_group_name: Option<Input<ParameterGroupName>>,

    /// Number of days for which backups are kept: 1 to 35. A replica requires backups of its source.
    #[serde(default = "default_backup_retention_days")]
    #[schemars(extend("minimum" = 1, "maximum" = 35))]
    pub backup_retention_days: Input<u32>,

    /// Logs that are sent to CloudWatch.
    #[serde(default = "default_log_exports")]
    pub log_exports: Input<Vec<Input<LogExport>>>,

    /// Enables Performance Insights, which the smallest instance classes do not have.
    #[serde(default = "default_off")]
    pub performance_insights: Input<bool>,

    /// Applies changes immediately instead of in the next maintenance window.
    #[serde(default = "default_off")]
    pub apply_immediately: Input<bool>,

    /// Protects the instance against deletion by AWS. Default: true for a primary, and false for a replica,
    /// which has no data of its own.
    pub deletion_protection: Option<Input<bool>>,

    /// Takes a snapshot when a primary is deleted. No snapshot is taken of a replica.
    #[serde(default = "default_final_snapshot")]
    pub final_snapshot: bool,

    /// Name of that snapshot: a letter, then letters, digits and single `-`. It must be a new one whenever
    /// the instance is deleted. Default: the instance's identifier, `-final-`, and the ID of its security
    /// group, which is different each time the stack is created.
    #[schemars(extend("maxLength" = 255))]
    pub final_snapshot_name: Option<Input<SnapshotName>>,
}

/// A log of MySQL that RDS can send to CloudWatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LogExport {
    /// Actions of users, from the audit plugin.
    Audit,
    /// Errors of the server.
    Error,
    /// Every statement.
    General,
    /// Failed logins with IAM.
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

/// Secrets Manager secret with the user name and password, in the instance's own region. Its value is a JSON
/// object. Set either `secret_name` or `secret_arn`. Both values end up in Terraform's state, but never in
/// Terrace's output.
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

/// The minimum storage of type gp3 that RDS allows for MySQL, in GiB.
const SMALLEST_STORAGE: u32 = 20;
/// The maximum, in GiB.
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

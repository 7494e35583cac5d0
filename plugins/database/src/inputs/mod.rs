//! The tier's inputs.

mod access;
mod alarms;
mod aurora;
mod credentials;
mod forms;
mod log_export;
mod monitoring;
mod parameters;
mod readers;
mod restore;

pub use access::Access;
pub use alarms::Alarms;
pub use aurora::{Aurora, GlobalCluster, Serverless};
pub use credentials::{Credentials, PasswordSource};
pub use forms::{
    AutomatedBackupsArn, BackupWindow, CaCertificate, Cidr, DatabaseName, EngineVersion, GlobalClusterId,
    InstanceClass, Ipv6Cidr, MaintenanceWindow, OptionGroupName, ParameterGroupName, PrefixListId, RoleArn,
    SecretName, SnapshotId, SnapshotName, Username, UtcTime,
};
pub use log_export::LogExport;
pub use monitoring::EnhancedMonitoring;
pub use parameters::{ApplyMethod, Parameter, Setting};
pub use readers::Reader;
pub use restore::{PointInTime, Restore};

use crate::Engine;
use std::collections::BTreeMap;
use terrace_aws::{DatabaseArn, KmsKeyArn, SecurityGroupId, SubnetId, VpcId};
use terrace_sdk::prelude::*;

/// The settings of an option group's option, by name.
pub type OptionSettings = BTreeMap<String, Setting>;

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

    /// Others that may connect, by a name of your choice.
    #[serde(default)]
    pub access: BTreeMap<String, Access>,

    /// Engine of the database. AWS cannot change it once the database exists: move the data to another tier with
    /// the new engine.
    #[serde(default)]
    pub engine: Engine,

    /// ARN of the instance that this one is a read replica of, in the same region or another. Default: it is
    /// a primary. Not for Aurora, which has `global_cluster_identifier`.
    pub replicate_source_db: Option<Input<DatabaseArn>>,

    /// Read replicas in this region, or further instances of the Aurora cluster, by a name of your choice:
    /// lower-case letters and digits, joined by single `-`.
    #[serde(default)]
    pub readers: BTreeMap<String, Reader>,

    /// Master user of a primary, and its password. A replica has those of its source.
    pub credentials: Option<Credentials>,

    /// Identifier of the instance. Default: composed of the names of stack, environment, region and tier.
    pub name: Option<String>,

    /// Name of the database that a new primary creates: a letter, then letters, digits and `_`, and not a
    /// reserved word of the engine. Changing it later changes nothing. Default: no database is created.
    pub db_name: Option<Input<DatabaseName>>,

    /// Where the data of a new primary comes from. Changing it later changes nothing, so that no edit replaces
    /// a database. Default: it is empty.
    pub restore: Option<Restore>,

    /// Version of a primary's engine: `8.4` is MySQL's newest one with long-term support. RDS chooses the minor
    /// version, and upgrades it, if it is left out. Default: `8.4` for MySQL, `11.4` for MariaDB, `17` for
    /// PostgreSQL and Aurora PostgreSQL, `8.0` for Aurora MySQL.
    pub engine_version: Option<Input<EngineVersion>>,

    /// Allows `engine_version` to change to another major version. Set it together with the new version, and
    /// remove it afterwards.
    pub allow_major_version_upgrade: Option<Input<bool>>,

    /// Makes changes that interrupt the database on a copy, and then switches over. AWS offers it for primaries
    /// without replicas, except for Aurora. The copy costs as much as the database while it exists.
    #[serde(default)]
    pub blue_green_updates: bool,

    /// Instance class, beginning with `db.`. Default: `db.t4g.medium`, or `db.serverless` with
    /// `aurora.serverless`.
    pub instance_class: Option<Input<InstanceClass>>,

    /// Settings that only Aurora has.
    pub aurora: Option<Aurora>,

    /// Makes the cluster of this region the first writer of an Aurora global cluster. It needs version 5.81 of
    /// the AWS provider. Default: the cluster is on its own.
    pub global_cluster: Option<GlobalCluster>,

    /// In the other regions of a global cluster: its identifier, which is an output of the region with
    /// `global_cluster`.
    pub global_cluster_identifier: Option<Input<GlobalClusterId>>,

    /// Initial storage of a new primary, in GiB: at least 20, or 100 for `io1` and `io2`. Default: that
    /// minimum. Not for Aurora, whose storage grows by itself.
    #[schemars(extend("minimum" = SMALLEST_STORAGE, "maximum" = LARGEST_STORAGE))]
    pub allocated_storage: Option<Input<u32>>,

    /// Type of the storage. Not for Aurora.
    #[serde(default)]
    pub storage_type: StorageType,

    /// I/O operations per second. `gp3` has 3000 below 400 GiB and 12000 from there on, which can be raised to
    /// 64000 for a price. `io1` and `io2` require it: 1000 to 256000.
    pub storage_iops: Option<Input<u32>>,

    /// Throughput of `gp3` in MiB per second: 500 to 4000 from 400 GiB on. Default: 125 below that, 500 from
    /// there on.
    pub storage_throughput: Option<Input<u32>>,

    /// Storage that the instance may grow to, in GiB: at least 10 % more than it starts with. 0: it does not
    /// grow. Default: 100 for a primary, and 16384 for a replica, which has to hold everything that its
    /// source holds.
    #[schemars(extend("maximum" = LARGEST_STORAGE))]
    pub max_allocated_storage: Option<Input<u32>>,

    /// Encrypts the storage. A replica is encrypted if its source is, and must be set to the same value.
    #[serde(default = "default_storage_encrypted")]
    pub storage_encrypted: bool,

    /// ARN of the KMS key, not of an alias, that encrypts the storage, in the instance's own region. Default:
    /// the AWS managed key for RDS there. A replica in its source's region uses the source's key, and
    /// cannot have its own.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,

    /// Adds a standby in a second availability zone.
    #[serde(default = "default_off")]
    pub multi_az: Input<bool>,

    /// Port of the database. Default: 3306, or 5432 for PostgreSQL.
    #[schemars(range(min = 1150, max = 65535))]
    pub port: Option<u16>,

    /// Parameters of the engine, by name, in a parameter group that the tier makes. Default: no group. A group
    /// takes effect when the database is next rebooted. Replicas have it too, which needs version 5.40 of the
    /// AWS provider, or 5.58 for PostgreSQL.
    #[serde(default)]
    pub parameters: BTreeMap<String, Parameter>,

    /// Name of the parameter group: a letter, then letters, digits, `.` and single `-`. Default: that of
    /// `parameters`, or AWS's own for the version. A replica needs the same versions for it.
    pub parameter_group_name: Option<Input<ParameterGroupName>>,

    /// Settings of options, by the names of option and setting, in an option group that the tier makes. Only
    /// for MySQL and MariaDB: `MARIADB_AUDIT_PLUGIN: { SERVER_AUDIT_EVENTS: CONNECT }`.
    #[serde(default)]
    pub options: BTreeMap<String, OptionSettings>,

    /// Name of an existing option group. Default: that of `options`, or AWS's own.
    pub option_group_name: Option<Input<OptionGroupName>>,

    /// Time of the week for upgrades and other maintenance, in UTC, at least 30 minutes: `sun:04:00-sun:05:00`.
    /// Default: AWS chooses one.
    pub maintenance_window: Option<Input<MaintenanceWindow>>,

    /// Time of the day for backups, in UTC, at least 30 minutes: `02:00-03:00`. It must not overlap with
    /// `maintenance_window`. Default: AWS chooses one.
    pub backup_window: Option<Input<BackupWindow>>,

    /// Number of days for which backups are kept: 1 to 35. A replica requires backups of its source.
    #[serde(default = "default_backup_retention_days")]
    #[schemars(extend("minimum" = 1, "maximum" = 35))]
    pub backup_retention_days: Input<u32>,

    /// Logs that are sent to CloudWatch, which bills them by volume: for MySQL and MariaDB `audit`, `error`,
    /// `general`, `iam-db-auth-error` and `slowquery`; for PostgreSQL `postgresql`, `iam-db-auth-error` and
    /// `upgrade`. Aurora has `instance`, and no `upgrade`. Default: `error`, or `postgresql`.
    pub log_exports: Option<Input<Vec<Input<LogExport>>>>,

    /// Lets IAM users and roles log in with a token instead of a password.
    pub iam_authentication: Option<Input<bool>>,

    /// CA of the certificate that the database presents. Default: AWS's current one.
    pub ca_certificate: Option<Input<CaCertificate>>,

    /// Sends metrics of the operating system to CloudWatch. Default: it does not.
    pub enhanced_monitoring: Option<EnhancedMonitoring>,

    /// Enables Performance Insights, which the smallest instance classes do not have.
    #[serde(default = "default_off")]
    pub performance_insights: Input<bool>,

    /// Number of days for which Performance Insights keeps its data: 7, which is free of charge, 731, or a
    /// multiple of 31 up to 713. Default: 7.
    pub performance_insights_retention_days: Option<Input<u32>>,

    /// ARN of the KMS key that encrypts the data of Performance Insights. It cannot be changed once it is set.
    /// Default: the AWS managed key for RDS.
    pub performance_insights_kms_key_arn: Option<Input<KmsKeyArn>>,

    /// Applies changes immediately instead of in the next maintenance window.
    #[serde(default = "default_off")]
    pub apply_immediately: Input<bool>,

    /// Protects the database against deletion by AWS. Default: true for a primary and in every region of a
    /// global cluster, which may become the writer, and false for a read replica, which has no data of its own.
    pub deletion_protection: Option<Input<bool>>,

    /// Takes a snapshot when a primary is deleted. No snapshot is taken of a replica.
    #[serde(default = "default_final_snapshot")]
    pub final_snapshot: bool,

    /// Name of that snapshot: a letter, then letters, digits and single `-`. It must be a new one whenever
    /// the database is deleted. Default: the identifier, `-final-`, and the time at which the tier first made
    /// the database a primary.
    #[schemars(extend("maxLength" = 255))]
    pub final_snapshot_name: Option<Input<SnapshotName>>,

    /// Alarms of the database and its readers. Default: none.
    pub alarms: Option<Alarms>,
}

/// A type of storage of EBS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StorageType {
    /// General purpose, of the previous generation: 3 IOPS for each GiB.
    Gp2,
    /// General purpose.
    #[default]
    Gp3,
    /// Provisioned IOPS, of the previous generation: at most 50 for each GiB.
    Io1,
    /// Provisioned IOPS: at most 1000 for each GiB. It needs version 5.40 of the AWS provider.
    Io2,
}

/// The minimum storage of types gp2 and gp3 that RDS allows, in GiB.
pub(crate) const SMALLEST_STORAGE: u32 = 20;
/// The maximum, in GiB.
const LARGEST_STORAGE: u32 = 65_536;

fn default_storage_encrypted() -> bool {
    true
}

fn default_off() -> Input<bool> {
    false.into()
}

fn default_backup_retention_days() -> Input<u32> {
    7.into()
}

fn default_final_snapshot() -> bool {
    true
}

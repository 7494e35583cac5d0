//! The forms of strings that RDS accepts.

use terrace_aws::string_form;

string_form! {
    /// Version of an engine, as RDS writes it.
    EngineVersion,
    "^[0-9]+(\\.[0-9]+){0,2}(-rds\\.[0-9]+|-[Rr][0-9]+|\\.mysql_aurora(\\.[0-9]+){2,4})?$",
    "8.4";

    /// Instance class of RDS.
    InstanceClass, "^db\\.[a-z0-9-]+(\\.[a-z0-9-]+)*$", "db.t4g.medium";

    /// Name of a database, in the form that RDS accepts.
    DatabaseName, "^[A-Za-z][A-Za-z0-9_]{0,63}$", "shop";

    /// Name of the master user.
    Username, "^[A-Za-z][A-Za-z0-9_]{0,62}$", "admin";

    /// Name of a parameter group.
    ParameterGroupName, "^[A-Za-z](-?[A-Za-z0-9.])*$", "default.mysql8.4";

    /// Name of an option group.
    OptionGroupName, "^[A-Za-z](-?[A-Za-z0-9.:])*$", "shop-audit";

    /// Name of a snapshot.
    SnapshotName, "^[A-Za-z](-?[A-Za-z0-9])*$", "shop-last";

    /// Name or ARN of a snapshot to restore. Those that RDS takes by itself begin with `rds:`.
    SnapshotId, "^(arn:aws[a-z-]*:rds:.+|(rds:)?[A-Za-z](-?[A-Za-z0-9])*)$", "shop-last";

    /// Name of a secret in Secrets Manager, or its ARN.
    SecretName, "^[A-Za-z0-9/_+=.@:-]{1,512}$", "shop/database";

    /// Identifier of a global cluster.
    GlobalClusterId, "^[A-Za-z](-?[A-Za-z0-9]){0,62}$", "shop";

    /// Identifier of a CA certificate of RDS.
    CaCertificate, "^rds-ca-[a-z0-9-]+$", "rds-ca-rsa2048-g1";

    /// Time range of a day, in UTC.
    BackupWindow, "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", "02:00-03:00";

    /// Time range of a week, in UTC.
    MaintenanceWindow,
    "^(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un):([01][0-9]|2[0-3]):[0-5][0-9]-(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un):([01][0-9]|2[0-3]):[0-5][0-9]$",
    "sun:04:00-sun:05:00";

    /// Time in UTC, in the form of RFC 3339.
    UtcTime,
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3})?Z$",
    "2026-11-30T06:15:00Z";

    /// Block of IPv4 addresses.
    Cidr, "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/([0-9]|[12][0-9]|3[0-2])$", "10.20.0.0/16";

    /// Block of IPv6 addresses.
    Ipv6Cidr, "^[0-9A-Fa-f:]+/([0-9]{1,2}|1[01][0-9]|12[0-8])$", "2001:db8::/56";

    /// ID of a prefix list.
    PrefixListId, "^pl-[0-9a-f]+$", "pl-0123456789abcdef0";

    /// ARN of an IAM role.
    RoleArn,
    "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$",
    "arn:aws:iam::123456789012:role/rds-monitoring";

    /// ARN of the automated backups of an instance.
    AutomatedBackupsArn,
    "^arn:aws[a-z-]*:rds:[a-z0-9-]+:[0-9]{12}:auto-backup:[A-Za-z0-9-]+$",
    "arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-abcdefghijklmnop";
}

//! The engines, and what differs between them.

use crate::LogExport;
use terrace_sdk::prelude::*;

/// An engine of RDS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// MySQL, on an instance with storage of its own.
    #[default]
    Mysql,
    /// PostgreSQL, on an instance with storage of its own.
    Postgres,
    /// MariaDB, on an instance with storage of its own.
    Mariadb,
    /// A cluster of Aurora that MySQL's clients can use.
    AuroraMysql,
    /// A cluster of Aurora that PostgreSQL's clients can use.
    AuroraPostgresql,
}

use Engine::{AuroraMysql, AuroraPostgresql, Mariadb, Mysql, Postgres};

impl Engine {
    /// Returns the name that AWS uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Mysql => "mysql",
            Postgres => "postgres",
            Mariadb => "mariadb",
            AuroraMysql => "aurora-mysql",
            AuroraPostgresql => "aurora-postgresql",
        }
    }

    /// Returns the name that people use.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Mysql => "MySQL",
            Postgres => "PostgreSQL",
            Mariadb => "MariaDB",
            AuroraMysql => "Aurora MySQL",
            AuroraPostgresql => "Aurora PostgreSQL",
        }
    }

    pub(crate) fn is_aurora(self) -> bool {
        matches!(self, AuroraMysql | AuroraPostgresql)
    }

    pub(crate) fn is_postgres(self) -> bool {
        matches!(self, Postgres | AuroraPostgresql)
    }

    pub(crate) fn default_port(self) -> u16 {
        if self.is_postgres() { 5432 } else { 3306 }
    }

    /// Returns the newest version with long-term support, as a prefix: RDS chooses the minor version.
    pub(crate) fn default_version(self) -> &'static str {
        match self {
            Mysql => "8.4",
            Mariadb => "11.4",
            AuroraMysql => "8.0",
            Postgres | AuroraPostgresql => "17",
        }
    }

    /// Returns the name of the master user that AWS's console proposes.
    pub(crate) fn default_username(self) -> &'static str {
        if self.is_postgres() { "postgres" } else { "admin" }
    }

    /// Returns the part of a version that a major upgrade changes: `8.4` of MySQL's `8.4.3`, `17` of
    /// PostgreSQL's `17.5`. PostgreSQL counted like MySQL before version 10.
    pub(crate) fn release(self, version: &str) -> String {
        let parts = if self.is_postgres() && !version.starts_with("9.") { 1 } else { 2 };
        version.split('.').take(parts).collect::<Vec<_>>().join(".")
    }

    /// Returns the family of parameter groups that fit a version.
    pub(crate) fn family(self, version: &str) -> String {
        format!("{}{}", self.name(), self.release(version))
    }

    /// Returns whether a version is written as RDS writes those of this engine.
    pub(crate) fn has_version(self, version: &str) -> bool {
        let (numbers, suffix) = match version.find(|c: char| c.is_ascii_alphabetic()) {
            Some(at) => version.split_at(at),
            None => (version, ""),
        };
        let count = numbers.split(['.', '-']).filter(|part| !part.is_empty()).count();
        match self {
            Mysql => (count == 2 && suffix.is_empty()) || (count == 3 && !suffix.starts_with("mysql_")),
            Mariadb => matches!(count, 2 | 3) && suffix.is_empty(),
            AuroraMysql => count == 2 && (suffix.is_empty() || suffix.starts_with("mysql_aurora.")),
            Postgres | AuroraPostgresql => count <= 3 && !suffix.starts_with("mysql_"),
        }
    }

    /// Returns the logs that RDS can send to CloudWatch. The first is the default.
    pub(crate) fn logs(self) -> &'static [LogExport] {
        use LogExport::{Audit, Error, General, IamDbAuthError, Instance, Postgresql, SlowQuery, Upgrade};
        match self {
            Mysql | Mariadb => &[Error, Audit, General, IamDbAuthError, SlowQuery],
            Postgres => &[Postgresql, IamDbAuthError, Upgrade],
            AuroraMysql => &[Error, Audit, General, IamDbAuthError, Instance, SlowQuery],
            AuroraPostgresql => &[Postgresql, IamDbAuthError, Instance],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_is_that_of_the_release() {
        for (engine, version, family) in [
            (Mysql, "8.4.3", "mysql8.4"),
            (Mysql, "8.0.39-rds.20241030", "mysql8.0"),
            (Mariadb, "10.11", "mariadb10.11"),
            (Postgres, "17", "postgres17"),
            (Postgres, "16.4-R1", "postgres16"),
            (Postgres, "9.6.24", "postgres9.6"),
            (AuroraMysql, "8.0.mysql_aurora.3.08.0", "aurora-mysql8.0"),
            (AuroraPostgresql, "16.6", "aurora-postgresql16"),
        ] {
            assert!(engine.has_version(version), "{version}");
            assert_eq!(engine.family(version), family);
        }
        for engine in [Mysql, Mariadb, Postgres, AuroraMysql, AuroraPostgresql] {
            assert!(engine.has_version(engine.default_version()));
        }
    }

    #[test]
    fn version_of_another_engine_is_recognised() {
        for (engine, version) in [
            (Mysql, "8"),
            (Mysql, "8.0.mysql_aurora.3.08.0"),
            (Mariadb, "11"),
            (AuroraMysql, "8.0.39"),
            (AuroraMysql, "17"),
            (AuroraPostgresql, "8.0.mysql_aurora.3.08.0"),
        ] {
            assert!(!engine.has_version(version), "{engine:?} {version}");
        }
    }
}

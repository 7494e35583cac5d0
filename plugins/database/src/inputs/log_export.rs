//! Logs that RDS can send to CloudWatch.

use terrace_sdk::prelude::*;

/// A log that RDS can send to CloudWatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LogExport {
    /// Actions of users, from the audit plugin. Not of PostgreSQL.
    Audit,
    /// Errors of the server. Not of PostgreSQL.
    Error,
    /// Every statement. Not of PostgreSQL.
    General,
    /// Failed logins with IAM. It needs version 5.88 of the AWS provider.
    IamDbAuthError,
    /// Messages about an instance of Aurora. They need version 5.88 of the AWS provider.
    Instance,
    /// Everything that PostgreSQL logs.
    Postgresql,
    /// Slow statements. Not of PostgreSQL.
    #[serde(rename = "slowquery")]
    SlowQuery,
    /// Major upgrades of PostgreSQL, not of Aurora.
    Upgrade,
}

impl LogExport {
    /// Returns the name that AWS uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Error => "error",
            Self::General => "general",
            Self::IamDbAuthError => "iam-db-auth-error",
            Self::Instance => "instance",
            Self::Postgresql => "postgresql",
            Self::SlowQuery => "slowquery",
            Self::Upgrade => "upgrade",
        }
    }
}

impl From<LogExport> for Value {
    fn from(log: LogExport) -> Self {
        log.name().into()
    }
}

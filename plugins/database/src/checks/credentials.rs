//! Checks of the ways to the master user's password, and of updates on a copy.

use crate::reserved::is_reserved;
use crate::{Inputs, PasswordSource};
use terrace_sdk::prelude::*;

/// Names of users that RDS keeps for itself.
const OF_RDS: [&str; 3] = ["rdsadmin", "rdsrepladmin", "rdsproxyadmin"];

impl Inputs {
    pub(super) fn check_credentials(&self) -> Result<(), Diagnostics> {
        let Some(credentials) = &self.credentials else { return Ok(()) };
        let mut problems = Diagnostics::new();
        if credentials.password == PasswordSource::Managed {
            problems.take(self.check_managed());
        } else if credentials.secret_kms_key_arn.is_some() {
            let summary = "secret_kms_key_arn is set, but RDS makes no secret";
            let problem =
                Diagnostic::new("key-without-secret", summary).path("/credentials/secret_kms_key_arn");
            problems.push(problem.hint("remove secret_kms_key_arn, or set password to `managed`"));
        }
        if credentials.password == PasswordSource::State && credentials.username.is_some() {
            let summary = "username is set, but the user's name is read from the secret";
            let problem = Diagnostic::new("two-usernames", summary).path("/credentials/username");
            problems.push(problem.hint("remove username, or set password to `write-only` or `managed`"));
        }
        if let Some(Input::Known(name)) = &credentials.username {
            let (name, title) = (name.as_str(), self.engine.title());
            let is_admin = self.engine.is_postgres() && name == "admin";
            if is_admin || OF_RDS.contains(&name) || is_reserved(self.engine, name) && name != "postgres" {
                let summary = format!("the master user of {title} cannot be called `{name}`");
                let problem = Diagnostic::new("reserved-name", summary).path("/credentials/username");
                problems.push(problem.hint("choose another name"));
            }
        }
        problems.finish()
    }

    /// AWS offers a managed password only for a database on its own.
    fn check_managed(&self) -> Result<(), Diagnostics> {
        let with = if self.global_cluster.is_some() {
            "in a global cluster"
        } else if !self.engine.is_aurora() && !self.readers.is_empty() {
            "of a database with read replicas"
        } else if self.blue_green_updates {
            "with blue/green updates"
        } else {
            return Ok(());
        };
        let summary = format!("RDS cannot manage the password {with}");
        let problem = Diagnostic::new("managed-password", summary).path("/credentials/password");
        Err(problem.hint("set password to `write-only`, and name a secret").into())
    }

    pub(super) fn check_blue_green(&self) -> Result<(), Diagnostics> {
        if !self.blue_green_updates || self.readers.is_empty() || self.engine.is_aurora() {
            return Ok(());
        }
        let summary = "a database with read replicas cannot be updated on a copy";
        let problem = Diagnostic::new("blue-green-with-readers", summary).path("/blue_green_updates");
        Err(problem.hint("set blue_green_updates to false, or remove the readers").into())
    }
}

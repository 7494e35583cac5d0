//! What inputs go together, and what follows from them.

use crate::{Credentials, Inputs};
use terrace_aws::limited_name;
use terrace_sdk::prelude::*;

/// What the instance is.
pub(crate) enum Role<'a> {
    Primary(&'a Credentials),
    Replica { source: &'a Input<String> },
}

impl Inputs {
    /// A replica takes no credentials, a primary needs them.
    pub(crate) fn role(&self) -> Result<Role<'_>, Diagnostics> {
        let problem = match (&self.replicate_source_db, &self.credentials) {
            (Some(source), None) => return Ok(Role::Replica { source }),
            (Some(_), Some(_)) => Diagnostic::new(
                "replica-with-credentials",
                "a replica takes no credentials, it has its source's",
            )
            .hint("give credentials to the region of the primary alone"),
            (None, None) => Diagnostic::new("primary-without-credentials", "a primary needs credentials")
                .hint("set credentials.secret_name, or replicate_source_db to make it a replica"),
            (None, Some(credentials)) => match (&credentials.secret_name, &credentials.secret_arn) {
                (Some(_), None) | (None, Some(_)) => return Ok(Role::Primary(credentials)),
                (Some(_), Some(_)) => {
                    Diagnostic::new("two-secrets", "secret_name and secret_arn are both given")
                        .hint("remove one of them")
                }
                (None, None) => Diagnostic::new("no-secret", "neither secret_name nor secret_arn is given")
                    .hint("set one of them"),
            },
        };
        Err(problem.path("/credentials").into())
    }

    /// What AWS takes: words of lower-case letters and digits, joined by single `-`.
    pub(crate) fn identifier(&self, context: &Context) -> Result<String, Diagnostics> {
        let name = limited_name(context, self.name.as_deref(), "main", "a database instance", 63)?;
        let words = || name.split('-');
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if name.starts_with(|c: char| c.is_ascii_lowercase())
            && words().all(|word| !word.is_empty() && word.chars().all(allowed))
        {
            return Ok(name);
        }
        let summary = format!("`{name}` cannot be the identifier of a database instance");
        Err(Diagnostic::new("not-an-identifier", summary)
            .path("/name")
            .hint("set name to lower-case letters and digits, joined by single `-`, beginning with a letter")
            .into())
    }

    pub(crate) fn check(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if let Input::Known(days) = self.backup_retention_days
            && !(1..=35).contains(&days)
        {
            let summary = format!("backup_retention_days is {days}, and it can be 1 to 35");
            problems.push(
                Diagnostic::new("backup-retention-out-of-range", summary).path("/backup_retention_days"),
            );
        }
        if let (Input::Known(first), Input::Known(most)) =
            (&self.allocated_storage, &self.max_allocated_storage)
            && (1..=*first).contains(most)
        {
            let summary = format!("storage starts with {first} GiB and cannot grow to {most}");
            let problem = Diagnostic::new("storage-cannot-grow", summary).path("/max_allocated_storage");
            problems.push(problem.hint("set max_allocated_storage to more, or to 0"));
        }
        if let (false, Some(_)) = (self.storage_encrypted, &self.kms_key_arn) {
            let summary = "there is a key, but storage is not encrypted";
            let problem = Diagnostic::new("key-without-encryption", summary).path("/kms_key_arn");
            problems.push(problem.hint("remove kms_key_arn, or set storage_encrypted to true"));
        }
        if let (false, Some(_)) = (self.final_snapshot, &self.final_snapshot_name) {
            let summary = "final_snapshot_name is given, but no final snapshot is taken";
            let problem = Diagnostic::new("name-without-snapshot", summary).path("/final_snapshot_name");
            problems.push(problem.hint("remove final_snapshot_name, or set final_snapshot to true"));
        }
        problems.finish()
    }
}

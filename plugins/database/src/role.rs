//! The role of the database: it writes, or it copies another one.

use crate::{Credentials, GlobalClusterId, Inputs, PasswordSource};
use terrace_aws::{DatabaseArn, Source};
use terrace_sdk::prelude::*;

/// The role of the database.
pub(crate) enum Role<'a> {
    /// It has a master user of its own.
    Primary(&'a Credentials),
    /// A read replica of an instance.
    Replica { source: &'a Input<DatabaseArn>, is_within_region: bool },
    /// An Aurora cluster in another region than the writer of its global cluster.
    Secondary(&'a Input<GlobalClusterId>),
}

impl Inputs {
    /// Returns the role. A replica has no credentials of its own, a primary needs them.
    pub(crate) fn role(&self, context: &Context) -> Result<Role<'_>, Diagnostics> {
        let role = match (&self.replicate_source_db, &self.global_cluster_identifier) {
            (Some(_), Some(_)) => {
                let summary = "both replicate_source_db and global_cluster_identifier are set";
                let problem = Diagnostic::new("two-sources", summary).path("/global_cluster_identifier");
                return Err(problem.hint("remove one of them").into());
            }
            (Some(source), None) => {
                Role::Replica { source, is_within_region: self.is_replica_within_region(context) }
            }
            (None, Some(global)) => Role::Secondary(global),
            (None, None) => return self.primary(),
        };
        if self.credentials.is_none() {
            return Ok(role);
        }
        let summary = "a replica uses its source's credentials, so it cannot have its own";
        let problem = Diagnostic::new("replica-with-credentials", summary).path("/credentials");
        Err(problem.hint("set credentials only in the region of the primary").into())
    }

    fn primary(&self) -> Result<Role<'_>, Diagnostics> {
        let Some(credentials) = &self.credentials else {
            let problem = Diagnostic::new("primary-without-credentials", "a primary needs credentials")
                .path("/credentials");
            let other =
                if self.engine.is_aurora() { "global_cluster_identifier" } else { "replicate_source_db" };
            let hint = format!(
                "set credentials.password to `managed`, or credentials.secret_name; or set {other} to make it a \
                 replica"
            );
            return Err(problem.hint(hint).into());
        };
        let problem = match (credentials.password, &credentials.secret_name, &credentials.secret_arn) {
            (PasswordSource::Managed, None, None)
            | (PasswordSource::State | PasswordSource::WriteOnly, Some(_), None)
            | (PasswordSource::State | PasswordSource::WriteOnly, None, Some(_)) => {
                return Ok(Role::Primary(credentials));
            }
            (PasswordSource::Managed, _, _) => {
                let summary = "a secret is named, but RDS makes a secret of its own for a managed password";
                Diagnostic::new("secret-of-managed-password", summary)
                    .hint("remove secret_name and secret_arn, or set password to `write-only`")
            }
            (_, Some(_), Some(_)) => {
                Diagnostic::new("two-secrets", "both secret_name and secret_arn are set")
                    .hint("remove one of them")
            }
            (_, None, None) => Diagnostic::new("no-secret", "neither secret_name nor secret_arn is set")
                .hint("set one of them, or set password to `managed`"),
        };
        Err(problem.path("/credentials").into())
    }

    /// Returns whether it copies another database.
    pub(crate) fn is_replica(&self) -> bool {
        self.replicate_source_db.is_some() || self.global_cluster_identifier.is_some()
    }

    /// Returns whether it is a replica of an instance in its own region, as far as the reference shows.
    pub(crate) fn is_replica_within_region(&self, context: &Context) -> bool {
        let Some(Input::Expression(source)) = &self.replicate_source_db else { return false };
        Source::of(source).is_some_and(|source| source.is_within(context))
    }
}

//! Checks of the combinations of inputs, and values derived from them.

use crate::reserved::is_reserved;
use crate::{Credentials, Inputs};
use terrace_aws::{DatabaseArn, Source, limited_name};
use terrace_sdk::prelude::*;

/// The role of the instance.
pub(crate) enum Role<'a> {
    Primary(&'a Credentials),
    Replica { source: &'a Input<DatabaseArn>, is_within_region: bool },
}

/// The default limit for the growth of a primary's storage, in GiB.
const MOST_OF_PRIMARY: u32 = 100;
/// The same limit for a replica, which does not know its source's storage: the most that RDS allows for every
/// instance class.
const MOST_OF_REPLICA: u32 = 16_384;

/// Beginnings of instance classes whose storage RDS cannot encrypt.
const WITHOUT_ENCRYPTION: [&str; 4] = ["db.m1.", "db.m2.", "db.t1.", "db.t2.micro"];
/// Instance classes without Performance Insights for MySQL.
const WITHOUT_INSIGHTS: [&str; 6] =
    ["db.t2.micro", "db.t2.small", "db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"];

impl Inputs {
    /// A replica has no credentials of its own, a primary needs them.
    pub(crate) fn role(&self, context: &Context) -> Result<Role<'_>, Diagnostics> {
        let problem = match (&self.replicate_source_db, &self.credentials) {
            (Some(source), None) => {
                let is_within_region = self.is_replica_within_region(context);
                return Ok(Role::Replica { source, is_within_region });
            }
            (Some(_), Some(_)) => Diagnostic::new(
                "replica-with-credentials",
                "a replica has the credentials of its source and takes none",
            )
            .hint("set credentials only in the region of the primary"),
            (None, None) => Diagnostic::new("primary-without-credentials", "a primary needs credentials")
                .hint("set credentials.secret_name, or replicate_source_db to make it a replica"),
            (None, Some(credentials)) => match (&credentials.secret_name, &credentials.secret_arn) {
                (Some(_), None) | (None, Some(_)) => return Ok(Role::Primary(credentials)),
                (Some(_), Some(_)) => {
                    Diagnostic::new("two-secrets", "both secret_name and secret_arn are set")
                        .hint("remove one of them")
                }
                (None, None) => Diagnostic::new("no-secret", "neither secret_name nor secret_arn is set")
                    .hint("set one of them"),
            },
        };
        Err(problem.path("/credentials").into())
    }

    /// Returns whether it is a replica of an instance in its own region, as far as the reference shows.
    fn is_replica_within_region(&self, context: &Context) -> bool {
        let Some(Input::Expression(source)) = &self.replicate_source_db else { return false };
        Source::of(source).is_some_and(|source| source.is_within(context))
    }

    /// Returns the identifier in the form that AWS accepts: words of lower-case letters and digits, joined by
    /// single `-`.
    pub(crate) fn identifier(&self, context: &Context) -> Result<String, Diagnostics> {
        let name = limited_name(context, self.name.as_deref(), "main", "a database instance", 63)?;
        let words = || name.split('-');
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if name == "default" {
            let summary = "the subnet group of a database instance cannot be called `default`";
            let problem = Diagnostic::new("reserved-name", summary).path("/name");
            return Err(problem
                .detail("its name is the instance's identifier")
                .hint("set name to another")
                .into());
        }
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

    /// Returns the limit for the growth of the storage.
    pub(crate) fn most_storage(&self) -> Input<u32> {
        let most = if self.is_replica() { MOST_OF_REPLICA } else { MOST_OF_PRIMARY };
        self.max_allocated_storage.clone().unwrap_or(most.into())
    }

    fn is_replica(&self) -> bool {
        self.replicate_source_db.is_some()
    }

    pub(crate) fn check(&self, context: &Context) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        // A replica inherits these from its source, whatever its inputs.
        if !self.is_replica() {
            problems.take(self.check_storage());
            problems.take(self.check_database_name());
            problems.take(self.check_parameter_group());
        }
        problems.take(self.check_encryption(context));
        problems.take(self.check_instance_class());
        if let (false, Some(_)) = (self.final_snapshot, &self.final_snapshot_name) {
            let summary = "final_snapshot_name is set, but no final snapshot is taken";
            let problem = Diagnostic::new("name-without-snapshot", summary).path("/final_snapshot_name");
            problems.push(problem.hint("remove final_snapshot_name, or set final_snapshot to true"));
        }
        problems.finish()
    }

    /// AWS requires at least a tenth more.
    fn check_storage(&self) -> Result<(), Diagnostics> {
        let (Input::Known(first), Input::Known(most)) = (&self.allocated_storage, self.most_storage()) else {
            return Ok(());
        };
        let least = first.saturating_add(first.div_ceil(10));
        if most == 0 || most >= least {
            return Ok(());
        }
        let summary = format!(
            "storage starts with {first} GiB and may grow to {most}, but AWS requires at least a tenth more"
        );
        let problem = Diagnostic::new("storage-cannot-grow", summary).path("/max_allocated_storage");
        Err(problem.hint(format!("set max_allocated_storage to {least} or more, or to 0")).into())
    }

    fn check_database_name(&self) -> Result<(), Diagnostics> {
        let Some(Input::Known(name)) = &self.db_name else { return Ok(()) };
        if !is_reserved(name.as_str()) {
            return Ok(());
        }
        let summary =
            format!("a database cannot be called `{}`, which is a reserved word in MySQL", name.as_str());
        Err(Diagnostic::new("reserved-name", summary).path("/db_name").hint("choose another name").into())
    }

    /// A default parameter group of AWS is for one version of MySQL.
    fn check_parameter_group(&self) -> Result<(), Diagnostics> {
        let (Some(Input::Known(group)), Input::Known(version)) =
            (&self.parameter_group_name, &self.engine_version)
        else {
            return Ok(());
        };
        let Some(family) = group.as_str().strip_prefix("default.") else { return Ok(()) };
        let release = version.as_str().split('.').take(2).collect::<Vec<_>>().join(".");
        if family == format!("mysql{release}") {
            return Ok(());
        }
        let summary = format!("the parameter group `{}` is not for MySQL {release}", group.as_str());
        Err(Diagnostic::new("other-parameter-group", summary)
            .path("/parameter_group_name")
            .hint(format!(
                "remove parameter_group_name for `default.mysql{release}`, or change engine_version"
            ))
            .into())
    }

    fn check_encryption(&self, context: &Context) -> Result<(), Diagnostics> {
        let Some(_) = &self.kms_key_arn else { return Ok(()) };
        let problem = if !self.storage_encrypted {
            Diagnostic::new("key-without-encryption", "kms_key_arn is set, but storage is not encrypted")
                .hint("remove kms_key_arn, or set storage_encrypted to true")
        } else if self.is_replica_within_region(context) {
            let summary = "a replica in the region of its source uses the source's key and takes none";
            Diagnostic::new("replica-with-key", summary).hint("remove kms_key_arn")
        } else {
            return Ok(());
        };
        Err(problem.path("/kms_key_arn").into())
    }

    fn check_instance_class(&self) -> Result<(), Diagnostics> {
        let Input::Known(class) = &self.instance_class else { return Ok(()) };
        let class = class.as_str();
        let mut problems = Diagnostics::new();
        if self.storage_encrypted && WITHOUT_ENCRYPTION.iter().any(|start| class.starts_with(start)) {
            let summary = format!("instances of class `{class}` cannot encrypt their storage");
            let problem = Diagnostic::new("class-without-encryption", summary).path("/instance_class");
            problems.push(problem.hint("choose another class, or set storage_encrypted to false"));
        }
        if self.performance_insights.known() == Some(&true) && WITHOUT_INSIGHTS.contains(&class) {
            let summary = format!("instances of class `{class}` have no Performance Insights");
            let problem = Diagnostic::new("class-without-insights", summary).path("/performance_insights");
            problems.push(problem.hint("set performance_insights to false, or choose another class"));
        }
        problems.finish()
    }
}

//! Checks of the combinations of inputs.

mod aurora;
mod credentials;
mod names;
mod settings;
mod storage;
mod windows;

use crate::{Engine, Inputs, alarms};
use terrace_sdk::prelude::*;

/// Beginnings of instance classes whose storage RDS cannot encrypt.
const WITHOUT_ENCRYPTION: [&str; 4] = ["db.m1.", "db.m2.", "db.t1.", "db.t2.micro"];
/// Instance classes without Performance Insights for MySQL and MariaDB.
const WITHOUT_INSIGHTS: [&str; 6] =
    ["db.t2.micro", "db.t2.small", "db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"];

impl Inputs {
    pub(crate) fn check(&self, context: &Context) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        problems.take(self.check_engine());
        // A replica inherits these from its source, whatever its inputs.
        if !self.is_replica() {
            problems.take(self.check_storage());
            problems.take(self.check_database_name());
            problems.take(self.check_parameter_group());
            problems.take(self.check_restore());
            problems.take(self.check_credentials());
            problems.take(self.check_blue_green());
        }
        problems.take(self.check_performance());
        problems.take(self.check_encryption(context));
        problems.take(self.check_instance_class());
        problems.take(self.check_windows());
        problems.take(self.check_parameters());
        problems.take(self.check_logs());
        problems.take(self.check_monitoring());
        problems.take(self.check_access());
        problems.take(alarms::check(self));
        if let (false, Some(_)) = (self.final_snapshot, &self.final_snapshot_name) {
            let summary = "final_snapshot_name is set, but no final snapshot is taken";
            let problem = Diagnostic::new("name-without-snapshot", summary).path("/final_snapshot_name");
            problems.push(problem.hint("remove final_snapshot_name, or set final_snapshot to true"));
        }
        problems.finish()
    }

    fn check_encryption(&self, context: &Context) -> Result<(), Diagnostics> {
        let Some(_) = &self.kms_key_arn else { return Ok(()) };
        let problem = if !self.storage_encrypted {
            Diagnostic::new("key-without-encryption", "kms_key_arn is set, but storage is not encrypted")
                .hint("remove kms_key_arn, or set storage_encrypted to true")
        } else if self.is_replica_within_region(context) {
            let summary = "a replica in its source's region uses the source's key, so it cannot have its own";
            Diagnostic::new("replica-with-key", summary).hint("remove kms_key_arn")
        } else {
            return Ok(());
        };
        Err(problem.path("/kms_key_arn").into())
    }

    fn check_instance_class(&self) -> Result<(), Diagnostics> {
        let Some(Input::Known(class)) = &self.instance_class else { return Ok(()) };
        let class = class.as_str();
        let mut problems = Diagnostics::new();
        if self.storage_encrypted && WITHOUT_ENCRYPTION.iter().any(|start| class.starts_with(start)) {
            let summary = format!("instances of class `{class}` cannot encrypt their storage");
            let problem = Diagnostic::new("class-without-encryption", summary).path("/instance_class");
            problems.push(problem.hint("choose another class, or set storage_encrypted to false"));
        }
        let is_small = match self.engine {
            Engine::Mysql | Engine::Mariadb => WITHOUT_INSIGHTS.contains(&class),
            _ => false,
        };
        if self.performance_insights.known() == Some(&true) && is_small {
            let summary = format!("instances of class `{class}` have no Performance Insights");
            let problem = Diagnostic::new("class-without-insights", summary).path("/performance_insights");
            problems.push(problem.hint("set performance_insights to false, or choose another class"));
        }
        problems.finish()
    }
}

//! Checks of what only Aurora has, or does not have.

use crate::{Inputs, StorageType};
use terrace_sdk::prelude::*;

/// The most capacity units of an instance of Aurora Serverless v2.
const MAX_CAPACITY: f64 = 256.0;

impl Inputs {
    /// Reports inputs that an instance with storage of its own does not have.
    pub(super) fn check_instance_only(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        for (name, is_set) in [
            ("aurora", self.aurora.is_some()),
            ("global_cluster", self.global_cluster.is_some()),
            ("global_cluster_identifier", self.global_cluster_identifier.is_some()),
        ] {
            if is_set {
                let summary =
                    format!("{name} is only for Aurora, but the engine is `{}`", self.engine.name());
                let problem = Diagnostic::new("only-for-aurora", summary).path(format!("/{name}"));
                problems.push(
                    problem.hint(format!(
                        "remove {name}, or set engine to `aurora-mysql` or `aurora-postgresql`"
                    )),
                );
            }
        }
        if self.engine.is_postgres() {
            problems.take(self.check_no_options());
        }
        problems.finish()
    }

    pub(super) fn check_aurora(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        for (name, is_set, hint) in [
            ("replicate_source_db", self.replicate_source_db.is_some(), "use global_cluster_identifier"),
            ("allocated_storage", self.allocated_storage.is_some(), "remove it: storage grows by itself"),
            (
                "max_allocated_storage",
                self.max_allocated_storage.is_some(),
                "remove it: storage grows by itself",
            ),
            ("storage_type", self.storage_type != StorageType::Gp3, "use aurora.io_optimized"),
            ("storage_iops", self.storage_iops.is_some(), "use aurora.io_optimized"),
            ("storage_throughput", self.storage_throughput.is_some(), "use aurora.io_optimized"),
            ("multi_az", self.multi_az.known() != Some(&false), "add one of the readers, which takes over"),
            ("blue_green_updates", self.blue_green_updates, "remove it"),
        ] {
            if is_set {
                let problem = Diagnostic::new("not-for-aurora", format!("Aurora has no {name}"));
                problems.push(problem.path(format!("/{name}")).hint(hint));
            }
        }
        problems.take(self.check_no_options());
        problems.take(self.check_serverless());
        problems.take(self.check_global());
        problems.finish()
    }

    fn check_no_options(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        for (name, is_set) in
            [("options", !self.options.is_empty()), ("option_group_name", self.option_group_name.is_some())]
        {
            if is_set {
                let summary = format!("{} has no options", self.engine.title());
                let problem = Diagnostic::new("engine-without-options", summary).path(format!("/{name}"));
                problems.push(problem.hint(format!("remove {name}")));
            }
        }
        problems.finish()
    }

    fn check_serverless(&self) -> Result<(), Diagnostics> {
        let Some(serverless) = self.aurora.as_ref().and_then(|aurora| aurora.serverless.as_ref()) else {
            return Ok(());
        };
        let (min, max) = (serverless.min_capacity, serverless.max_capacity);
        let mut problems = Diagnostics::new();
        let mut wrong = |name: &str, summary: String, hint: &str| {
            let problem = Diagnostic::new("serverless-capacity", summary);
            problems.push(problem.path(format!("/aurora/serverless/{name}")).hint(hint));
        };
        let is_step = |capacity: f64| (capacity * 2.0).fract() == 0.0;
        if !(0.0..=MAX_CAPACITY).contains(&min) || !is_step(min) {
            wrong(
                "min_capacity",
                format!("the lowest capacity is 0 to 256 in steps of 0.5, not {min}"),
                "set min_capacity to a multiple of 0.5",
            );
        }
        if !(1.0..=MAX_CAPACITY).contains(&max) || !is_step(max) {
            wrong(
                "max_capacity",
                format!("the highest capacity is 1 to 256 in steps of 0.5, not {max}"),
                "set max_capacity to a multiple of 0.5, such as 4",
            );
        }
        if min > max {
            let summary = format!("the highest capacity {max} is below the lowest one {min}");
            wrong("max_capacity", summary, "raise max_capacity, or lower min_capacity");
        }
        if serverless.seconds_until_auto_pause.is_some() && min != 0.0 {
            let summary = format!("an instance with a lowest capacity of {min} never pauses");
            wrong("seconds_until_auto_pause", summary, "remove it, or set min_capacity to 0");
        }
        if let Some(Input::Known(class)) = &self.instance_class
            && class.as_str() != "db.serverless"
            && self.readers.is_empty()
        {
            let summary = format!("no instance is serverless, because their class is `{}`", class.as_str());
            wrong("min_capacity", summary, "remove instance_class, or aurora.serverless");
        }
        problems.finish()
    }

    fn check_global(&self) -> Result<(), Diagnostics> {
        let Some(global) = &self.global_cluster else { return Ok(()) };
        let (code, summary, hint) = if self.global_cluster_identifier.is_some() {
            let summary = "a cluster is either the first writer of a global cluster or joins one";
            ("two-global-clusters", summary, "remove global_cluster or global_cluster_identifier")
        } else if self.restore.is_some() && !global.from_existing_cluster {
            let summary = "AWS cannot restore a cluster into a global one";
            ("restored-global-cluster", summary, "set global_cluster.from_existing_cluster to true")
        } else {
            return Ok(());
        };
        Err(Diagnostic::new(code, summary).path("/global_cluster").hint(hint).into())
    }
}

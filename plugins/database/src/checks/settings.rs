//! Checks of parameters, logs, monitoring, access and restores.

use crate::{ApplyMethod, Inputs, Parameter, parameters::is_static};
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

impl Inputs {
    pub(super) fn check_parameters(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        for (name, other, is_set) in [
            (
                "parameters",
                "parameter_group_name",
                !self.parameters.is_empty() && self.parameter_group_name.is_some(),
            ),
            ("options", "option_group_name", !self.options.is_empty() && self.option_group_name.is_some()),
        ] {
            if is_set {
                let summary = format!("both {name} and {other} are set");
                let problem = Diagnostic::new("two-groups", summary).path(format!("/{other}"));
                problems.push(problem.hint(format!("remove {other}, or set the {name} in that group")));
            }
        }
        problems.take(check_methods("/parameters", &self.parameters));
        if let Some(aurora) = &self.aurora {
            problems.take(check_methods("/aurora/instance_parameters", &aurora.instance_parameters));
        }
        problems.finish()
    }

    pub(super) fn check_logs(&self) -> Result<(), Diagnostics> {
        let Some(Input::Known(logs)) = &self.log_exports else { return Ok(()) };
        let mut problems = Diagnostics::new();
        for (index, log) in logs.iter().enumerate() {
            let Input::Known(log) = log else { continue };
            if !self.engine.logs().contains(log) {
                let names: Vec<String> =
                    self.engine.logs().iter().map(|log| format!("`{}`", log.name())).collect();
                let summary = format!("{} has no log `{}`", self.engine.title(), log.name());
                let problem = Diagnostic::new("unknown-log", summary).path(format!("/log_exports/{index}"));
                problems.push(problem.hint(format!("choose from {}", names.join(", "))));
            }
        }
        problems.finish()
    }

    pub(super) fn check_monitoring(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if let Some(monitoring) = &self.enhanced_monitoring
            && ![1, 5, 10, 15, 30, 60].contains(&monitoring.interval_seconds)
        {
            let summary = format!(
                "metrics can be taken every 1, 5, 10, 15, 30 or 60 seconds, not every {}",
                monitoring.interval_seconds
            );
            let path = "/enhanced_monitoring/interval_seconds";
            problems
                .push(Diagnostic::new("monitoring-interval", summary).path(path).hint("choose one of these"));
        }
        if let Some(Input::Known(days)) = self.performance_insights_retention_days
            && !matches!(days, 7 | 731)
            && !(days % 31 == 0 && (31..=713).contains(&days))
        {
            let summary = format!("Performance Insights cannot keep data for {days} days");
            let path = "/performance_insights_retention_days";
            let hint = "set it to 7, to 731, or to a multiple of 31 up to 713";
            problems.push(Diagnostic::new("insights-retention", summary).path(path).hint(hint));
        }
        for (name, is_set) in [
            ("performance_insights_retention_days", self.performance_insights_retention_days.is_some()),
            ("performance_insights_kms_key_arn", self.performance_insights_kms_key_arn.is_some()),
        ] {
            if is_set && self.performance_insights.known() == Some(&false) {
                let summary = format!("{name} is set, but Performance Insights is off");
                let problem = Diagnostic::new("insights-off", summary).path(format!("/{name}"));
                problems.push(problem.hint(format!("remove {name}, or set performance_insights to true")));
            }
        }
        problems.finish()
    }

    pub(super) fn check_access(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        for (name, access) in &self.access {
            let set = [
                access.security_group_id.is_some(),
                access.cidr_block.is_some(),
                access.ipv6_cidr_block.is_some(),
                access.prefix_list_id.is_some(),
            ];
            let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
            let problem = if !name.chars().all(allowed) || name.is_empty() {
                let summary = format!("`{name}` cannot be the name of an access");
                Diagnostic::new("not-a-name", summary).hint("use lower-case letters, digits, `-` and `_`")
            } else if set.into_iter().filter(|is_set| *is_set).count() != 1 {
                let summary = format!("the access `{name}` must have exactly one source");
                let hint = "set one of security_group_id, cidr_block, ipv6_cidr_block and prefix_list_id";
                Diagnostic::new("access-source", summary).hint(hint)
            } else {
                continue;
            };
            problems.push(problem.path(format!("/access/{name}")));
        }
        problems.finish()
    }

    pub(super) fn check_restore(&self) -> Result<(), Diagnostics> {
        let Some(restore) = &self.restore else { return Ok(()) };
        let (path, summary, hint) = match (&restore.snapshot, &restore.point_in_time) {
            (Some(_), None) => return Ok(()),
            (None, Some(point)) => {
                let sources = [
                    point.source.is_some(),
                    point.source_resource_id.is_some(),
                    point.automated_backups_arn.is_some() && !self.engine.is_aurora(),
                ];
                if sources.into_iter().filter(|is_set| *is_set).count() == 1 {
                    return Ok(());
                }
                let hint = if self.engine.is_aurora() {
                    "set either source or source_resource_id"
                } else {
                    "set one of source, source_resource_id and automated_backups_arn"
                };
                ("/restore/point_in_time", "a point in time needs exactly one source", hint)
            }
            _ => {
                let hint = "set either snapshot or point_in_time";
                ("/restore", "a database is restored from exactly one origin", hint)
            }
        };
        Err(Diagnostic::new("restore-source", summary).path(path).hint(hint).into())
    }
}

fn check_methods(path: &str, parameters: &BTreeMap<String, Parameter>) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for (name, parameter) in parameters {
        if is_static(name) && parameter.apply_method == Some(ApplyMethod::Immediate) {
            let summary = format!("the parameter `{name}` takes effect only when the database is rebooted");
            let problem = Diagnostic::new("static-parameter", summary).path(format!("{path}/{name}"));
            problems.push(problem.hint("remove apply_method, or set it to `pending-reboot`"));
        }
    }
    problems.finish()
}

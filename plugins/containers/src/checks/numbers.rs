//! Checks of numbers of tasks and of periods.

use crate::Inputs;
use crate::inputs::Scaling;
use terrace_sdk::prelude::*;

/// The periods for which CloudWatch keeps logs, in days.
const RETENTIONS: [u32; 23] = [
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
    3653,
];

pub(super) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if let Some(days) = inputs.logs.retention_days.known().filter(|days| !RETENTIONS.contains(days)) {
        let longer = RETENTIONS.iter().find(|offered| *offered > days);
        let summary = format!("CloudWatch does not keep logs for {days} days");
        let problem = Diagnostic::new("not-a-retention", summary).path("/logs/retention_days");
        problems.push(match longer {
            Some(longer) => problem.hint(format!("the next longer period is {longer} days")),
            None => problem.hint("set it to 0 to keep logs forever"),
        });
    }
    if let Some(scaling) = &inputs.scaling {
        problems.take(check_scaling(inputs, scaling));
    }
    problems.take(check_deployment(inputs));
    problems.finish()
}

fn check_scaling(inputs: &Inputs, scaling: &Scaling) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if scaling.cpu.is_none() && scaling.memory.is_none() && scaling.requests_per_target.is_none() {
        let problem = Diagnostic::new("no-scaling-target", "scaling has no target").path("/scaling");
        problems.push(problem.hint("set cpu to 60, for example, or memory or requests_per_target"));
    }
    let has_load_balancer = inputs.listener_arn.is_some() || inputs.public_subnet_ids.is_some();
    if scaling.requests_per_target.is_some() && !has_load_balancer {
        let summary = "requests are counted by a load balancer, but the service has none";
        let problem = Diagnostic::new("no-requests", summary).path("/scaling/requests_per_target");
        problems.push(problem.hint("set cpu or memory in its place"));
    }
    problems.take(check_sizes(inputs, scaling));
    problems.finish()
}

/// Checks that the limits are in order, and that `desired_count` is between them, as far as they are known.
fn check_sizes(inputs: &Inputs, scaling: &Scaling) -> Result<(), Diagnostics> {
    let (min, max) = (scaling.min.known(), scaling.max.known());
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let summary = format!("scaling.min is {min}, which is more than scaling.max ({max})");
        let problem = Diagnostic::new("sizes-out-of-order", summary).path("/scaling/min");
        let hint = format!("set scaling.max to {min} or more, or scaling.min to {max} or less");
        return Err(problem.hint(hint).into());
    }
    let Some(count) = inputs.desired_count.as_ref().and_then(Input::known) else { return Ok(()) };
    let Some(nearest) = min.filter(|min| count < min).or(max.filter(|max| count > max)) else {
        return Ok(());
    };
    let limits = match (min, max) {
        (Some(min), Some(max)) => format!("between scaling.min ({min}) and scaling.max ({max})"),
        (Some(min), None) => format!("at least scaling.min ({min})"),
        (None, _) => format!("at most scaling.max ({nearest})"),
    };
    let summary = format!("desired_count is {count}, but must be {limits}");
    let problem = Diagnostic::new("sizes-out-of-order", summary).path("/desired_count");
    Err(problem.hint(format!("set desired_count to {nearest}, or remove it")).into())
}

/// Checks that a deployment can either start a task or stop one.
fn check_deployment(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let deployment = &inputs.deployment;
    if deployment.rollback && !deployment.circuit_breaker {
        let summary = "without its circuit breaker, a deployment is never stopped and rolled back";
        let problem = Diagnostic::new("rollback-without-breaker", summary).path("/deployment/rollback");
        problems.push(problem.hint("set rollback to false, or circuit_breaker to true"));
    }
    let tasks = match &inputs.scaling {
        Some(scaling) => scaling.min.known().copied(),
        None => inputs.desired_count().known().copied(),
    };
    let Some(tasks) = tasks.map(u64::from).filter(|tasks| *tasks > 0) else {
        return problems.finish();
    };
    let least = (tasks * u64::from(deployment.minimum_healthy_percent)).div_ceil(100);
    let most = tasks * u64::from(deployment.maximum_percent) / 100;
    if least >= tasks && most <= tasks {
        let summary =
            format!("with a task count of {tasks}, a deployment may neither start another task nor stop one");
        let problem = Diagnostic::new("deployment-stuck", summary).path("/deployment");
        problems.push(problem.hint("raise maximum_percent, or lower minimum_healthy_percent"));
    }
    problems.finish()
}

//! Alarms of the load balancer, its target groups and the instances.

use crate::Inputs;
use crate::inputs::Alarms;
use crate::load_balancer::Front;
use terrace_aws::{Alarm, Metric, MissingData, add_alarms, check_percentage};
use terrace_sdk::prelude::*;

/// Adds the alarms, and the dashboard if there is to be one. `group` is the autoscaling group, if there are
/// instances.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Alarms,
    front: &Front,
    group: Option<&Reference>,
) {
    let mut alarms = of_load_balancer(inputs, front);
    alarms.extend(front.groups.iter().map(|(name, group)| unhealthy(inputs, front, name, group)));
    alarms.extend(group.map(|group| cpu(inputs, group)));
    add_alarms(context, out, &inputs.topic_arn, inputs.dashboard, &alarms);
}

fn metric(front: &Front, name: &'static str, statistic: &'static str) -> Metric {
    Metric::new("AWS/ApplicationELB", name, statistic)
        .dimension("LoadBalancer", front.load_balancer.attr("arn_suffix"))
}

/// Without requests, none of these metrics exists.
fn of_load_balancer(inputs: &Alarms, front: &Front) -> Vec<Alarm> {
    let own = Alarm::of(
        metric(front, "HTTPCode_ELB_5XX_Count", "Sum"),
        "load_balancer_errors",
        "Status codes 5xx of the load balancer itself, per minute",
    );
    let ratio = format!(
        "IF(requests >= {}, 100 * FILL(errors, 0) / requests, 0)",
        inputs.target_errors_min_requests.max(1)
    );
    let of_targets = Alarm::of_math(
        ratio,
        [
            ("errors", metric(front, "HTTPCode_Target_5XX_Count", "Sum")),
            ("requests", metric(front, "RequestCount", "Sum")),
        ],
        "target_errors",
        "Status codes 5xx of targets, in percent of the requests",
    );
    let latency = Alarm::of(
        metric(front, "TargetResponseTime", "p95"),
        "latency",
        "Time in which targets answer 95 % of the requests, in seconds",
    );
    vec![
        own.above(&inputs.load_balancer_errors).periods(3).missing(MissingData::NotBreaching),
        of_targets.above(&inputs.target_errors_percent).periods(3).missing(MissingData::NotBreaching),
        latency.above(&inputs.latency_seconds).periods(5).missing(MissingData::NotBreaching),
    ]
}

/// A group without targets has no such metric.
fn unhealthy(inputs: &Alarms, front: &Front, name: &str, group: &Reference) -> Alarm {
    let unhealthy =
        metric(front, "UnHealthyHostCount", "Maximum").dimension("TargetGroup", group.attr("arn_suffix"));
    Alarm::of(unhealthy, format!("unhealthy_{name}"), format!("Unhealthy targets of the target group {name}"))
        .above(&inputs.unhealthy_targets)
        .periods(5)
        .missing(MissingData::NotBreaching)
}

/// A group that is scaled to zero has no such metric.
fn cpu(inputs: &Alarms, group: &Reference) -> Alarm {
    let cpu = Metric::new("AWS/EC2", "CPUUtilization", "Average")
        .period(300)
        .dimension("AutoScalingGroupName", group.attr("name"));
    Alarm::of(cpu, "cpu", "CPU load of the instances, in percent")
        .above(&inputs.cpu_percent)
        .periods(3)
        .missing(MissingData::NotBreaching)
}

/// Checks the thresholds.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let Some(alarms) = &inputs.alarms else { return Ok(()) };
    let mut problems = Diagnostics::new();
    for (percent, name) in
        [(&alarms.target_errors_percent, "target_errors_percent"), (&alarms.cpu_percent, "cpu_percent")]
    {
        problems.take(check_percentage(percent.as_ref(), &format!("/alarms/{name}")));
    }
    problems.finish()
}

//! Alarms of the service and of its target group.

use crate::Inputs;
use crate::cluster::Cluster;
use crate::front::Connection;
use crate::inputs::{Alarms, ContainerInsights};
use terrace_aws::{Alarm, Metric, MissingData, add_alarms, check_percentage};
use terrace_sdk::prelude::*;

/// Adds the alarms, and the dashboard if there is to be one.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    cluster: &Cluster,
    service: &Reference,
    connection: Option<&Connection>,
) {
    let Some(settings) = &inputs.alarms else { return };
    let of_service = Service { inputs, settings, cluster, service };
    let mut alarms = Vec::from(of_service.loads());
    alarms.extend(of_service.missing_tasks());
    if let Some(connection) = connection {
        alarms.extend(of_targets(settings, connection));
    }
    add_alarms(context, out, &settings.topic_arn, settings.dashboard, &alarms);
}

/// The service, and the settings of its alarms.
struct Service<'a> {
    inputs: &'a Inputs,
    settings: &'a Alarms,
    cluster: &'a Cluster,
    service: &'a Reference,
}

impl Service<'_> {
    fn metric(&self, namespace: &'static str, name: &'static str, statistic: &'static str) -> Metric {
        Metric::new(namespace, name, statistic)
            .dimension("ClusterName", &self.cluster.name)
            .dimension("ServiceName", self.service.attr("name"))
    }

    /// A service without tasks has no such metrics; the number of tasks has an alarm of its own.
    fn loads(&self) -> [Alarm; 2] {
        [
            ("cpu", "CPUUtilization", "CPU load of the tasks, in percent", &self.settings.cpu_percent),
            (
                "memory",
                "MemoryUtilization",
                "Memory that the tasks use, in percent",
                &self.settings.memory_percent,
            ),
        ]
        .map(|(local, metric, title, threshold)| {
            Alarm::of(self.metric("AWS/ECS", metric, "Average").period(300), local, title)
                .above(threshold)
                .periods(3)
                .missing(MissingData::NotBreaching)
        })
    }

    /// Returns the alarm of tasks that do not run, unless the service has none.
    fn missing_tasks(&self) -> Option<Alarm> {
        let title = "Tasks that should run, but do not";
        let has_insights =
            !matches!(self.inputs.container_insights, None | Some(ContainerInsights::Disabled));
        let desired = match &self.inputs.scaling {
            Some(scaling) => scaling.min.clone(),
            None => self.inputs.desired_count(),
        };
        let alarm = if has_insights {
            let metric = |name| self.metric("ECS/ContainerInsights", name, "Average");
            let numbers = [("desired", metric("DesiredTaskCount")), ("running", metric("RunningTaskCount"))];
            Alarm::of_math("desired - FILL(running, 0)", numbers, "missing_tasks", title)
        } else if desired.known() == Some(&0) {
            return None;
        } else {
            // Each task reports its load once a minute, so the number of reports is the number of tasks.
            let reports = self.metric("AWS/ECS", "CPUUtilization", "SampleCount");
            let expression = template![&desired, " - FILL(running, 0)"];
            Alarm::of_math(expression, [("running", reports)], "missing_tasks", title)
        };
        Some(alarm.above(&self.settings.missing_tasks).periods(10).missing(MissingData::Breaching))
    }
}

/// Without requests or targets, none of these metrics exists.
fn of_targets(settings: &Alarms, connection: &Connection) -> [Alarm; 3] {
    let metric = |name, statistic| {
        Metric::new("AWS/ApplicationELB", name, statistic)
            .dimension("LoadBalancer", &connection.metrics)
            .dimension("TargetGroup", connection.target_group.attr("arn_suffix"))
    };
    let unhealthy = Alarm::of(
        metric("UnHealthyHostCount", "Maximum"),
        "unhealthy_targets",
        "Tasks that are unhealthy for the load balancer",
    );
    let ratio = format!(
        "IF(requests >= {}, 100 * FILL(errors, 0) / requests, 0)",
        settings.errors_min_requests.max(1)
    );
    let errors = Alarm::of_math(
        ratio,
        [("errors", metric("HTTPCode_Target_5XX_Count", "Sum")), ("requests", metric("RequestCount", "Sum"))],
        "errors",
        "Status codes 5xx of the tasks, in percent of the requests",
    );
    let latency = Alarm::of(
        metric("TargetResponseTime", "p95"),
        "latency",
        "Time in which tasks answer 95 % of the requests, in seconds",
    );
    [
        unhealthy.above(&settings.unhealthy_targets).periods(5),
        errors.above(&settings.errors_percent).periods(3),
        latency.above(&settings.latency_seconds).periods(5),
    ]
    .map(|alarm| alarm.missing(MissingData::NotBreaching))
}

/// Checks the thresholds.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let Some(alarms) = &inputs.alarms else { return Ok(()) };
    let mut problems = Diagnostics::new();
    for (percent, name) in [
        (&alarms.cpu_percent, "cpu_percent"),
        (&alarms.memory_percent, "memory_percent"),
        (&alarms.errors_percent, "errors_percent"),
    ] {
        problems.take(check_percentage(percent.as_ref(), &format!("/alarms/{name}")));
    }
    problems.finish()
}

//! Alarms and the dashboard.

use terrace_aws::TopicArn;
use terrace_sdk::prelude::*;

/// Alarms of the service. CloudWatch charges about $0.10 a month for each metric of an alarm.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// ARN of the SNS topic that gets a message when an alarm goes off, and when all is well again. It must be
    /// in the region of the service.
    pub topic_arn: Input<TopicArn>,

    /// Average CPU load of the tasks in percent of `cpu`. The alarm goes off after 15 minutes with more. Null: no
    /// alarm.
    #[serde(default = "default_cpu_percent")]
    pub cpu_percent: Option<Input<f64>>,

    /// Average use of the tasks' memory in percent of `memory`. The alarm goes off after 15 minutes with more.
    /// Null: no alarm.
    #[serde(default = "default_memory_percent")]
    pub memory_percent: Option<Input<f64>>,

    /// Number of tasks that may be missing. The alarm goes off after ten minutes in which more of them do not run.
    /// With `container_insights`, all tasks count that the service should have at the time, else `desired_count`
    /// or the minimum of `scaling`. Null: no alarm.
    #[serde(default = "default_missing_tasks")]
    pub missing_tasks: Option<Input<u32>>,

    /// Number of tasks that may be unhealthy for the load balancer. The alarm goes off after five minutes with
    /// more. Null: no alarm.
    #[serde(default = "default_unhealthy_targets")]
    pub unhealthy_targets: Option<Input<u32>>,

    /// Status codes 5xx of the tasks, in percent of the requests of a minute. The alarm goes off after three
    /// minutes with more. Null: no alarm.
    #[serde(default = "default_errors_percent")]
    pub errors_percent: Option<Input<f64>>,

    /// Number of requests in a minute below which `errors_percent` does not count.
    #[serde(default = "default_errors_min_requests")]
    pub errors_min_requests: u32,

    /// Seconds in which tasks answer 95 % of the requests. The alarm goes off after five minutes that are slower.
    /// Null: no alarm.
    #[serde(default = "default_latency_seconds")]
    pub latency_seconds: Option<Input<f64>>,

    /// Makes a dashboard with a graph of each metric, also of those without an alarm. CloudWatch charges about
    /// $3 a month for each dashboard of the account after the third.
    #[serde(default)]
    pub dashboard: bool,
}

fn default_cpu_percent() -> Option<Input<f64>> {
    Some(90.0.into())
}

fn default_memory_percent() -> Option<Input<f64>> {
    Some(90.0.into())
}

fn default_missing_tasks() -> Option<Input<u32>> {
    Some(0.into())
}

fn default_unhealthy_targets() -> Option<Input<u32>> {
    Some(0.into())
}

fn default_errors_percent() -> Option<Input<f64>> {
    Some(5.0.into())
}

fn default_errors_min_requests() -> u32 {
    20
}

fn default_latency_seconds() -> Option<Input<f64>> {
    Some(2.0.into())
}

//! Alarms and the dashboard.

use terrace_aws::TopicArn;
use terrace_sdk::prelude::*;

/// Alarms of the load balancer and the instances. CloudWatch charges about $0.10 a month for each metric of an
/// alarm.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// ARN of the SNS topic that gets a message when an alarm goes off, and when all is well again. It must be
    /// in the region of the load balancer.
    pub topic_arn: Input<TopicArn>,

    /// Number of status codes 5xx in a minute that the load balancer itself may return, for example because no
    /// target is healthy. The alarm goes off after three minutes with more. Null: no alarm.
    #[serde(default = "default_load_balancer_errors")]
    pub load_balancer_errors: Option<Input<u32>>,

    /// Status codes 5xx of the targets, in percent of the requests of a minute. The alarm goes off after three
    /// minutes with more. Null: no alarm.
    #[serde(default = "default_target_errors_percent")]
    pub target_errors_percent: Option<Input<f64>>,

    /// Number of requests in a minute below which `target_errors_percent` does not count.
    #[serde(default = "default_target_errors_min_requests")]
    pub target_errors_min_requests: u32,

    /// Seconds in which targets answer 95 % of the requests. The alarm goes off after five minutes that are
    /// slower. Null: no alarm.
    #[serde(default = "default_latency_seconds")]
    pub latency_seconds: Option<Input<f64>>,

    /// Number of targets that may be unhealthy, for each target group. The alarm goes off after five minutes
    /// with more. Null: no alarm.
    #[serde(default = "default_unhealthy_targets")]
    pub unhealthy_targets: Option<Input<u32>>,

    /// Average CPU load of the instances in percent. The alarm goes off after 15 minutes with more. Null: no
    /// alarm.
    #[serde(default = "default_cpu_percent")]
    pub cpu_percent: Option<Input<f64>>,

    /// Makes a dashboard with a graph of each metric, also of those without an alarm. CloudWatch charges about
    /// $3 a month for each dashboard of the account after the third.
    #[serde(default)]
    pub dashboard: bool,
}

fn default_load_balancer_errors() -> Option<Input<u32>> {
    Some(10.into())
}

fn default_target_errors_percent() -> Option<Input<f64>> {
    Some(5.0.into())
}

fn default_target_errors_min_requests() -> u32 {
    20
}

fn default_latency_seconds() -> Option<Input<f64>> {
    Some(2.0.into())
}

fn default_unhealthy_targets() -> Option<Input<u32>> {
    Some(0.into())
}

fn default_cpu_percent() -> Option<Input<f64>> {
    Some(90.0.into())
}

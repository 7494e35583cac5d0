//! Alarms and the dashboard.

use terrace_aws::TopicArn;
use terrace_sdk::prelude::*;

/// Alarms of the NAT gateways. CloudWatch charges about $0.10 a month for each metric of an alarm.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// ARN of the SNS topic that gets a message when an alarm goes off, and when all is well again. It must be
    /// in the region of the VPC.
    pub topic_arn: Input<TopicArn>,

    /// Number of connections in five minutes for which a NAT gateway may have no port left. A gateway with one
    /// address has 55000 ports for each destination. The alarm goes off with more. Null: no alarm.
    #[serde(default = "default_port_errors")]
    pub port_errors: Option<Input<u32>>,

    /// Packets that a NAT gateway may drop, in percent of those that it receives. The alarm goes off after 15
    /// minutes with more. Null: no alarm.
    #[serde(default = "default_dropped_percent")]
    pub dropped_percent: Option<Input<f64>>,

    /// Makes a dashboard with a graph of each metric, also of those without an alarm. CloudWatch charges about
    /// $3 a month for each dashboard of the account after the third.
    #[serde(default)]
    pub dashboard: bool,
}

fn default_port_errors() -> Option<Input<u32>> {
    Some(0.into())
}

fn default_dropped_percent() -> Option<Input<f64>> {
    Some(0.01.into())
}

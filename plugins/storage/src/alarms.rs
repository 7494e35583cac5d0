//! Alarms of the replication.

use crate::keys::address_part;
use crate::replication::WatchedRule;
use crate::{Inputs, replication};
use terrace_aws::{Alarm, Metric, MissingData, TopicArn, add_alarms};
use terrace_sdk::prelude::*;

/// Alarms of the targets of the replication that have `time_control` or `metrics`. CloudWatch charges about $0.10
/// a month for each of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// ARN of the SNS topic that gets a message when an alarm goes off, and when all is well again. It must be
    /// in the region of the bucket.
    pub topic_arn: Input<TopicArn>,

    /// Seconds that a target may be behind the bucket. The alarm goes off after 15 minutes with more. Null: no
    /// alarm.
    #[serde(default = "default_latency_seconds")]
    pub latency_seconds: Option<Input<f64>>,

    /// Number of objects, delete markers and changes in five minutes that may fail to replicate. The alarm goes
    /// off with more: S3 does not try again. Null: no alarm.
    #[serde(default = "default_failed_operations")]
    pub failed_operations: Option<Input<u32>>,

    /// Makes a dashboard with a graph of each metric, also of those without an alarm. CloudWatch charges about
    /// $3 a month for each dashboard of the account after the third.
    #[serde(default)]
    pub dashboard: bool,
}

fn default_latency_seconds() -> Option<Input<f64>> {
    Some(900.0.into())
}

fn default_failed_operations() -> Option<Input<u32>> {
    Some(0.into())
}

/// Adds the alarms of each target with metrics, and the dashboard if there is to be one.
pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, bucket: &Reference) {
    let Some(settings) = &inputs.alarms else { return };
    let rules = replication::watched_rules(inputs, context);
    if rules.is_empty() {
        let summary = "there are no alarms, because no target of the replication has metrics";
        let hint = "set `metrics` or `time_control` of a target to true, or `alarms` to null";
        out.warn(Diagnostic::new("nothing-to-watch", summary).path("/alarms").hint(hint));
    }
    let alarms: Vec<Alarm> = rules.iter().flat_map(|rule| of(settings, rule, bucket)).collect();
    add_alarms(context, out, &settings.topic_arn, settings.dashboard, &alarms);
}

/// Returns the alarms of a target. While there is nothing to replicate, there may be no metrics.
fn of(settings: &Alarms, rule: &WatchedRule, bucket: &Reference) -> [Alarm; 2] {
    let metric = |name, statistic| {
        Metric::new("AWS/S3", name, statistic)
            .period(300)
            .dimension("SourceBucket", bucket.attr("id"))
            .dimension("DestinationBucket", &rule.bucket)
            .dimension("RuleId", rule.name.as_str())
    };
    let (name, part) = (&rule.name, address_part(&rule.name));
    let latency = Alarm::of(
        metric("ReplicationLatency", "Maximum"),
        format!("replication_latency_{part}"),
        format!("Delay of the replication by the rule {name}, in seconds"),
    );
    let failed = Alarm::of(
        metric("OperationsFailedReplication", "Sum"),
        format!("replication_failed_{part}"),
        format!("Failed operations of the replication by the rule {name}"),
    );
    [
        latency.above(&settings.latency_seconds).periods(3).missing(MissingData::NotBreaching),
        failed.above(&settings.failed_operations).missing(MissingData::NotBreaching),
    ]
}

//! Alarms and the dashboard.

use terrace_aws::TopicArn;
use terrace_sdk::prelude::*;

/// Alarms of the database. CloudWatch charges about $0.10 a month for each metric of an alarm.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// ARN of the SNS topic that gets a message when an alarm goes off, and when all is well again. It must be
    /// in the region of the database.
    pub topic_arn: Input<TopicArn>,

    /// CPU load of each instance in percent. The alarm goes off after 15 minutes with more. Null: no alarm.
    #[serde(default = "default_cpu_percent")]
    pub cpu_percent: Option<Input<f64>>,

    /// Free storage of each instance, in percent of the storage that it has. The alarm goes off after 15 minutes
    /// with less. RDS enlarges storage that may grow when less than 10 % is free, so the default means that it
    /// could not. Null: no alarm. Not for Aurora.
    #[serde(default = "default_free_storage_percent")]
    pub free_storage_percent: Option<Input<f64>>,

    /// Connections to each instance, in percent of `max_connections`. The alarm goes off after five minutes with
    /// more. Null: no alarm.
    #[serde(default = "default_connections_percent")]
    pub connections_percent: Option<Input<f64>>,

    /// Number of connections that an instance allows. Default: the number that the engine sets for the memory of
    /// the instance class. Without it there is no alarm of connections for classes of which the tier does not
    /// know that number, such as `db.serverless`.
    #[schemars(extend("minimum" = 1))]
    pub max_connections: Option<Input<u32>>,

    /// Seconds that a read replica may be behind its source. The alarm goes off after five minutes with more, and
    /// if replication has stopped. PostgreSQL reports up to 300 while nothing is written. Null: no alarm.
    #[serde(default = "default_replica_lag_seconds")]
    pub replica_lag_seconds: Option<Input<f64>>,

    /// Milliseconds that Aurora's readers may be behind its writer. The alarm goes off after five minutes with
    /// more. Null: no alarm.
    #[serde(default = "default_aurora_lag_milliseconds")]
    pub aurora_lag_milliseconds: Option<Input<f64>>,

    /// Milliseconds that a secondary region of a global cluster may be behind the one that writes. The alarm goes
    /// off after five minutes with more. Null: no alarm.
    #[serde(default = "default_global_lag_milliseconds")]
    pub global_lag_milliseconds: Option<Input<f64>>,

    /// Capacity of each serverless instance, in percent of `aurora.serverless.max_capacity`. The alarm goes off
    /// after 15 minutes with more. Null: no alarm.
    #[serde(default = "default_capacity_percent")]
    pub capacity_percent: Option<Input<f64>>,

    /// Size of an Aurora cluster's volume in GiB. Most versions allow 131072, which is 128 TiB. The alarm goes off
    /// with more. Null: no alarm.
    #[serde(default = "default_volume_gib")]
    pub volume_gib: Option<Input<u32>>,

    /// Makes a dashboard with a graph of each metric, also of those without an alarm. CloudWatch charges about
    /// $3 a month for each dashboard of the account after the third.
    #[serde(default)]
    pub dashboard: bool,
}

fn default_cpu_percent() -> Option<Input<f64>> {
    Some(90.0.into())
}

fn default_free_storage_percent() -> Option<Input<f64>> {
    Some(5.0.into())
}

fn default_connections_percent() -> Option<Input<f64>> {
    Some(80.0.into())
}

fn default_replica_lag_seconds() -> Option<Input<f64>> {
    Some(600.0.into())
}

fn default_aurora_lag_milliseconds() -> Option<Input<f64>> {
    Some(2000.0.into())
}

fn default_global_lag_milliseconds() -> Option<Input<f64>> {
    Some(30_000.0.into())
}

fn default_capacity_percent() -> Option<Input<f64>> {
    Some(90.0.into())
}

fn default_volume_gib() -> Option<Input<u32>> {
    Some(102_400.into())
}

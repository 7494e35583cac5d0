//! Inputs of the service: its capacity, scaling, deployments and logs.

use terrace_aws::KmsKeyArn;
use terrace_sdk::prelude::*;

/// Processor architecture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum Architecture {
    /// Intel and AMD.
    #[default]
    #[serde(rename = "X86_64")]
    X86,
    /// AWS Graviton.
    #[serde(rename = "ARM64")]
    Arm,
}

/// Metrics of a cluster in CloudWatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ContainerInsights {
    /// None beyond those that every service has.
    Disabled,
    /// Metrics of clusters, services and tasks.
    Enabled,
    /// Metrics of containers as well.
    Enhanced,
}

/// The log group of the containers.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Logs {
    /// Days for which log events are kept, one of the periods that CloudWatch offers; 0 is forever.
    #[serde(default = "default_retention_days")]
    pub retention_days: Input<u32>,

    /// ARN of the KMS key that encrypts the logs. Its policy must allow CloudWatch Logs to use it. Default:
    /// CloudWatch's own key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_arn: Option<Input<KmsKeyArn>>,
}

impl Default for Logs {
    fn default() -> Self {
        Self { retention_days: default_retention_days(), kms_key_arn: None }
    }
}

fn default_retention_days() -> Input<u32> {
    30.into()
}

/// Limits and targets of the number of tasks. Set at least one of `cpu`, `memory` and `requests_per_target`;
/// the one that needs most tasks counts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scaling {
    /// Minimum number of tasks.
    pub min: Input<u32>,

    /// Maximum number of tasks.
    pub max: Input<u32>,

    /// Average CPU load of the tasks in percent that scaling aims at.
    #[schemars(extend("minimum" = 1, "maximum" = 100))]
    pub cpu: Option<Input<u32>>,

    /// Average use of the tasks' memory in percent that scaling aims at.
    #[schemars(extend("minimum" = 1, "maximum" = 100))]
    pub memory: Option<Input<u32>>,

    /// Number of requests per minute and task that scaling aims at. It needs a load balancer.
    #[schemars(extend("minimum" = 1))]
    pub requests_per_target: Option<Input<u32>>,

    /// Seconds after which tasks may be removed again.
    #[serde(default = "default_scale_in_cooldown")]
    pub scale_in_cooldown: Input<u32>,

    /// Seconds after which tasks may be added again.
    #[serde(default = "default_scale_out_cooldown")]
    pub scale_out_cooldown: Input<u32>,
}

fn default_scale_in_cooldown() -> Input<u32> {
    300.into()
}

fn default_scale_out_cooldown() -> Input<u32> {
    60.into()
}

/// The kinds of capacity that tasks run on.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Share of Fargate. Default: all tasks, unless `fargate_spot` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fargate: Option<Share>,

    /// Share of Fargate Spot. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fargate_spot: Option<Share>,
}

/// A share of the tasks.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Number of tasks that run here first. Only one kind of capacity can have it.
    #[serde(default)]
    #[schemars(range(max = 100_000))]
    pub base: u32,

    /// Share of the remaining tasks, relative to the other weight.
    #[serde(default = "default_weight")]
    #[schemars(range(max = 1000))]
    pub weight: u32,
}

fn default_weight() -> u32 {
    1
}

/// How new versions replace old ones.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// Percentage of the tasks that must be healthy at any time.
    #[serde(default = "default_minimum_healthy_percent")]
    #[schemars(range(max = 100))]
    pub minimum_healthy_percent: u32,

    /// Percentage of the tasks that may run at any time. With 100, old tasks stop before new ones start, and
    /// ECS does not move tasks to other zones by itself.
    #[serde(default = "default_maximum_percent")]
    #[schemars(range(min = 100, max = 200))]
    pub maximum_percent: u32,

    /// Stops a deployment whose tasks do not start or are unhealthy.
    #[serde(default = "default_true")]
    pub circuit_breaker: bool,

    /// Goes back to the last version that worked when a deployment is stopped.
    #[serde(default = "default_true")]
    pub rollback: bool,

    /// Makes Terraform wait, 20 minutes at most, until the service is stable. After a rollback the service is
    /// stable too, with the previous version, and the next plan shows the change again.
    #[serde(default)]
    pub wait: bool,

    /// Keeps earlier revisions of the task definition, which a rollback may need and which cost nothing. Those
    /// that are left when the stack is destroyed remain.
    #[serde(default = "default_true")]
    pub keep_revisions: bool,
}

impl Default for Deployment {
    fn default() -> Self {
        Self {
            minimum_healthy_percent: default_minimum_healthy_percent(),
            maximum_percent: default_maximum_percent(),
            circuit_breaker: true,
            rollback: true,
            wait: false,
            keep_revisions: true,
        }
    }
}

fn default_minimum_healthy_percent() -> u32 {
    100
}

fn default_maximum_percent() -> u32 {
    200
}

fn default_true() -> bool {
    true
}

//! Inputs of the autoscaling group: which instances it starts, when, and how it replaces them.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// Instances of several types, on demand and on the Spot market.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MixedInstances {
    /// Instance types, all for the image's processor, the preferred one first. They are used in place of
    /// `instance_type`. More types make it likelier that there is capacity.
    #[schemars(extend("minItems" = 1, "maxItems" = 40))]
    pub instance_types: Vec<Input<String>>,

    /// Number of units that one instance of a type counts for in the sizes of the group, by instance type, 1
    /// to 999. Set it for all types or none. Default: each instance counts for one.
    #[serde(default)]
    pub weights: BTreeMap<String, u16>,

    /// Number of instances that are always on demand; the percentage applies to those above it. Default: 0.
    #[serde(default = "zero")]
    pub on_demand_base: Input<u32>,

    /// Percentage of instances above `on_demand_base` that are on demand. The others are Spot instances: up
    /// to 90 % cheaper, but AWS may take them back at two minutes' notice. Default: 100, no Spot instances.
    #[serde(default = "all")]
    #[schemars(extend("minimum" = 0, "maximum" = 100))]
    pub on_demand_percentage: Input<u32>,

    /// Choice of the type of a Spot instance. Default: `price-capacity-optimized`.
    #[serde(default)]
    pub spot_allocation: SpotAllocation,

    /// Starts a replacement when AWS announces that it may take a Spot instance back, before it does.
    /// Default: false.
    #[serde(default = "no")]
    pub replace_early: Input<bool>,
}

/// Choice of the type of a Spot instance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SpotAllocation {
    /// Where instances are least likely to be taken back, at a low price.
    #[default]
    PriceCapacityOptimized,
    /// Where instances are least likely to be taken back.
    CapacityOptimized,
    /// The same, in the order of `instance_types` as far as possible.
    CapacityOptimizedPrioritized,
    /// The lowest price.
    LowestPrice,
}

impl SpotAllocation {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PriceCapacityOptimized => "price-capacity-optimized",
            Self::CapacityOptimized => "capacity-optimized",
            Self::CapacityOptimizedPrioritized => "capacity-optimized-prioritized",
            Self::LowestPrice => "lowest-price",
        }
    }
}

/// Sizes of the group that apply from a certain time on. Sizes that are not set do not change.
///
/// Terraform sets `min_size` and `max_size` back to those of the tier whenever it changes the group.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// When they apply, as five fields of cron: `0 20 * * MON-FRI` is 20:00 on working days.
    #[schemars(extend("pattern" = "^\\S+( \\S+){4}$"))]
    pub recurrence: Input<String>,

    /// Time zone of `recurrence`, such as `Europe/Zurich`. Default: UTC.
    pub time_zone: Option<Input<String>>,

    /// Minimum number of instances.
    pub min_size: Option<Input<u32>>,

    /// Maximum number of instances.
    pub max_size: Option<Input<u32>>,

    /// Number of instances.
    pub desired_size: Option<Input<u32>>,
}

/// Instances that are started in advance, so that they join the group sooner.
///
/// A stopped one costs its volumes only, a running one as much as any other.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarmPool {
    /// State of the instances in the pool. Default: `stopped`.
    #[serde(default)]
    pub state: PoolState,

    /// Minimum number of instances in the pool. Default: 0.
    #[serde(default = "zero")]
    pub min_size: Input<u32>,

    /// Maximum number of instances in the group and in the pool together. Default: the group's maximum.
    pub max_prepared: Option<Input<u32>>,

    /// Puts instances that the group no longer needs back into the pool. Default: false.
    #[serde(default = "no")]
    pub reuse: Input<bool>,
}

/// State of the instances in a warm pool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PoolState {
    /// Stopped.
    #[default]
    Stopped,
    /// Running.
    Running,
}

impl PoolState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "Stopped",
            Self::Running => "Running",
        }
    }
}

/// How instances are replaced after a change of the image, the type, the user data or another property.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InstanceRefresh {
    /// Replaces the instances after each change. Otherwise only new instances have it. Default: true.
    pub automatic: bool,

    /// Percentage of the instances that stay healthy meanwhile, 0 to 100. Default: 100.
    #[schemars(extend("minimum" = 0, "maximum" = 100))]
    pub min_healthy_percentage: Input<u32>,

    /// Percentage of instances, old and new ones, that there are at most meanwhile, 100 to 200. It is at most
    /// 100 above the minimum. Default: 200.
    #[schemars(extend("minimum" = 100, "maximum" = 200))]
    pub max_healthy_percentage: Input<u32>,

    /// Seconds before a new instance counts as ready. Default: `health_check_grace_period`.
    pub warmup: Option<Input<u32>>,

    /// Percentages of replaced instances at which the refresh pauses, in order; the last one is 100. Default:
    /// no pause.
    #[serde(default)]
    pub checkpoints: Vec<u8>,

    /// Seconds of each pause. Default: 3600.
    pub checkpoint_delay: Option<Input<u32>>,

    /// Goes back to the previous configuration if new instances do not become healthy, or one of `alarms`
    /// goes off. Default: false.
    pub rollback: Input<bool>,

    /// Names of CloudWatch alarms that make the refresh fail. They need version 5.46 of the AWS provider.
    /// Default: none.
    #[serde(default)]
    pub alarms: Vec<Input<String>>,

    /// Leaves instances alone that have the new configuration already. Default: false.
    pub skip_matching: Input<bool>,
}

impl Default for InstanceRefresh {
    fn default() -> Self {
        Self {
            automatic: true,
            min_healthy_percentage: 100.into(),
            max_healthy_percentage: 200.into(),
            warmup: None,
            checkpoints: Vec::new(),
            checkpoint_delay: None,
            rollback: false.into(),
            alarms: Vec::new(),
            skip_matching: false.into(),
        }
    }
}

fn zero() -> Input<u32> {
    0.into()
}

fn all() -> Input<u32> {
    100.into()
}

fn no() -> Input<bool> {
    false.into()
}

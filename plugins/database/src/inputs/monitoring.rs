//! Metrics of the operating system.

use super::RoleArn;
use terrace_aws::PolicyArn;
use terrace_sdk::prelude::*;

/// Enhanced Monitoring: metrics of the operating system, in CloudWatch Logs, which bills them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnhancedMonitoring {
    /// Number of seconds between two measurements: 1, 5, 10, 15, 30 or 60.
    #[serde(default = "default_interval_seconds")]
    pub interval_seconds: u32,

    /// ARN of a role that lets RDS send the metrics. Default: the tier makes one.
    pub role_arn: Option<Input<RoleArn>>,

    /// ARN of the policy that sets the permissions boundary of the role that the tier makes.
    pub permissions_boundary: Option<Input<PolicyArn>>,
}

fn default_interval_seconds() -> u32 {
    60
}

//! Logs of the VPC's traffic.

use terrace_aws::{BucketArn, KmsKeyArn, PolicyArn};
use terrace_sdk::prelude::*;

/// The numbers of days for which CloudWatch Logs can keep entries.
const RETENTION_DAYS: [u16; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// Flow logs: a record of each connection in the VPC, with its addresses, ports and size.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowLogs {
    /// ARN of the bucket that receives the logs, which is cheaper for much traffic. Its policy must allow
    /// `delivery.logs.amazonaws.com` to write: for a bucket of the tier storage with `receives_logs`, use its
    /// output `log_target_arn`. Default: a new log group in CloudWatch Logs, which costs about
    /// 0.50 USD per GB.
    pub bucket_arn: Option<Input<BucketArn>>,

    /// Connections that are logged.
    #[serde(default)]
    pub traffic: Traffic,

    /// Seconds within which packets of a connection are combined into one entry: 60 or 600. With 60 there
    /// are up to ten times as many entries to pay for.
    #[serde(default = "default_interval_seconds")]
    #[schemars(extend("enum" = [60, 600]))]
    pub interval_seconds: u16,

    /// Number of days for which the log group keeps entries, one of those that CloudWatch Logs allows.
    #[serde(default = "default_retention_days")]
    #[schemars(extend("enum" = RETENTION_DAYS))]
    pub retention_days: u16,

    /// ARN of the KMS key, not of an alias, that encrypts the log group. The key's policy must allow CloudWatch
    /// Logs to use it. Default: the key of CloudWatch Logs itself.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,

    /// ARN of the policy that sets the permissions boundary of the role that writes to the log group.
    pub permissions_boundary: Option<Input<PolicyArn>>,
}

/// Connections that are logged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Traffic {
    /// All connections.
    #[default]
    All,
    /// Only connections that security groups and network ACLs allow.
    Accept,
    /// Only connections that security groups and network ACLs refuse.
    Reject,
}

impl Traffic {
    /// Returns the name of the setting in AWS.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Accept => "ACCEPT",
            Self::Reject => "REJECT",
        }
    }
}

impl FlowLogs {
    /// Returns whether CloudWatch Logs accepts the number of days.
    pub(crate) fn has_known_retention(&self) -> bool {
        RETENTION_DAYS.contains(&self.retention_days)
    }
}

fn default_interval_seconds() -> u16 {
    600
}

fn default_retention_days() -> u16 {
    30
}

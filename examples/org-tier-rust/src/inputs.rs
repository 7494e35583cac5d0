//! The tier's inputs: the watched resources, and their thresholds.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// Inputs of the observability tier. Names of log groups and of watched resources become part of Terraform's
/// addresses.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Names of the log groups.
    #[serde(default)]
    pub log_groups: Vec<String>,

    /// Number of days for which logs are kept.
    #[serde(default = "default_retention_days")]
    pub retention_days: Input<u32>,

    /// ARN of the KMS key that encrypts logs. Default: the service's own.
    pub kms_key_arn: Option<Input<String>>,

    /// E-mail addresses that alarms are sent to.
    #[serde(default)]
    pub subscribers: Vec<Input<String>>,

    /// Load balancers to watch, each under a name of your choice.
    #[serde(default)]
    pub load_balancers: BTreeMap<String, LoadBalancer>,

    /// Autoscaling groups to watch, each under a name of your choice.
    #[serde(default)]
    pub autoscaling_groups: BTreeMap<String, AutoscalingGroup>,

    /// Databases to watch, each under a name of your choice.
    #[serde(default)]
    pub databases: BTreeMap<String, Database>,
}

/// A load balancer to watch.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadBalancer {
    /// ARN of the load balancer.
    pub arn: Input<String>,

    /// ARN of the target group whose health counts. Default: no alarm for it.
    pub target_group_arn: Option<Input<String>>,

    /// Number of errors in five minutes above which an alarm is raised.
    #[serde(default = "default_max_errors")]
    pub max_errors: Input<u32>,
}

/// An autoscaling group to watch.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AutoscalingGroup {
    /// Name of the group.
    pub name: Input<String>,

    /// Average CPU load, in percent, above which an alarm is raised.
    #[serde(default = "default_max_cpu")]
    pub max_cpu: Input<u32>,
}

/// A database to watch.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Identifier of the instance.
    pub identifier: Input<String>,

    /// Average CPU load, in percent, above which an alarm is raised.
    #[serde(default = "default_max_cpu")]
    pub max_cpu: Input<u32>,

    /// Free storage, in bytes, below which an alarm is raised.
    #[serde(default = "default_min_free_storage")]
    pub min_free_storage: Input<u64>,

    /// Number of seconds that a replica may lag. Default: the database is not a replica.
    pub max_replica_lag: Option<Input<u32>>,
}

impl Inputs {
    /// Returns a problem for each name that cannot be part of an address.
    pub(crate) fn check(&self) -> Result<(), Diagnostics> {
        let groups =
            self.log_groups.iter().enumerate().map(|(index, name)| (format!("/log_groups/{index}"), name));
        let named = |key: &'static str, name| (format!("/{key}/{name}"), name);
        let load_balancers = self.load_balancers.keys().map(|name| named("load_balancers", name));
        let autoscaling = self.autoscaling_groups.keys().map(|name| named("autoscaling_groups", name));
        let databases = self.databases.keys().map(|name| named("databases", name));
        let mut problems = Diagnostics::new();
        for (path, name) in groups.chain(load_balancers).chain(autoscaling).chain(databases) {
            if !is_identifier(name) {
                let problem =
                    Diagnostic::new("invalid-name", format!("`{name}` cannot be part of an address"));
                let hint = "begin with a letter, and use letters, digits, `_` and `-`";
                problems.push(problem.path(path).hint(hint));
            }
        }
        for (index, name) in self.log_groups.iter().enumerate() {
            if self.log_groups[..index].contains(name) {
                let problem =
                    Diagnostic::new("duplicate-log-group", format!("there are two log groups `{name}`"));
                problems.push(problem.path(format!("/log_groups/{index}")).hint("remove one of them"));
            }
        }
        problems.finish()
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn default_retention_days() -> Input<u32> {
    30.into()
}

fn default_max_errors() -> Input<u32> {
    10.into()
}

fn default_max_cpu() -> Input<u32> {
    80.into()
}

fn default_min_free_storage() -> Input<u64> {
    2_147_483_648.into()
}

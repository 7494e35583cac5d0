//! The tier's inputs, and the checks of their combinations.

use crate::alarms::Alarms;
use crate::bucket::Versioning;
use crate::cors::{self, CorsRule};
use crate::forms::{AccountId, RoleArn};
use crate::lifecycle::{self, LifecycleRule};
use crate::log_delivery::{self, LogKind};
use crate::notifications::{self, Notifications};
use crate::object_lock::{self, ObjectLock};
use crate::replication::{self, ReplicateTo};
use crate::reports::{self, AccessLogs, Inventory, RequestMetrics};
use crate::statements::{self, PolicyStatement};
use std::collections::BTreeMap;
use terrace_aws::KmsKeyArn;
use terrace_sdk::prelude::*;

/// Inputs of the storage tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name of the bucket, without the random suffix that makes it unique in all of AWS: up to 54 lower-case
    /// letters, digits and `-`. Default: composed of the names of stack, environment, region and tier, and cut
    /// off if it is longer.
    pub name: Option<String>,

    /// ARN of the KMS key, not of an alias, that encrypts the objects. Default: S3's own key.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,

    /// Versioning of the objects. Replication and the object lock require it.
    #[serde(default = "default_versioning")]
    pub versioning: Versioning,

    /// Number of days after which an overwritten or deleted version of an object is deleted permanently, at
    /// least 1. Default: never.
    #[schemars(extend("minimum" = 1, "maximum" = i32::MAX))]
    pub noncurrent_version_days: Option<Input<u32>>,

    /// Rules that move objects to cheaper storage classes and delete them, by name.
    #[serde(default)]
    pub lifecycle_rules: BTreeMap<String, LifecycleRule>,

    /// Allows the bucket to be destroyed while it contains objects.
    #[serde(default = "default_force_destroy")]
    pub force_destroy: Input<bool>,

    /// Protection of object versions against deletion. Once it is on, it stays on. Default: none.
    pub object_lock: Option<ObjectLock>,

    /// Target that all new objects are replicated to. S3 charges for the transfer between regions, and for each
    /// request. Default: none.
    pub replicate_to: Option<ReplicateTo>,

    /// Targets of replication, by the name of their rule: further ones, or several in place of `replicate_to`.
    /// One that is the instance's own bucket is left out, so that all regions can share the list, and replicate
    /// to each other.
    #[serde(default)]
    pub replicas: BTreeMap<String, ReplicateTo>,

    /// ARNs of the roles of other accounts that may replicate to this bucket: their output
    /// `replication_role_arn`. Roles of the bucket's own account need no permission here.
    #[schemars(extend("minItems" = 1))]
    pub receives_replicas_from: Option<Vec<Input<RoleArn>>>,

    /// Logs that AWS may deliver to this bucket. Default: none.
    #[serde(default)]
    pub receives_logs: Vec<LogKind>,

    /// IDs of the accounts that those logs may come from. Default: the bucket's own.
    #[schemars(extend("minItems" = 1))]
    pub log_accounts: Option<Vec<Input<AccountId>>>,

    /// Statements of your own in the bucket's policy, by name (`Sid`).
    #[serde(default)]
    pub statements: BTreeMap<String, PolicyStatement>,

    /// Requests that browsers may send from pages of other origins. Default: none.
    #[serde(default)]
    #[schemars(extend("maxItems" = 100))]
    pub cors_rules: Vec<CorsRule>,

    /// Events that S3 sends. Default: none.
    pub notifications: Option<Notifications>,

    /// Server access logs of this bucket. Default: none.
    pub access_logs: Option<AccessLogs>,

    /// Lists of the bucket's objects. Default: none.
    pub inventory: Option<Inventory>,

    /// Requests that CloudWatch counts, by the name of the metrics.
    #[serde(default)]
    pub request_metrics: BTreeMap<String, RequestMetrics>,

    /// Alarms of the replication. Default: none.
    pub alarms: Option<Alarms>,
}

fn default_versioning() -> Versioning {
    Versioning::Enabled
}

fn default_force_destroy() -> Input<bool> {
    false.into()
}

impl Inputs {
    pub(crate) fn check(&self, context: &Context) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        problems.take(self.check_versioning(context));
        problems.take(lifecycle::check(self));
        if let Some(lock) = &self.object_lock {
            problems.take(object_lock::check(lock));
        }
        problems.take(replication::check(self, context));
        problems.take(log_delivery::check(self));
        problems.take(statements::check(&self.statements));
        problems.take(cors::check(&self.cors_rules));
        if let Some(notifications) = &self.notifications {
            problems.take(notifications::check(notifications));
        }
        if let Some(logs) = &self.access_logs {
            problems.take(reports::check_access_logs(logs, context));
        }
        problems.take(reports::check_metrics(&self.request_metrics));
        problems.finish()
    }

    /// Checks that versioning is on for everything that requires it.
    fn check_versioning(&self, context: &Context) -> Result<(), Diagnostics> {
        if self.versioning == Versioning::Enabled {
            return Ok(());
        }
        let mut problems = Diagnostics::new();
        for (is_on, what) in [
            (self.object_lock.is_some(), "the object lock"),
            (replication::is_on(self, context), "replication"),
            (self.receives_replicas_from.is_some(), "a target of replication"),
        ] {
            if is_on {
                let summary = format!("{what} requires versioning, but it is suspended");
                let problem = Diagnostic::new("versioning-suspended", summary).path("/versioning");
                problems.push(problem.hint("set versioning to Enabled"));
            }
        }
        problems.finish()
    }
}

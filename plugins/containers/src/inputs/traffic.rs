//! Inputs of the way from a load balancer to the service.

use crate::forms::BucketName;
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// Requests that a listener forwards to the service: those that match all conditions that are set. At most
/// five values in all.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListenerRule {
    /// Position among the listener's rules, 1 to 50000: the rule with the lowest number that matches counts.
    /// Each rule has its own.
    #[schemars(extend("minimum" = 1, "maximum" = 50_000))]
    pub priority: Input<u32>,

    /// Host names, one of which must match; `*` and `?` match any text and any character.
    #[serde(default)]
    pub hosts: Vec<Input<String>>,

    /// Paths, one of which must match, such as `/api/*`.
    #[serde(default)]
    pub paths: Vec<Input<String>>,

    /// Headers by name, each with values of which one must match.
    #[serde(default)]
    pub headers: BTreeMap<String, Vec<Input<String>>>,
}

/// Settings of the service's own load balancer.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadBalancer {
    /// Gives the load balancer private addresses only. Its subnets can then be private ones.
    #[serde(default)]
    pub internal: bool,

    /// CIDR blocks that may connect.
    #[serde(default = "default_allowed_cidr_blocks")]
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub allowed_cidr_blocks: Vec<String>,

    /// TLS versions and ciphers of the HTTPS listener, as the name of an AWS policy.
    #[serde(default = "default_ssl_policy")]
    pub ssl_policy: Input<String>,

    /// Seconds after which a connection without data is closed, 1 to 4000.
    #[serde(default = "default_idle_timeout")]
    #[schemars(extend("minimum" = 1, "maximum" = 4000))]
    pub idle_timeout: Input<u32>,

    /// Protects the load balancer against deletion by AWS.
    #[serde(default = "default_deletion_protection")]
    pub deletion_protection: Input<bool>,

    /// Name of the bucket for access logs, whose policy must allow Elastic Load Balancing to write. Default:
    /// there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_logs_bucket: Option<Input<BucketName>>,
}

impl Default for LoadBalancer {
    fn default() -> Self {
        Self {
            internal: false,
            allowed_cidr_blocks: default_allowed_cidr_blocks(),
            ssl_policy: default_ssl_policy(),
            idle_timeout: default_idle_timeout(),
            deletion_protection: default_deletion_protection(),
            access_logs_bucket: None,
        }
    }
}

fn default_allowed_cidr_blocks() -> Vec<String> {
    vec!["0.0.0.0/0".into()]
}

fn default_ssl_policy() -> Input<String> {
    "ELBSecurityPolicy-TLS13-1-2-2021-06".into()
}

fn default_idle_timeout() -> Input<u32> {
    60.into()
}

fn default_deletion_protection() -> Input<bool> {
    false.into()
}

/// The container that receives requests.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Name of the container. Default: the only one with ports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,

    /// Port of the container. Default: its only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,

    /// Check of each task's health by the load balancer.
    #[serde(default)]
    pub health_check: TargetHealthCheck,

    /// Seconds after the start of a task in which failures of the health check do not stop it.
    #[serde(default = "default_grace_period")]
    pub health_check_grace_period: Input<u32>,

    /// Seconds for which open requests of a task that is stopped may continue, at most 3600.
    #[serde(default = "default_deregistration_delay")]
    #[schemars(extend("maximum" = 3600))]
    pub deregistration_delay: Input<u32>,

    /// Sends the requests of a client to the same task. Default: to any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stickiness: Option<Stickiness>,
}

impl Default for Target {
    fn default() -> Self {
        Self {
            container: None,
            port: None,
            health_check: TargetHealthCheck::default(),
            health_check_grace_period: default_grace_period(),
            deregistration_delay: default_deregistration_delay(),
            stickiness: None,
        }
    }
}

fn default_grace_period() -> Input<u32> {
    60.into()
}

fn default_deregistration_delay() -> Input<u32> {
    30.into()
}

/// Check of each task's health by the load balancer.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetHealthCheck {
    /// Path of the request.
    #[serde(default = "default_path")]
    pub path: Input<String>,

    /// Status codes of a healthy task, such as `200` or `200-399`.
    #[serde(default = "default_matcher")]
    pub matcher: Input<String>,

    /// Seconds between two checks, 5 to 300.
    #[serde(default = "default_interval")]
    #[schemars(extend("minimum" = 5, "maximum" = 300))]
    pub interval: Input<u32>,

    /// Seconds after which a check has failed, 2 to 120.
    #[serde(default = "default_timeout")]
    #[schemars(extend("minimum" = 2, "maximum" = 120))]
    pub timeout: Input<u32>,
}

impl Default for TargetHealthCheck {
    fn default() -> Self {
        Self {
            path: default_path(),
            matcher: default_matcher(),
            interval: default_interval(),
            timeout: default_timeout(),
        }
    }
}

fn default_path() -> Input<String> {
    "/".into()
}

fn default_matcher() -> Input<String> {
    "200".into()
}

fn default_interval() -> Input<u32> {
    15.into()
}

fn default_timeout() -> Input<u32> {
    5.into()
}

/// A cookie of the load balancer that binds a client to a task.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stickiness {
    /// Seconds for which the cookie is valid, at most a week.
    #[serde(default = "default_cookie_duration")]
    #[schemars(extend("minimum" = 1, "maximum" = 604_800))]
    pub duration: Input<u32>,
}

fn default_cookie_duration() -> Input<u32> {
    86_400.into()
}

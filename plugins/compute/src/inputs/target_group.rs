//! Inputs of the target groups.

use terrace_sdk::prelude::*;

/// A group of targets that requests are forwarded to.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetGroup {
    /// Port on which the targets serve. AWS replaces the group when it changes. Default: the tier's `port`.
    #[schemars(range(min = 1))]
    pub port: Option<u16>,

    /// Protocol between load balancer and targets. The load balancer does not check the certificates of
    /// targets. Default: `HTTP`.
    #[serde(default)]
    pub protocol: Protocol,

    /// Version of the protocol. gRPC needs an HTTPS listener. Default: `HTTP1`.
    pub protocol_version: Option<ProtocolVersion>,

    /// Targets of the group. All instances of the tier join the groups of type `instance`. Those of type `ip`
    /// are for targets of another tier, such as containers. Default: `instance`.
    #[serde(default)]
    pub target_type: TargetType,

    /// Requests that determine which targets are healthy.
    #[serde(default)]
    pub health_check: HealthCheck,

    /// Sends the requests of a client to the same target. Default: each request goes to any target.
    pub stickiness: Option<Stickiness>,

    /// Seconds that a target has to finish its requests before it is removed, 0 to 3600. Instances are not
    /// terminated before. Default: 300.
    #[schemars(extend("minimum" = 0, "maximum" = 3600))]
    pub deregistration_delay: Option<Input<u32>>,

    /// Seconds over which a new target gets more and more requests, 30 to 900. Default: it gets its share at
    /// once.
    #[schemars(extend("minimum" = 30, "maximum" = 900))]
    pub slow_start: Option<Input<u32>>,

    /// Choice of the target for a request. Default: `round_robin`.
    pub algorithm: Option<Algorithm>,
}

/// Protocol between the load balancer and targets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Protocol {
    /// Not encrypted.
    #[default]
    Http,
    /// Encrypted.
    Https,
}

impl Protocol {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Https => "HTTPS",
        }
    }
}

/// Version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum ProtocolVersion {
    /// HTTP/1.1.
    Http1,
    /// HTTP/2.
    Http2,
    /// gRPC.
    Grpc,
}

impl ProtocolVersion {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Http1 => "HTTP1",
            Self::Http2 => "HTTP2",
            Self::Grpc => "GRPC",
        }
    }
}

/// Targets of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TargetType {
    /// The tier's instances.
    #[default]
    Instance,
    /// IP addresses, such as those of containers.
    Ip,
}

impl TargetType {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::Ip => "ip",
        }
    }
}

/// Choice of the target for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// Targets take turns.
    RoundRobin,
    /// The target with the fewest requests in progress.
    LeastOutstandingRequests,
    /// Any target, at random.
    WeightedRandom,
}

impl Algorithm {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::RoundRobin => "round_robin",
            Self::LeastOutstandingRequests => "least_outstanding_requests",
            Self::WeightedRandom => "weighted_random",
        }
    }
}

/// Requests that determine which targets are healthy. Instances that are not are replaced.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HealthCheck {
    /// Path of the requests. Default: the tier's `health_check_path`, or `/AWS.ALB/healthcheck` for gRPC.
    pub path: Option<Input<String>>,

    /// Status codes of a healthy target: one such as `200`, a list such as `200,302`, or a range such as
    /// `200-399`. Default: `200`, or `12` for gRPC.
    #[schemars(extend("pattern" = "^[0-9]{1,3}(-[0-9]{1,3})?(,[0-9]{1,3}(-[0-9]{1,3})?)*$"))]
    pub matcher: Option<Input<String>>,

    /// Port of the requests. Default: that of the group.
    #[schemars(range(min = 1))]
    pub port: Option<u16>,

    /// Protocol of the requests. Default: that of the group.
    pub protocol: Option<Protocol>,

    /// Seconds between two requests, 5 to 300. Default: 15.
    #[schemars(extend("minimum" = 5, "maximum" = 300))]
    pub interval: Input<u32>,

    /// Seconds that a target has to answer, 2 to 120. Default: 5.
    #[schemars(extend("minimum" = 2, "maximum" = 120))]
    pub timeout: Input<u32>,

    /// Number of successes in a row after which a target is healthy, 2 to 10. Default: 2.
    #[schemars(extend("minimum" = 2, "maximum" = 10))]
    pub healthy_threshold: Input<u32>,

    /// Number of failures in a row after which a target is not healthy, 2 to 10. Default: 3.
    #[schemars(extend("minimum" = 2, "maximum" = 10))]
    pub unhealthy_threshold: Input<u32>,
}

impl Default for HealthCheck {
    fn default() -> Self {
        Self {
            path: None,
            matcher: None,
            port: None,
            protocol: None,
            interval: 15.into(),
            timeout: 5.into(),
            healthy_threshold: 2.into(),
            unhealthy_threshold: 3.into(),
        }
    }
}

/// Sends the requests of a client to the same target, by a cookie.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stickiness {
    /// Turns it on. AWS goes on when you only remove `stickiness`, so set this to false first. Default: true.
    #[serde(default = "default_enabled")]
    pub enabled: Input<bool>,

    /// Name of a cookie that the application sets. Default: a cookie of the load balancer's own.
    pub cookie_name: Option<Input<String>>,

    /// Seconds for which a client keeps its target, 1 to 604800 (a week). Default: 86400, a day.
    #[serde(default = "default_cookie_duration")]
    #[schemars(extend("minimum" = 1, "maximum" = 604_800))]
    pub duration: Input<u32>,
}

fn default_enabled() -> Input<bool> {
    true.into()
}

fn default_cookie_duration() -> Input<u32> {
    86_400.into()
}

//! Inputs of a container.

use crate::forms::ParameterArn;
use std::collections::BTreeMap;
use terrace_aws::SecretArn;
use terrace_sdk::prelude::*;

/// A container of each task.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Container {
    /// Image with its tag or digest, such as `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1.4`.
    pub image: Input<String>,

    /// TCP ports that the container listens on.
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub ports: Vec<u16>,

    /// Stops the whole task when the container exits.
    #[serde(default = "default_essential")]
    pub essential: bool,

    /// Program and arguments, in place of the image's entry point. Default: the image's.
    pub entry_point: Option<Vec<Input<String>>>,

    /// Arguments of the entry point. Default: the image's.
    pub command: Option<Vec<Input<String>>>,

    /// Environment variables. They are visible to everybody who may read task definitions, so put secrets in
    /// `secrets` or `parameters`.
    #[serde(default)]
    pub environment: BTreeMap<String, Input<String>>,

    /// Environment variables from Secrets Manager. Tasks read them once, when they start.
    #[serde(default)]
    pub secrets: BTreeMap<String, Secret>,

    /// Environment variables from Systems Manager, by the ARN of the parameter.
    #[serde(default)]
    pub parameters: BTreeMap<String, Input<ParameterArn>>,

    /// ARN of the secret with the credentials of the image's registry, if that is private and not ECR.
    pub registry_secret_arn: Option<Input<SecretArn>>,

    /// Check of the container's health. Default: it is healthy while it runs.
    pub health_check: Option<HealthCheck>,

    /// Containers that must be in a certain state before this one starts, by name.
    #[serde(default)]
    pub depends_on: BTreeMap<String, Condition>,

    /// CPU that is reserved for the container, in units of 1/1024 vCPU. Default: none.
    pub cpu: Option<u32>,

    /// Memory in MiB above which the container is stopped. Default: the task's.
    #[schemars(range(min = 6))]
    pub memory: Option<u32>,

    /// Memory in MiB that is reserved for the container. Default: none.
    #[schemars(range(min = 6))]
    pub memory_reservation: Option<u32>,

    /// User, and group if any, that the container runs as, such as `1000:1000`. Default: the image's.
    pub user: Option<Input<String>>,

    /// Working directory. Default: the image's.
    pub working_directory: Option<Input<String>>,

    /// Makes the root file system read-only, except for `writable_directories`.
    #[serde(default)]
    pub read_only_root_filesystem: bool,

    /// Absolute paths of directories on the task's ephemeral storage, such as `/tmp`. They are empty at first.
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub writable_directories: Vec<String>,

    /// Seconds between the signals TERM and KILL when the container is stopped, at most 120. Default: 30.
    #[schemars(range(max = 120))]
    pub stop_timeout: Option<u32>,
}

/// A secret in Secrets Manager.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// ARN of the secret.
    pub arn: Input<SecretArn>,

    /// Key in the secret, which then contains a JSON object. Default: the variable is the whole secret.
    pub key: Option<Input<String>>,
}

/// A check that runs in the container. Set either `shell` or `command`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HealthCheck {
    /// Command for the container's shell, such as `curl -f http://localhost/ || exit 1`.
    pub shell: Option<Input<String>>,

    /// Program and arguments, without a shell.
    pub command: Option<Vec<Input<String>>>,

    /// Seconds between two checks, 5 to 300.
    #[serde(default = "default_interval")]
    #[schemars(range(min = 5, max = 300))]
    pub interval: u32,

    /// Seconds after which a check has failed, 2 to 60.
    #[serde(default = "default_timeout")]
    #[schemars(range(min = 2, max = 60))]
    pub timeout: u32,

    /// Failures in a row after which the container is unhealthy, 1 to 10.
    #[serde(default = "default_retries")]
    #[schemars(range(min = 1, max = 10))]
    pub retries: u32,

    /// Seconds after the start in which failures do not count, 0 to 300.
    #[serde(default)]
    #[schemars(range(max = 300))]
    pub start_period: u32,
}

/// The state of a container that another one waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// It has started.
    Start,
    /// It has exited.
    Complete,
    /// It has exited with status 0.
    Success,
    /// Its health check has passed.
    Healthy,
}

impl Condition {
    /// Returns the name that ECS has for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::Complete => "COMPLETE",
            Self::Success => "SUCCESS",
            Self::Healthy => "HEALTHY",
        }
    }
}

fn default_essential() -> bool {
    true
}

fn default_interval() -> u32 {
    30
}

fn default_timeout() -> u32 {
    5
}

fn default_retries() -> u32 {
    3
}

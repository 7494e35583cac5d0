//! The tier's inputs.

mod alarms;
mod container;
mod service;
mod traffic;

pub use alarms::Alarms;
pub use container::{Condition, Container, HealthCheck, Secret};
pub use service::{Architecture, Capacity, ContainerInsights, Deployment, Logs, Scaling, Share};
pub use traffic::{ListenerRule, LoadBalancer, Stickiness, Target, TargetHealthCheck};

use crate::forms::{CertificateArn, ClusterArn, ListenerArn, RepositoryArn, RoleArn, ServiceName};
use std::collections::BTreeMap;
use terrace_aws::{KmsKeyArn, OwnStatement, PolicyArn, SecurityGroupId, SubnetId, VpcId};
use terrace_sdk::prelude::*;

/// Inputs of the containers tier. Set `listener_arn` for a service behind an existing load balancer,
/// `public_subnet_ids` for one of its own, or neither for a service without one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name of the service, its cluster and its task definition, and the beginning of the roles' names:
    /// letters, digits, `_` and `-`, at most 255. Default: composed of the names of stack, environment, region
    /// and tier.
    pub name: Option<ServiceName>,

    /// ID of the VPC.
    pub vpc_id: Input<VpcId>,

    /// IDs of the tasks' subnets. Without a NAT gateway or VPC endpoints, tasks in private subnets cannot pull
    /// images.
    #[schemars(extend("minItems" = 1))]
    pub subnet_ids: Input<Vec<Input<SubnetId>>>,

    /// Gives each task a public IPv4 address, which AWS charges for. Tasks in public subnets need one to reach
    /// the internet.
    #[serde(default = "no")]
    pub assign_public_ip: Input<bool>,

    /// ARN of the cluster that the service runs in, which must have the capacity providers that `capacity`
    /// uses. Default: a cluster of its own.
    pub cluster_arn: Option<Input<ClusterArn>>,

    /// Metrics of the service's own cluster in CloudWatch, which charges for them. Default: disabled.
    pub container_insights: Option<ContainerInsights>,

    /// The containers of each task, by name: letters, digits, `_` and `-`.
    pub containers: BTreeMap<String, Container>,

    /// CPU of each task in units of 1/1024 vCPU: 256, 512, 1024, 2048, 4096, 8192 or 16384.
    #[serde(default = "default_cpu")]
    pub cpu: Input<u32>,

    /// Memory of each task in MiB: 512, 1024 or 2048 with the least CPU, more with more. AWS offers only some
    /// combinations with `cpu`.
    #[serde(default = "default_memory")]
    pub memory: Input<u32>,

    /// Processor that the images are for. Tasks on ARM64 cost about a fifth less.
    #[serde(default)]
    pub architecture: Architecture,

    /// Ephemeral storage of each task in GiB, 21 to 200, which AWS charges for. Default: 20 GiB, free of
    /// charge.
    #[schemars(extend("minimum" = 21, "maximum" = 200))]
    pub ephemeral_storage: Option<Input<u32>>,

    /// The log group of the containers.
    #[serde(default)]
    pub logs: Logs,

    /// Number of tasks. With `scaling`, the number at the start. Default: 2, or with `scaling` the number within its
    /// limits that is closest to 2.
    pub desired_count: Option<Input<u32>>,

    /// Limits and targets of the number of tasks. Default: it is always `desired_count`.
    pub scaling: Option<Scaling>,

    /// How tasks are distributed over Fargate and Fargate Spot, which is cheaper but stops tasks at two minutes'
    /// notice. Default: all of them run on Fargate.
    #[serde(default)]
    pub capacity: Capacity,

    /// How new versions replace old ones.
    #[serde(default)]
    pub deployment: Deployment,

    /// ARN of the listener that forwards requests to the service, such as the output `listener_arn` of the
    /// tier `compute`.
    pub listener_arn: Option<Input<ListenerArn>>,

    /// ID of the security group of the listener's load balancer. The tier allows it to connect to the tasks.
    pub load_balancer_security_group_id: Option<Input<SecurityGroupId>>,

    /// Requests of the listener that the service receives. Required with `listener_arn`.
    pub listener_rule: Option<ListenerRule>,

    /// IDs of the subnets of the service's own load balancer: at least two, each in a different availability
    /// zone. A load balancer is charged for by the hour. Default: it has none.
    #[schemars(extend("minItems" = 2))]
    pub public_subnet_ids: Option<Input<Vec<Input<SubnetId>>>>,

    /// ARN of a certificate. With it the service's own load balancer serves HTTPS, and redirects HTTP to it.
    pub certificate_arn: Option<Input<CertificateArn>>,

    /// Settings of the service's own load balancer.
    pub load_balancer: Option<LoadBalancer>,

    /// The container that receives the requests of the load balancer, and how its health is checked. Default:
    /// the only container with ports.
    pub target: Option<Target>,

    /// IDs of security groups whose members may connect to the containers' ports, by names that are part of
    /// the rules' addresses: lower-case letters, digits and `_`.
    #[serde(default)]
    pub client_security_group_ids: BTreeMap<String, Input<SecurityGroupId>>,

    /// IDs of further security groups of the tasks, such as one that a database accepts.
    #[serde(default)]
    pub extra_security_group_ids: Vec<Input<SecurityGroupId>>,

    /// Lets tasks connect to anything. Without it they reach only what the groups in
    /// `extra_security_group_ids` allow, which must include the registry of the images.
    #[serde(default = "yes")]
    pub internet_access: bool,

    /// Policies of the task's role, each a list of statements, by names of lower-case letters, digits and `_`.
    /// They are what the application itself may do.
    #[serde(default)]
    pub policies: BTreeMap<String, Vec<OwnStatement>>,

    /// ARNs of managed policies of the task's role, by names that you choose: lower-case letters, digits and
    /// `_`.
    #[serde(default)]
    pub policy_arns: BTreeMap<String, Input<PolicyArn>>,

    /// ARN of an existing role for the tasks, which must trust `ecs-tasks.amazonaws.com`. Default: a role with
    /// `policies` and `policy_arns`.
    pub task_role_arn: Option<Input<RoleArn>>,

    /// ARN of the policy that sets the permissions boundary of the roles.
    pub permissions_boundary: Option<Input<PolicyArn>>,

    /// ARNs of your own KMS keys, not of aliases, that encrypt the secrets and parameters of the containers.
    #[serde(default)]
    pub kms_key_arns: Vec<Input<KmsKeyArn>>,

    /// ARNs of the ECR repositories that images are pulled from. Default: the images' own, and all those of
    /// the account in the region if the repository of an image is an expression.
    pub repository_arns: Option<Vec<Input<RepositoryArn>>>,

    /// Allows `aws ecs execute-command`, to debug running containers. Anybody with that permission then has a
    /// shell with the rights of the task's role. It does not work in containers with a read-only file system.
    #[serde(default)]
    pub enable_exec: bool,

    /// Alarms of the service and of its target group. Default: none.
    pub alarms: Option<Alarms>,
}

fn no() -> Input<bool> {
    false.into()
}

fn yes() -> bool {
    true
}

fn default_cpu() -> Input<u32> {
    256.into()
}

fn default_memory() -> Input<u32> {
    512.into()
}

//! The tier's inputs.

mod alarms;
mod form;
mod load_balancer;
mod rule;
mod scaling;
mod target_group;
mod volume;

pub use alarms::Alarms;
pub use form::{BucketName, CertificateArn, PrefixListId, ProfileName, SnapshotId, WebAclArn};
pub use load_balancer::{Access, AccessLogs, LoadBalancer};
pub use rule::{Action, ContentType, FixedResponse, Redirect, Rule};
pub use scaling::{InstanceRefresh, MixedInstances, PoolState, Schedule, SpotAllocation, WarmPool};
pub use target_group::{
    Algorithm, HealthCheck, Protocol, ProtocolVersion, Stickiness, TargetGroup, TargetType,
};
pub use volume::{DataVolume, RootVolume, VolumeType};

use crate::dns::Dns;
use crate::sizes;
use std::collections::BTreeMap;
use terrace_aws::SecurityGroupId;
use terrace_sdk::prelude::*;

/// Inputs of the compute tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// ID of the VPC.
    pub vpc_id: Input<String>,

    /// IDs of the load balancer's subnets: at least two, each in a different availability zone. Required
    /// unless `load_balancer.subnet_ids` is set.
    #[schemars(extend("minItems" = 2))]
    pub public_subnet_ids: Option<Input<Vec<Input<String>>>>,

    /// IDs of the instances' subnets. Required unless there are no instances.
    #[schemars(extend("minItems" = 1))]
    pub private_subnet_ids: Option<Input<Vec<Input<String>>>>,

    /// Settings of the load balancer.
    #[serde(default)]
    pub load_balancer: LoadBalancer,

    /// ARN of a certificate. With it the load balancer serves HTTPS, and redirects HTTP to it.
    pub certificate_arn: Option<Input<CertificateArn>>,

    /// TLS versions and ciphers of the HTTPS listener, as the name of an AWS policy.
    #[serde(default = "default_ssl_policy")]
    pub ssl_policy: Input<String>,

    /// Record in Route 53 that points to the load balancer. Default: none.
    pub dns: Option<Dns>,

    /// Protects the load balancer against deletion by AWS.
    #[serde(default = "default_deletion_protection")]
    pub deletion_protection: Input<bool>,

    /// Target groups, by names of up to 24 lower-case letters, digits, `-` and `_`. The group `main` exists
    /// whenever there are instances; name it here to change its settings. Default: only `main`.
    #[serde(default)]
    pub target_groups: BTreeMap<String, TargetGroup>,

    /// Rules of the listener that serves the application, by names of the same form. Default: none.
    #[serde(default)]
    pub rules: BTreeMap<String, Rule>,

    /// What happens to requests that no rule matches. Default: they are forwarded to `main`, or answered with
    /// status 404 if there is no such target group.
    pub default_action: Option<Action>,

    /// Port on which the application serves HTTP on each instance.
    #[serde(default = "default_port")]
    #[schemars(range(min = 1))]
    pub port: u16,

    /// Path that returns status 200 while an instance is healthy.
    #[serde(default = "default_health_check_path")]
    pub health_check_path: Input<String>,

    /// Seconds before the health of a new instance counts.
    #[serde(default = "default_health_check_grace_period")]
    pub health_check_grace_period: Input<u32>,

    /// Creates instances. Without them the tier is a load balancer for targets of other tiers, such as
    /// containers. Default: true.
    #[serde(default = "default_instances")]
    pub instances: bool,

    /// ID of the machine image. Default: the newest one that matches `ami_name`.
    pub ami_id: Option<Input<String>>,

    /// Name of the machine image, one of Amazon's own; `*` matches any text. It must be for the instance
    /// type's processor.
    #[serde(default = "default_ami_name")]
    pub ami_name: Input<String>,

    /// Root device of the image in `ami_id`. Its volume is encrypted under this name.
    #[serde(default = "default_root_device_name")]
    pub root_device_name: Input<String>,

    /// Size of the root volume in GiB. Default: the image's.
    pub root_volume_size: Option<Input<u32>>,

    /// Settings of the root volume.
    #[serde(default)]
    pub root_volume: RootVolume,

    /// More volumes, by the names of their devices, such as `/dev/sdf`. The instances must format and mount
    /// them. Default: none.
    #[serde(default)]
    pub data_volumes: BTreeMap<String, DataVolume>,

    /// Instance type.
    #[serde(default = "default_instance_type")]
    pub instance_type: Input<String>,

    /// Instances of several types, on demand and on the Spot market. Default: all are of `instance_type`, on
    /// demand.
    pub mixed_instances: Option<MixedInstances>,

    /// Name of the instance profile. For a shell on instances, its role needs the managed policy
    /// `AmazonSSMManagedInstanceCore`: Session Manager needs neither a key nor an open port, only a way out
    /// to the internet or to interface endpoints. Default: instances have no role.
    pub instance_profile_name: Option<Input<ProfileName>>,

    /// IDs of more security groups for the instances. Default: only their own.
    pub security_group_ids: Option<Input<Vec<Input<SecurityGroupId>>>>,

    /// Script or other user data that an instance runs on its first start: up to 16 KiB of text, not encoded.
    pub user_data: Option<Input<String>>,

    /// User data that is already encoded in base64, such as a script compressed with `base64gzip`. Use it for
    /// data that is not text, or is too long for `user_data`.
    pub user_data_base64: Option<Input<String>>,

    /// Minimum number of instances.
    #[serde(default = "default_min_size")]
    pub min_size: Input<u32>,

    /// Maximum number of instances.
    #[serde(default = "default_max_size")]
    pub max_size: Input<u32>,

    /// Initial number of instances; scaling changes it afterwards. Default: the minimum.
    pub desired_size: Option<Input<u32>>,

    /// Average CPU load in percent that scaling aims at. Null: the load does not count.
    #[serde(default = "default_target_cpu")]
    pub target_cpu: Option<Input<u32>>,

    /// Requests of a minute for each instance that scaling aims at, counted in the target group `main`. With
    /// `target_cpu` as well, the larger of the two numbers of instances applies. Default: requests do not
    /// count.
    #[schemars(extend("minimum" = 1))]
    pub target_requests: Option<Input<u32>>,

    /// Changes of the sizes at certain times, by names of the same form as target groups. Default: none.
    #[serde(default)]
    pub schedules: BTreeMap<String, Schedule>,

    /// Instances that are started in advance. Default: none.
    pub warm_pool: Option<WarmPool>,

    /// How instances are replaced after a change.
    #[serde(default)]
    pub instance_refresh: InstanceRefresh,

    /// Alarms of the load balancer and the instances. Default: none.
    pub alarms: Option<Alarms>,
}

fn default_ssl_policy() -> Input<String> {
    "ELBSecurityPolicy-TLS13-1-2-2021-06".into()
}

fn default_deletion_protection() -> Input<bool> {
    false.into()
}

fn default_port() -> u16 {
    80
}

fn default_health_check_path() -> Input<String> {
    "/".into()
}

fn default_health_check_grace_period() -> Input<u32> {
    300.into()
}

fn default_instances() -> bool {
    true
}

fn default_ami_name() -> Input<String> {
    "al2023-ami-2023.*-x86_64".into()
}

fn default_root_device_name() -> Input<String> {
    "/dev/xvda".into()
}

fn default_instance_type() -> Input<String> {
    "t3.micro".into()
}

fn default_min_size() -> Input<u32> {
    sizes::DEFAULT_MIN.into()
}

fn default_max_size() -> Input<u32> {
    sizes::DEFAULT_MAX.into()
}

fn default_target_cpu() -> Option<Input<u32>> {
    Some(60.into())
}

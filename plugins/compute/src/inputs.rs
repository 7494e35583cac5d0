//! What the tier takes, and what of it goes together.

use crate::dns::Dns;
use crate::sizes;
use terrace_sdk::prelude::*;

/// Inputs of the compute tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// ID of the VPC.
    pub vpc_id: Input<String>,

    /// IDs of the subnets of the load balancer: at least two, each in an availability zone of its own.
    #[schemars(extend("minItems" = PUBLIC_SUBNETS))]
    pub public_subnet_ids: Input<Vec<Input<String>>>,

    /// IDs of the subnets of the instances.
    #[schemars(extend("minItems" = 1))]
    pub private_subnet_ids: Input<Vec<Input<String>>>,

    /// ARN of a certificate. With it the load balancer serves HTTPS, and HTTP redirects there.
    pub certificate_arn: Option<Input<String>>,

    /// TLS versions and ciphers of the HTTPS listener, by the name of a policy of AWS's.
    #[serde(default = "default_ssl_policy")]
    pub ssl_policy: Input<String>,

    /// Record in Route 53 that leads to the load balancer. Default: none.
    pub dns: Option<Dns>,

    /// Whether AWS refuses to delete the load balancer.
    #[serde(default = "default_deletion_protection")]
    pub deletion_protection: Input<bool>,

    /// Port on which the application answers HTTP on each instance.
    #[serde(default = "default_port")]
    #[schemars(range(min = 1))]
    pub port: u16,

    /// Path that answers with status 200 while an instance is healthy.
    #[serde(default = "default_health_check_path")]
    pub health_check_path: Input<String>,

    /// Seconds that a new instance has before its health counts.
    #[serde(default = "default_health_check_grace_period")]
    pub health_check_grace_period: Input<u32>,

    /// ID of the machine image. Default: the newest that `ami_name` matches.
    pub ami_id: Option<Input<String>>,

    /// Name of the machine image, one of Amazon's own; `*` stands for any text. It must fit the instance
    /// type's processor.
    #[serde(default = "default_ami_name")]
    pub ami_name: Input<String>,

    /// Root device of the image that `ami_id` names. Its volume is encrypted under this name.
    #[serde(default = "default_root_device_name")]
    pub root_device_name: Input<String>,

    /// Size of the root volume in GiB. Default: the image's.
    pub root_volume_size: Option<Input<u32>>,

    /// Instance type.
    #[serde(default = "default_instance_type")]
    pub instance_type: Input<String>,

    /// Name of the instance profile. Default: instances have no role.
    pub instance_profile_name: Option<Input<String>>,

    /// Script, or other user data, that an instance runs when it starts: up to 16 KiB of text, not encoded.
    pub user_data: Option<Input<String>>,

    /// User data that is encoded in base64 already, such as a script that `base64gzip` has packed. It is for
    /// what is no text, or is too long for `user_data`.
    pub user_data_base64: Option<Input<String>>,

    /// Smallest number of instances.
    #[serde(default = "default_min_size")]
    pub min_size: Input<u32>,

    /// Greatest number of instances.
    #[serde(default = "default_max_size")]
    pub max_size: Input<u32>,

    /// Number of instances at the start; afterwards scaling decides. Default: the smallest.
    pub desired_size: Option<Input<u32>>,

    /// Average CPU load in percent that scaling aims at.
    #[serde(default = "default_target_cpu")]
    pub target_cpu: Input<u32>,
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

fn default_target_cpu() -> Input<u32> {
    60.into()
}

/// A load balancer does not start with fewer.
pub(crate) const PUBLIC_SUBNETS: usize = 2;

impl Inputs {
    pub(crate) fn check(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if let Some(ids) = self.public_subnet_ids.known()
            && ids.len() < PUBLIC_SUBNETS
        {
            let summary = format!(
                "a load balancer needs {PUBLIC_SUBNETS} public subnets in two zones, there are {}",
                ids.len()
            );
            problems.push(
                Diagnostic::new("too-few-public-subnets", summary)
                    .path("/public_subnet_ids")
                    .hint("give the network more public subnets, or do not run this tier in the region"),
            );
        }
        if self.private_subnet_ids.known().is_some_and(Vec::is_empty) {
            problems.push(
                Diagnostic::new("no-private-subnets", "instances need a private subnet, there is none")
                    .path("/private_subnet_ids"),
            );
        }
        if self.port == 0 {
            problems.push(Diagnostic::new("not-a-port", "0 is not a port").path("/port"));
        }
        problems.take(sizes::check(self));
        problems.finish()
    }
}

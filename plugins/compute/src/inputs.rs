//! The tier's inputs, and the checks of their combinations.

use crate::dns::Dns;
use crate::sizes;
use terrace_sdk::prelude::*;

/// Inputs of the compute tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// ID of the VPC.
    pub vpc_id: Input<String>,

    /// IDs of the load balancer's subnets: at least two, each in a different availability zone.
    #[schemars(extend("minItems" = PUBLIC_SUBNETS))]
    pub public_subnet_ids: Input<Vec<Input<String>>>,

    /// IDs of the instances' subnets.
    #[schemars(extend("minItems" = 1))]
    pub private_subnet_ids: Input<Vec<Input<String>>>,

    /// ARN of a certificate. With it the load balancer serves HTTPS, and redirects HTTP to it.
    pub certificate_arn: Option<Input<String>>,

    /// TLS versions and ciphers of the HTTPS listener, as the name of an AWS policy.
    #[serde(default = "default_ssl_policy")]
    pub ssl_policy: Input<String>,

    /// Record in Route 53 that points to the load balancer. Default: none.
    pub dns: Option<Dns>,

    /// Protects the load balancer against deletion by AWS.
    #[serde(default = "default_deletion_protection")]
    pub deletion_protection: Input<bool>,

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

    /// Instance type.
    #[serde(default = "default_instance_type")]
    pub instance_type: Input<String>,

    /// Name of the instance profile. Default: instances have no role.
    pub instance_profile_name: Option<Input<String>>,

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
                "a load balancer needs {PUBLIC_SUBNETS} public subnets in two zones, but there are {}",
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
                Diagnostic::new("no-private-subnets", "instances need a private subnet, but there is none")
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

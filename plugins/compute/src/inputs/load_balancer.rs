//! Inputs of the load balancer.

use super::CertificateArn;
use super::form::{BucketName, PrefixListId, WebAclArn};
use terrace_aws::SecurityGroupId;
use terrace_sdk::prelude::*;

/// Settings of the load balancer.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadBalancer {
    /// Makes the load balancer reachable only from inside the network. It needs `access`. AWS replaces the
    /// load balancer when this changes. Default: false.
    #[serde(default)]
    pub internal: bool,

    /// IDs of the load balancer's subnets: at least two, each in a different availability zone. Default:
    /// `public_subnet_ids`. An internal load balancer is usually in private subnets.
    #[schemars(extend("minItems" = 2))]
    pub subnet_ids: Option<Input<Vec<Input<String>>>>,

    /// Who may connect to the load balancer. Default: the whole internet (IPv4).
    pub access: Option<Access>,

    /// IDs of more security groups for the load balancer. Default: only its own.
    pub security_group_ids: Option<Input<Vec<Input<SecurityGroupId>>>>,

    /// ARNs of more certificates for the HTTPS listener, for the names that `certificate_arn` does not cover.
    #[serde(default)]
    pub additional_certificate_arns: Vec<Input<CertificateArn>>,

    /// ARN of the web ACL that filters requests, in the same region. A web ACL costs a monthly fee and a fee
    /// for each million requests. Default: none.
    pub web_acl_arn: Option<Input<WebAclArn>>,

    /// Where to write access logs. Default: nowhere.
    pub access_logs: Option<AccessLogs>,

    /// Seconds after which a connection without traffic is closed, 1 to 4000. Default: 60.
    #[schemars(extend("minimum" = 1, "maximum" = 4000))]
    pub idle_timeout: Option<Input<u32>>,
}

/// Who may connect to the load balancer. Everybody else may not, so an empty map lets nobody in.
///
/// AWS allows 60 rules in a security group, and each entry is one rule for each listener. A prefix list
/// counts as many rules as its maximum number of entries.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// IPv4 address ranges, such as `203.0.113.0/24`.
    #[serde(default)]
    pub cidr_blocks: Vec<Input<String>>,

    /// IDs of prefix lists, your own or those of AWS, such as that of CloudFront's servers.
    #[serde(default)]
    pub prefix_list_ids: Vec<Input<PrefixListId>>,

    /// IDs of security groups, whose members may connect.
    #[serde(default)]
    pub security_group_ids: Vec<Input<SecurityGroupId>>,
}

/// Where to write access logs: a record of each request, in files of five minutes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessLogs {
    /// Name of the bucket, such as the output `log_target_name` of a `storage` tier. It must be in the same
    /// region, allow Elastic Load Balancing to write, and be encrypted with S3's own key (SSE-S3), not with
    /// KMS.
    pub bucket: Input<BucketName>,

    /// Beginning of the files' names, without `/` at either end. Default: none.
    pub prefix: Option<Input<String>>,

    /// Writes the logs. AWS goes on writing when you only remove `access_logs`, so set this to false first.
    /// Default: true.
    #[serde(default = "default_enabled")]
    pub enabled: Input<bool>,
}

fn default_enabled() -> Input<bool> {
    true.into()
}

//! Endpoints of AWS services in the VPC.

use super::{CidrBlock, ServiceName};
use terrace_sdk::prelude::*;

/// Endpoints, through which subnets reach services of AWS without the internet.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoints {
    /// Services with a gateway endpoint, which all subnets use. These endpoints are free of charge, and keep
    /// traffic away from NAT gateways.
    #[serde(default = "default_gateway")]
    #[schemars(extend("uniqueItems" = true))]
    pub gateway: Vec<GatewayService>,

    /// Services with an interface endpoint, such as `ssm`, `ecr.api` or `secretsmanager`, or their full names
    /// in AWS. Each endpoint is in one private subnet of each zone, or in isolated subnets if there are no
    /// private ones, and the whole VPC uses it by way of private DNS. AWS charges for each endpoint and zone,
    /// about 7 USD a month, and for the traffic. Session Manager needs `ssm`, `ssmmessages` and
    /// `ec2messages`, and containers need `ecr.api`, `ecr.dkr` and `logs`. Default: none.
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub interface: Vec<ServiceName>,

    /// CIDR blocks besides the VPC's own one whose hosts may use the interface endpoints, such as a secondary
    /// block of an existing VPC or the block of a peer. Default: none.
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub cidr_blocks: Vec<CidrBlock>,
}

/// A service with a gateway endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GatewayService {
    /// Simple Storage Service.
    S3,
    /// DynamoDB.
    DynamoDb,
}

impl GatewayService {
    /// Returns the name of the service in the names of its endpoints.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::DynamoDb => "dynamodb",
        }
    }
}

impl Default for Endpoints {
    fn default() -> Self {
        Self { gateway: default_gateway(), interface: Vec::new(), cidr_blocks: Vec::new() }
    }
}

fn default_gateway() -> Vec<GatewayService> {
    vec![GatewayService::S3, GatewayService::DynamoDb]
}

//! An existing VPC.

use super::{CidrBlock, EgressOnlyGatewayId, InternetGatewayId};
use terrace_aws::VpcId;
use terrace_sdk::prelude::*;

/// An existing VPC in which the tier creates subnets. Terrace changes neither the VPC nor its default
/// security group.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExistingVpc {
    /// ID of the VPC.
    pub id: Input<VpcId>,

    /// Part of the VPC's addresses that nothing else uses. Subnets without blocks of their own are numbered
    /// in it. Default: the VPC's whole block, which must not have other subnets at the same numbers.
    pub cidr_block: Option<Input<CidrBlock>>,

    /// ID of the VPC's internet gateway. A VPC can have only one. Default: it has none, and the tier creates
    /// one if public subnets or NAT gateways need it.
    pub internet_gateway_id: Option<Input<InternetGatewayId>>,

    /// ID of the VPC's egress-only internet gateway, for `ipv6`. A VPC can have only one. Default: it has
    /// none, and the tier creates one if private subnets need it.
    pub egress_only_gateway_id: Option<Input<EgressOnlyGatewayId>>,
}

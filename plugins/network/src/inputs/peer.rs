//! Other networks of the stack.

use super::{AccountId, CidrBlock, PeeringConnectionId, RegionName};
use std::collections::BTreeMap;
use terrace_aws::VpcId;
use terrace_sdk::prelude::*;

/// The network in another region, as the output `peer` of that region's instance describes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// ID of its VPC.
    pub vpc_id: Input<VpcId>,

    /// CIDR block of its VPC.
    pub cidr_block: Input<CidrBlock>,

    /// IPv6 CIDR block of its VPC. Required with `ipv6`.
    pub ipv6_cidr_block: Option<Input<String>>,

    /// Name of its region in AWS.
    pub region: Input<RegionName>,

    /// ID of its account.
    pub account_id: Input<AccountId>,

    /// IDs of its peering connections, by the names of the regions at their other ends.
    pub connection_ids: BTreeMap<String, Input<PeeringConnectionId>>,
}

//! Settings of the groups of subnets.

use super::{CidrBlock, Ipv6SubnetBlock};
use crate::group::Group;
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// Settings of the groups of subnets.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubnetGroups {
    /// Public subnets, which the internet can reach.
    #[serde(default)]
    pub public: SubnetGroup,

    /// Private subnets, which reach the internet as `nat` says.
    #[serde(default)]
    pub private: SubnetGroup,

    /// Isolated subnets, which have no connection to the internet.
    #[serde(default)]
    pub isolated: SubnetGroup,
}

/// Settings of a group of subnets.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubnetGroup {
    /// CIDR block of each subnet of the group, in order, /16 to /28. To add a subnet, append its block: a
    /// subnet is replaced when its block changes. Default: blocks derived from the VPC's, by
    /// `subnet_newbits`.
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub cidr_blocks: Option<Vec<Input<CidrBlock>>>,

    /// IPv6 CIDR block of each subnet of the group, in order, with `ipv6`. Default: a /64 derived from the
    /// VPC's block, which must be a /56.
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub ipv6_cidr_blocks: Option<Vec<Input<Ipv6SubnetBlock>>>,

    /// Tags of the group's subnets, in addition to the stack's. Load balancers of Kubernetes need
    /// `kubernetes.io/role/elb: "1"` on public subnets, and `kubernetes.io/role/internal-elb: "1"` on private
    /// ones. Default: none.
    #[serde(default)]
    pub tags: BTreeMap<String, Input<String>>,
}

impl SubnetGroups {
    /// Returns the settings of a group.
    pub(crate) fn of(&self, group: Group) -> &SubnetGroup {
        match group {
            Group::Public => &self.public,
            Group::Private => &self.private,
            Group::Isolated => &self.isolated,
        }
    }
}

//! The tier's inputs.

mod alarms;
mod endpoints;
mod existing_vpc;
mod flow_logs;
mod forms;
mod peer;
mod subnet_groups;

pub use alarms::Alarms;
pub use endpoints::{Endpoints, GatewayService};
pub use existing_vpc::ExistingVpc;
pub use flow_logs::{FlowLogs, Traffic};
pub use forms::{
    AccountId, CidrBlock, EgressOnlyGatewayId, InternetGatewayId, Ipv6SubnetBlock, PeeringConnectionId,
    RegionName, ServiceName,
};
pub use peer::Peer;
pub use subnet_groups::{SubnetGroup, SubnetGroups};

use crate::group::Group;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use terrace_sdk::prelude::*;

/// Inputs of the network tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// CIDR block of the VPC.
    #[serde(default = "default_cidr_block")]
    pub cidr_block: Input<String>,

    /// Gives public DNS names to instances with public addresses.
    #[serde(default = "default_enable_dns_hostnames")]
    pub enable_dns_hostnames: Input<bool>,

    /// An existing VPC in which the tier creates subnets. Default: the tier creates a VPC.
    pub existing_vpc: Option<ExistingVpc>,

    /// Number of availability zones that subnets are spread over, the region's first ones by name. Subnets
    /// take turns: the first is in the first zone, the second in the second. An existing subnet stays in its
    /// zone when this number changes. Default: 2, or the number of `availability_zones`.
    pub desired_azs: Option<NonZeroUsize>,

    /// Names of the availability zones that subnets are spread over, such as `us-east-1a`, instead of the
    /// region's first ones. An existing subnet stays in its zone when this list changes. Default: chosen by
    /// `desired_azs`.
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub availability_zones: Option<Vec<Input<String>>>,

    /// Number of public subnets. Default: 2, or the number of `subnet_groups.public.cidr_blocks`.
    pub public_subnets: Option<usize>,

    /// Number of private subnets. Default: 2, or the number of `subnet_groups.private.cidr_blocks`.
    pub private_subnets: Option<usize>,

    /// Number of isolated subnets, which have no route out of the VPC, such as for databases. Default: 0, or
    /// the number of `subnet_groups.isolated.cidr_blocks`.
    pub isolated_subnets: Option<usize>,

    /// Addresses and tags of each group of subnets. Default: derived addresses, and the stack's tags.
    #[serde(default)]
    pub subnet_groups: SubnetGroups,

    /// Number of bits by which a subnet's prefix is longer than the VPC's: with 8, subnets of a /16 VPC are
    /// /24. Public subnets are numbered from the start of the VPC's block, private ones from its middle, and
    /// isolated ones backwards from its end, so that adding one changes no other. It cannot be changed while
    /// there are subnets, because the new ones would overlap them.
    #[serde(default = "default_subnet_newbits")]
    #[schemars(range(min = 1, max = 12))]
    pub subnet_newbits: u8,

    /// Connection of private subnets to the internet. AWS charges for each zonal NAT gateway, and for a
    /// regional one in each zone, about 33 USD a month, and for the traffic through it.
    #[serde(default)]
    pub nat: Nat,

    /// Adds IPv6: a /56 for the VPC, a /64 for each subnet, and routes. Instances in private subnets can open
    /// connections over IPv6, free of charge and with any `nat`, but cannot be reached. In an existing VPC,
    /// which must have a block already, subnets without blocks of their own are numbered in the whole block.
    #[serde(default)]
    pub ipv6: bool,

    /// Endpoints of AWS services in the VPC. Default: gateway endpoints for S3 and DynamoDB.
    #[serde(default)]
    pub endpoints: Endpoints,

    /// Logs of the VPC's traffic; `{}` sends them to CloudWatch Logs. Default: none.
    pub flow_logs: Option<FlowLogs>,

    /// Networks in other regions of the stack to connect with, by region: for each of them the output `peer`
    /// of that region's instance, such as `${tier.network["secondary"].peer}`. Each instance must list the
    /// others; its own region may be in the list too, and is left out. Public and private subnets get routes,
    /// isolated ones do not. The blocks of the VPCs must not overlap. Default: none.
    #[serde(default)]
    pub peers: BTreeMap<String, Input<Peer>>,

    /// Alarms of the NAT gateways. Default: none.
    pub alarms: Option<Alarms>,
}

/// Connection of private subnets to the internet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Nat {
    /// One NAT gateway for each zone that has a public subnet.
    #[default]
    PerZone,
    /// One NAT gateway for the whole VPC: cheaper, but unavailable when its zone is.
    Single,
    /// One regional NAT gateway, which AWS extends to the zones in use. It needs no public subnet, and
    /// version 6.24 of the AWS provider.
    Regional,
    /// No connection over IPv4.
    None,
}

fn default_cidr_block() -> Input<String> {
    DEFAULT_CIDR_BLOCK.into()
}

fn default_enable_dns_hostnames() -> Input<bool> {
    true.into()
}

fn default_subnet_newbits() -> u8 {
    8
}

/// The VPC's block if the inputs have none.
pub(crate) const DEFAULT_CIDR_BLOCK: &str = "10.0.0.0/16";
/// The number of availability zones if the inputs have neither a number nor names.
const ZONES: usize = 2;
/// The number of public subnets, and of private ones, if the inputs have neither a number nor blocks.
const SUBNETS: usize = 2;

impl Inputs {
    /// Returns half of the number of derived blocks, which is also the number of the first private one.
    pub(crate) fn half(&self) -> usize {
        1 << self.subnet_newbits.clamp(1, 12).saturating_sub(1)
    }

    /// Returns the number of availability zones that subnets are spread over.
    pub(crate) fn zones(&self) -> usize {
        let named = self.availability_zones.as_ref().map(Vec::len);
        named.or(self.desired_azs.map(NonZeroUsize::get)).unwrap_or(ZONES)
    }

    /// Returns the number of subnets of a group.
    pub(crate) fn subnets(&self, group: Group) -> usize {
        let blocks = self.subnet_groups.of(group).cidr_blocks.as_ref().map(Vec::len);
        let default = if group == Group::Isolated { 0 } else { SUBNETS };
        self.given_subnets(group).or(blocks).unwrap_or(default)
    }

    /// Returns the number of subnets of a group if it is in the inputs.
    pub(crate) fn given_subnets(&self, group: Group) -> Option<usize> {
        match group {
            Group::Public => self.public_subnets,
            Group::Private => self.private_subnets,
            Group::Isolated => self.isolated_subnets,
        }
    }

    /// Returns the number of subnets of a group whose blocks are derived from the VPC's.
    pub(crate) fn derived_subnets(&self, group: Group) -> usize {
        if self.subnet_groups.of(group).cidr_blocks.is_some() { 0 } else { self.subnets(group) }
    }

    /// Returns the networks to connect with, without the instance's own.
    pub(crate) fn peers_of(&self, context: &Context) -> impl Iterator<Item = (&str, &Input<Peer>)> {
        let own = context.region.clone();
        let others = self.peers.iter().filter(move |(region, _)| own.as_ref() != Some(region));
        others.map(|(region, peer)| (region.as_str(), peer))
    }
}

//! Who may connect, apart from the application's instances.

use super::{Cidr, Ipv6Cidr, PrefixListId};
use terrace_aws::SecurityGroupId;
use terrace_sdk::prelude::*;

/// One source of connections. Exactly one of the inputs is set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// ID of a security group whose members may connect.
    pub security_group_id: Option<Input<SecurityGroupId>>,

    /// Block of IPv4 addresses that may connect, such as that of a peered network.
    pub cidr_block: Option<Input<Cidr>>,

    /// Block of IPv6 addresses that may connect.
    pub ipv6_cidr_block: Option<Input<Ipv6Cidr>>,

    /// ID of a prefix list whose addresses may connect.
    pub prefix_list_id: Option<Input<PrefixListId>>,
}

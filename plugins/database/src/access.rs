//! The security group, and who may connect.

use crate::Inputs;
use terrace_aws::{Peer, SecurityGroup};
use terrace_sdk::prelude::*;

pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs) -> Reference {
    let mut group = SecurityGroup::new("main", "Database, only from the instances", &inputs.vpc_id);
    if let Some(instances) = &inputs.instance_security_group_id {
        group = group.inbound_ports([inputs.port()], &Peer::group(instances));
    }
    let group = group.add(context, out);
    for (name, access) in &inputs.access {
        out.add(
            Resource::new("aws_vpc_security_group_ingress_rule", format!("access_{name}"))
                .set("security_group_id", group.attr("id"))
                .set("ip_protocol", "tcp")
                .set("from_port", inputs.port())
                .set("to_port", inputs.port())
                .set("referenced_security_group_id", &access.security_group_id)
                .set("cidr_ipv4", &access.cidr_block)
                .set("cidr_ipv6", &access.ipv6_cidr_block)
                .set("prefix_list_id", &access.prefix_list_id)
                .set("tags", context.tags(name)),
        );
    }
    group
}

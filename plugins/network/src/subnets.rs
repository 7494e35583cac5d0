//! Subnets.

use crate::Inputs;
use crate::checks::IPV6_HALF;
use crate::group::Group;
use crate::vpc::Vpc;
use crate::zones::{check_spread, distinct, names};
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// A subnet, and the number of its intended zone.
pub(crate) struct Subnet {
    pub(crate) reference: Reference,
    pub(crate) zone: usize,
}

impl Subnet {
    /// Returns the name of the zone that the subnet is really in. It may differ from the intended one,
    /// because subnets stay where they are.
    pub(crate) fn zone_name(&self) -> Expression {
        self.reference.attr(ZONE)
    }
}

/// All subnets, in order.
pub(crate) struct Subnets {
    groups: [Vec<Subnet>; Group::ALL.len()],
}

impl Subnets {
    /// Returns the subnets of a group.
    pub(crate) fn of(&self, group: Group) -> &[Subnet] {
        &self.groups[group as usize]
    }

    /// Returns whether a group has subnets.
    pub(crate) fn has(&self, group: Group) -> bool {
        !self.of(group).is_empty()
    }
}

/// The attribute of a subnet with its zone.
const ZONE: &str = "availability_zone";
/// The number of bits by which the prefix of a subnet is longer than the /56 of the VPC.
const IPV6_NEWBITS: usize = 8;

pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, vpc: &Vpc) -> Subnets {
    let zones = names(out, inputs);
    let mut add_all = |group: Group| -> Vec<Subnet> {
        let zones = zones.iter().enumerate().cycle().take(inputs.subnets(group));
        zones
            .enumerate()
            .map(|(i, (zone, name))| {
                let kind = group.name();
                let subnet = Resource::new("aws_subnet", format!("{kind}_{i}"))
                    .set("vpc_id", vpc.id())
                    .set(ZONE, name)
                    .set("cidr_block", block(inputs, vpc, group, i))
                    .set("ipv6_cidr_block", inputs.ipv6.then(|| ipv6_block(inputs, vpc, group, i)))
                    .set("assign_ipv6_address_on_creation", inputs.ipv6.then_some(true))
                    .set("tags", tags(context, inputs, group, &format!("{kind}-{i}")))
                    // A subnet cannot move, and neither can its contents: it stays where it was created,
                    // whatever zones AWS lists today and however many are requested.
                    .ignore_changes([ZONE])
                    // Everything in a subnet leaves it before it is deleted.
                    .create_before_destroy();
                Subnet { reference: out.add(subnet), zone }
            })
            .collect()
    };
    let subnets = Subnets { groups: Group::ALL.map(&mut add_all) };

    check_spread(out, inputs, &subnets);
    let all: Vec<&Subnet> = subnets.groups.iter().flatten().collect();
    let used = if all.is_empty() { Value::List(Vec::new()) } else { distinct(all).into() };
    out.output("availability_zones", used);
    subnets
}

/// Returns the block of a subnet.
fn block(inputs: &Inputs, vpc: &Vpc, group: Group, index: usize) -> Value {
    match &inputs.subnet_groups.of(group).cidr_blocks {
        Some(blocks) => blocks.get(index).into(),
        None => {
            let number = group.part(inputs.half(), index);
            Expression::call("cidrsubnet", values![vpc.base(), inputs.subnet_newbits, number]).into()
        }
    }
}

/// Returns the IPv6 block of a subnet.
fn ipv6_block(inputs: &Inputs, vpc: &Vpc, group: Group, index: usize) -> Value {
    match &inputs.subnet_groups.of(group).ipv6_cidr_blocks {
        Some(blocks) => blocks.get(index).into(),
        None => {
            let number = group.part(IPV6_HALF, index);
            Expression::call("cidrsubnet", values![vpc.attr("ipv6_cidr_block"), IPV6_NEWBITS, number]).into()
        }
    }
}

/// Returns the tags of a subnet: the stack's, and those of its group.
fn tags(context: &Context, inputs: &Inputs, group: Group, name: &str) -> BTreeMap<String, Value> {
    let mut tags = context.tags(name);
    for (key, value) in &inputs.subnet_groups.of(group).tags {
        tags.insert(key.clone(), value.into());
    }
    tags
}

//! Checks of the numbers of subnets.

use crate::group::Group;
use crate::inputs::Inputs;
use terrace_sdk::prelude::*;

/// Half of the number of /64 blocks in the /56 of a VPC.
pub(crate) const IPV6_HALF: usize = 128;

pub(super) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if !(1..=12).contains(&inputs.subnet_newbits) {
        let summary = format!("subnet_newbits is {}, but AWS allows 1 to 12", inputs.subnet_newbits);
        problems.push(Diagnostic::new("subnet-newbits-out-of-range", summary).path("/subnet_newbits"));
    }
    for group in Group::ALL {
        problems.take(check_agreement(inputs, group));
        problems.take(check_room(inputs, group));
        problems.take(check_ipv6(inputs, group));
    }
    problems.finish()
}

/// Checks that the number of subnets is also the number of their blocks.
fn check_agreement(inputs: &Inputs, group: Group) -> Result<(), Diagnostics> {
    let (name, settings) = (group.name(), inputs.subnet_groups.of(group));
    let mut problems = Diagnostics::new();
    let lists = [
        ("cidr_blocks", settings.cidr_blocks.as_ref().map(Vec::len)),
        ("ipv6_cidr_blocks", settings.ipv6_cidr_blocks.as_ref().map(Vec::len)),
    ];
    for (list, blocks) in lists {
        let number = inputs.subnets(group);
        let Some(blocks) = blocks.filter(|blocks| *blocks != number) else { continue };
        let summary = format!("there are {number} {name} subnets, but `{list}` has {blocks} blocks");
        problems.push(
            Diagnostic::new("blocks-disagree", summary)
                .path(format!("/subnet_groups/{name}/{list}"))
                .hint(format!("list one block for each subnet, or change `{name}_subnets`")),
        );
    }
    problems.finish()
}

/// Checks that there are enough derived blocks.
fn check_room(inputs: &Inputs, group: Group) -> Result<(), Diagnostics> {
    let (number, half, bits) = (inputs.derived_subnets(group), inputs.half(), inputs.subnet_newbits);
    let name = group.name();
    // Isolated subnets use the end of the private half.
    let taken = if group == Group::Isolated { inputs.derived_subnets(Group::Private) } else { 0 };
    let room = half.saturating_sub(taken);
    if number <= room {
        return Ok(());
    }
    let summary = match group {
        Group::Isolated => {
            format!(
                "there is room for {room} isolated subnets next to {taken} private ones, not for {number}"
            )
        }
        _ => format!("there is room for {room} {name} subnets, not for {number}"),
    };
    let detail = match group {
        Group::Isolated => {
            format!("{bits} more bits are enough for {} subnets, half of them private and isolated", 2 * half)
        }
        _ => format!("{bits} more bits are enough for {} subnets, half of them {name}", 2 * half),
    };
    Err(Diagnostic::new("too-many-subnets", summary)
        .detail(detail)
        .path(format!("/{name}_subnets"))
        .hint("raise subnet_newbits before anything is in the network")
        .into())
}

/// Checks that there are enough blocks for IPv6, and that there are none without it.
fn check_ipv6(inputs: &Inputs, group: Group) -> Result<(), Diagnostics> {
    let name = group.name();
    let own = inputs.subnet_groups.of(group).ipv6_cidr_blocks.is_some();
    if own && !inputs.ipv6 {
        let summary = "`ipv6_cidr_blocks` needs `ipv6`";
        return Err(Diagnostic::new("blocks-without-ipv6", summary)
            .path(format!("/subnet_groups/{name}/ipv6_cidr_blocks"))
            .hint("set `ipv6` to true")
            .into());
    }
    let derived = |group: Group| {
        let own = inputs.subnet_groups.of(group).ipv6_cidr_blocks.is_some();
        if own { 0 } else { inputs.subnets(group) }
    };
    let number = match group {
        Group::Isolated => derived(Group::Private) + derived(Group::Isolated),
        group => derived(group),
    };
    if !inputs.ipv6 || number <= IPV6_HALF {
        return Ok(());
    }
    let kinds = if group == Group::Isolated { "private and isolated" } else { name };
    let summary = format!("IPv6 has room for {IPV6_HALF} {kinds} subnets, not for {number}");
    Err(Diagnostic::new("too-many-subnets", summary)
        .path(format!("/{name}_subnets"))
        .hint("lower it, or set `ipv6` to false")
        .into())
}

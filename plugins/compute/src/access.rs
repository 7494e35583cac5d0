//! Who may connect to the load balancer.

use crate::Inputs;
use crate::inputs::Access;
use crate::names::key;
use std::net::Ipv4Addr;
use terrace_sdk::prelude::*;

/// Adds the rules that let the permitted clients reach these ports of a security group.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    access: &Access,
    group: &Reference,
    ports: &[u16],
) {
    let peers = access.cidr_blocks.iter().map(|cidr| ("cidr_ipv4", key(cidr), cidr.into()));
    let lists = access.prefix_list_ids.iter().map(|id| ("prefix_list_id", key(id), id.into()));
    let groups =
        access.security_group_ids.iter().map(|id| ("referenced_security_group_id", key(id), id.into()));
    let peers: Vec<(&str, String, Value)> = peers.chain(lists).chain(groups).collect();
    for port in ports {
        for (attribute, key, peer) in &peers {
            // Named for the peer, so that another one changes no rule that exists.
            let name = format!("load_balancer_{port}_{key}");
            out.add(
                Resource::new("aws_vpc_security_group_ingress_rule", name)
                    .set("security_group_id", group.attr("id"))
                    .set("ip_protocol", "tcp")
                    .set("from_port", *port)
                    .set("to_port", *port)
                    .set(attribute, peer)
                    .set("tags", context.tags("load-balancer")),
            );
        }
    }
}

/// Checks who may connect.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let Some(access) = &inputs.load_balancer.access else {
        if inputs.load_balancer.internal {
            problems.push(
                Diagnostic::new("internal-without-access", "an internal load balancer needs access")
                    .path("/load_balancer")
                    .hint("say who may connect, for example `access: { cidr_blocks: ['10.0.0.0/8'] }`"),
            );
        }
        return problems.finish();
    };
    for (index, cidr) in access.cidr_blocks.iter().enumerate() {
        let Some(text) = cidr.known() else { continue };
        if let Some(hint) = wrong_cidr(text) {
            problems.push(
                Diagnostic::new("not-a-cidr-block", format!("`{text}` is not an IPv4 address range"))
                    .path(format!("/load_balancer/access/cidr_blocks/{index}"))
                    .hint(hint),
            );
        }
    }
    problems.take(check_repetition(access));
    problems.finish()
}

fn check_repetition(access: &Access) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let lists: [(&str, Vec<String>); 3] = [
        ("cidr_blocks", access.cidr_blocks.iter().map(key).collect()),
        ("prefix_list_ids", access.prefix_list_ids.iter().map(key).collect()),
        ("security_group_ids", access.security_group_ids.iter().map(key).collect()),
    ];
    for (list, keys) in lists {
        for (index, key) in keys.iter().enumerate() {
            if keys[..index].contains(key) {
                problems.push(
                    Diagnostic::new("repeated-access", format!("an entry of {list} occurs twice"))
                        .path(format!("/load_balancer/access/{list}/{index}"))
                        .hint("remove one of them"),
                );
            }
        }
    }
    problems.finish()
}

/// Returns what to do about a text that is not an address range.
fn wrong_cidr(text: &str) -> Option<String> {
    let example = || Some("write an address and a length, such as `203.0.113.0/24`".to_owned());
    let Some((address, length)) = text.split_once('/') else {
        return match text.parse::<Ipv4Addr>() {
            Ok(_) => Some(format!("write `{text}/32` for a single address")),
            Err(_) => example(),
        };
    };
    let (Ok(address), Ok(length)) = (address.parse::<Ipv4Addr>(), length.parse::<u32>()) else {
        return example();
    };
    if length > 32 {
        return example();
    }
    let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
    let first = Ipv4Addr::from(u32::from(address) & mask);
    (first != address).then(|| format!("write `{first}/{length}`, the range that contains it"))
}

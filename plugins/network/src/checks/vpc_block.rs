//! Checks of the VPC's block, and of the size of subnets that are derived from it.

use crate::group::Group;
use crate::inputs::{CidrBlock, Inputs};
use crate::ipv4_range::Ipv4Range;
use std::net::Ipv4Addr;
use terrace_sdk::prelude::*;

/// The prefix lengths that AWS allows for a VPC and for a subnet.
pub(crate) const PREFIXES: std::ops::RangeInclusive<u8> = 16..=28;

/// Returns the range from which blocks of subnets are derived, if it is known, and the path of its input.
pub(super) fn base(inputs: &Inputs) -> Option<(&str, &'static str)> {
    match &inputs.existing_vpc {
        None => Some((inputs.cidr_block.known()?, "/cidr_block")),
        Some(vpc) => {
            Some((vpc.cidr_block.as_ref()?.known().map(CidrBlock::as_str)?, "/existing_vpc/cidr_block"))
        }
    }
}

pub(super) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let Some((block, path)) = base(inputs) else { return Ok(()) };
    let range = check_form(block, path)?;
    let problem = |code: &str, summary: String, hint: String| {
        Err(Diagnostic::new(code, summary).path(path).hint(hint).into())
    };
    let Ipv4Range { address, prefix } = range;
    // A part of an existing VPC can have any size.
    if inputs.existing_vpc.is_none() && !PREFIXES.contains(&prefix) {
        let (shortest, longest) = (PREFIXES.start(), PREFIXES.end());
        let summary = format!("a VPC cannot be a /{prefix}: AWS allows /{shortest} to /{longest}");
        return problem("vpc-size", summary, format!("write one such as `{address}/{shortest}`"));
    }
    check_first(range, block, path)?;
    if is_reserved(address) {
        let summary = format!("a VPC cannot use `{block}`, whose addresses are reserved");
        return problem("reserved-addresses", summary, "write one such as `10.0.0.0/16`".into());
    }
    if inputs.existing_vpc.is_some() && Group::ALL.iter().all(|group| inputs.derived_subnets(*group) == 0) {
        return Ok(());
    }
    check_size(inputs, prefix)
}

/// Parses a block.
pub(super) fn check_form(block: &str, path: &str) -> Result<Ipv4Range, Diagnostics> {
    Ipv4Range::parse(block).ok_or_else(|| {
        Diagnostic::new("not-a-cidr-block", format!("`{block}` is not a CIDR block"))
            .path(path)
            .hint("write one such as `10.0.0.0/16`")
            .into()
    })
}

/// Checks that a block begins with its first address, as AWS requires.
pub(super) fn check_first(range: Ipv4Range, block: &str, path: &str) -> Result<(), Diagnostics> {
    let first = range.first();
    if first == range {
        return Ok(());
    }
    let summary = format!("`{block}` does not begin with the first address of its block");
    Err(Diagnostic::new("not-a-cidr-block", summary).path(path).hint(format!("write `{first}`")).into())
}

/// Checks the size of derived subnets.
fn check_size(inputs: &Inputs, prefix: u8) -> Result<(), Diagnostics> {
    let (length, longest) = (prefix.saturating_add(inputs.subnet_newbits), PREFIXES.end());
    if length <= *longest {
        return Ok(());
    }
    let summary = format!("subnets would be /{length}, but AWS allows none smaller than /{longest}");
    Err(Diagnostic::new("subnets-too-small", summary)
        .path("/subnet_newbits")
        .hint("lower subnet_newbits, or give the VPC a larger block")
        .into())
}

/// Returns whether AWS rejects a VPC with such addresses: this network, loopback, link-local and multicast.
fn is_reserved(address: Ipv4Addr) -> bool {
    address.octets()[0] == 0 || address.is_loopback() || address.is_link_local() || address.octets()[0] >= 224
}

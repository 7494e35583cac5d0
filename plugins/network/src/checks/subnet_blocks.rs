//! Checks of the subnets' own blocks.

use super::vpc_block::{PREFIXES, base, check_first, check_form};
use crate::group::Group;
use crate::inputs::{CidrBlock, Inputs};
use crate::ipv4_range::Ipv4Range;
use terrace_sdk::prelude::*;

/// The block of a subnet, as far as it is known.
struct SubnetBlock {
    range: Ipv4Range,
    /// The name of the subnet.
    name: String,
    /// The path of the block in the inputs, if it is not derived.
    path: Option<String>,
}

pub(super) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut blocks: Vec<SubnetBlock> = Vec::new();
    for group in Group::ALL {
        for (index, block) in own(inputs, group) {
            let path = format!("/subnet_groups/{}/cidr_blocks/{index}", group.name());
            if let Some(range) = problems.take(check_block(inputs, block, &path)) {
                blocks.push(SubnetBlock { range, name: name(group, index), path: Some(path) });
            }
        }
    }
    let own = blocks.len();
    blocks.extend(derived(inputs));
    for (at, block) in blocks.iter().enumerate().take(own) {
        // Each pair is reported once, at the later of two blocks in the inputs.
        let others = blocks.iter().enumerate().filter(|(other, _)| *other < at || *other >= own);
        let overlapping = others.map(|(_, other)| other).find(|other| other.range.overlaps(block.range));
        if let (Some(other), Some(path)) = (overlapping, &block.path) {
            let (range, taken) = (block.range, other.range);
            let summary = format!("`{range}` overlaps `{taken}`, the block of subnet `{}`", other.name);
            problems.push(
                Diagnostic::new("blocks-overlap", summary)
                    .path(path)
                    .hint("choose blocks without common addresses"),
            );
        }
    }
    problems.finish()
}

fn name(group: Group, index: usize) -> String {
    format!("{}_{index}", group.name())
}

/// Returns the blocks of a group that are in the inputs and known, with their indexes.
fn own(inputs: &Inputs, group: Group) -> impl Iterator<Item = (usize, &str)> {
    let blocks = inputs.subnet_groups.of(group).cidr_blocks.iter().flatten().enumerate();
    blocks.filter_map(|(index, block)| Some((index, block.known().map(CidrBlock::as_str)?)))
}

/// Returns the derived blocks, if they are known.
fn derived(inputs: &Inputs) -> Vec<SubnetBlock> {
    let base = base(inputs).and_then(|(block, _)| Ipv4Range::parse(block));
    let mut blocks = Vec::new();
    let Some(base) = base else { return blocks };
    for group in Group::ALL {
        for index in 0..inputs.derived_subnets(group).min(inputs.half()) {
            if let Some(range) = base.part(inputs.subnet_newbits, group.part(inputs.half(), index)) {
                blocks.push(SubnetBlock { range, name: name(group, index), path: None });
            }
        }
    }
    blocks
}

fn check_block(inputs: &Inputs, block: &str, path: &str) -> Result<Ipv4Range, Diagnostics> {
    let range = check_form(block, path)?;
    check_first(range, block, path)?;
    let problem = |code: &str, summary: String, hint: String| -> Result<Ipv4Range, Diagnostics> {
        Err(Diagnostic::new(code, summary).path(path).hint(hint).into())
    };
    if !PREFIXES.contains(&range.prefix) {
        let (prefix, shortest, longest) = (range.prefix, PREFIXES.start(), PREFIXES.end());
        let summary = format!("a subnet cannot be a /{prefix}: AWS allows /{shortest} to /{longest}");
        return problem("subnet-size", summary, format!("write one such as `{}/24`", range.address));
    }
    // An existing VPC can have further blocks.
    let vpc = inputs.cidr_block.known().filter(|_| inputs.existing_vpc.is_none());
    if let Some(vpc) = vpc
        && let Some(all) = Ipv4Range::parse(vpc)
        && !all.contains(range)
    {
        let summary = format!("`{block}` is not in the VPC's block `{vpc}`");
        return problem("outside-of-vpc", summary, "choose a part of `cidr_block`".into());
    }
    Ok(range)
}

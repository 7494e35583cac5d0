//! Links and joins all blocks of a stack.

use super::MergeError;
use crate::boundary;
use crate::link::{InsertedBytes, LinkError, LinkProblem, Linker};
use crate::model::{Address, BlockKind, InstanceId};
use crate::scope::ScopedBlock;
use crate::terraform_json::Block;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Links the blocks of all instances and joins them. The providers that they need are added to
/// `needed`.
pub(super) fn join(
    linker: &Linker<'_>,
    instances: Vec<(InstanceId, Vec<ScopedBlock>)>,
    needed: &mut BTreeSet<String>,
    errors: &mut Vec<MergeError>,
) -> BTreeMap<Address, Block> {
    type Part = (Vec<(Address, Block)>, BTreeSet<String>, Vec<MergeError>);
    let of_instance = |(instance, blocks): (InstanceId, Vec<ScopedBlock>)| {
        let (mut needed, mut errors) = (BTreeSet::new(), Vec::new());
        let mut inserted = InsertedBytes::default();
        let mut link = |block| link(linker, &instance, block, &mut inserted, &mut needed, &mut errors);
        let blocks = blocks.into_iter().map(&mut link).collect();
        (blocks, needed, errors)
    };
    let parts: Vec<Part> = instances.into_iter().map(of_instance).collect();
    let mut all = Vec::with_capacity(parts.iter().map(|(blocks, ..)| blocks.len()).sum());
    for (blocks, providers, faults) in parts {
        all.extend(blocks);
        needed.extend(providers);
        errors.extend(faults);
    }
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    for pair in all.windows(2) {
        let [(first, a), (second, b)] = pair else { continue };
        if first == second && a != b {
            let made = |block: &Block| (block.instance.clone(), block.local.clone());
            errors.push(MergeError::Block { address: first.clone(), first: made(a), second: made(b) });
        }
    }
    all.into_iter().collect()
}

fn link(
    linker: &Linker<'_>,
    instance: &InstanceId,
    block: ScopedBlock,
    inserted: &mut InsertedBytes,
    needed: &mut BTreeSet<String>,
    errors: &mut Vec<MergeError>,
) -> (Address, Block) {
    let ScopedBlock { address, local, mut body, mut references, depends_on, providers, linked, .. } = block;
    for provider in providers {
        if !needed.contains(&provider) {
            needed.insert(provider);
        }
    }
    let mut brought = Some(BTreeSet::new());
    if linked {
        match linker.link_block(instance, &local, &mut body, inserted) {
            Ok(linked) => {
                references.extend(linked.references);
                needed.extend(linked.providers);
                brought = Some(linked.brought).filter(|_| !linked.broken);
            }
            Err(faults) => {
                errors.extend(faults.into_iter().map(MergeError::Link));
                brought = None;
            }
        }
        let for_each = body.get("for_each").filter(|_| local.kind != BlockKind::Local);
        if for_each.is_some_and(Value::is_array) {
            errors.push(MergeError::Link(LinkError {
                instance: Some(instance.clone()),
                address: Some(local.clone()),
                path: "for_each".to_owned(),
                reference: String::new(),
                problem: LinkProblem::ForEach,
            }));
        }
    }
    // A block that could not be linked still refers to outputs, so it is not checked.
    if let Some(brought) = brought {
        let outside = boundary::block(linker.templates(), instance, &address, &local, &body, &brought);
        errors.extend(outside.into_iter().map(MergeError::Boundary));
    }
    (address, Block { instance: instance.clone(), local, body, references, depends_on })
}

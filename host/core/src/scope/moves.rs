//! Blocks that were renamed or are no longer managed.

use super::address::scope_target;
use super::block::Scoping;
use super::contribution::ScopedMoved;
use super::error::{ScopeError, ScopeProblem};
use super::name;
use crate::model::{Address, Contribution, Removed};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn moved(
    scoping: &Scoping<'_>,
    contribution: &Contribution,
    errors: &mut Vec<ScopeError>,
) -> Vec<ScopedMoved> {
    let instance = scoping.instance;
    let mut ends = Vec::new();
    let mut fault = |path: String, problem| {
        errors.push(ScopeError { instance: instance.clone(), address: None, path, problem });
    };
    for (index, moved) in contribution.moved.iter().enumerate() {
        let mut end = |text: &str, side: &str| {
            scope_target(instance, text)
                .map_err(|problem| fault(format!("moved[{index}].{side}"), problem))
                .ok()
        };
        if let (Some(from), Some(to)) = (end(&moved.from, "from"), end(&moved.to, "to")) {
            ends.push((index, from, to));
        }
    }
    let mut targets: BTreeMap<&str, &str> = BTreeMap::new();
    let later: BTreeSet<&Address> = ends.iter().map(|(_, (_, from), _)| from).collect();
    let removed: BTreeSet<&str> = contribution.removed.iter().map(|removed| removed.from.as_str()).collect();
    for (index, (from, from_block), (to, to_block)) in &ends {
        // One instance of a block, or one block of a module, may move away while the rest stays.
        let whole = *from == name::scope_address(instance, from_block).to_string() && from_block != to_block;
        if whole && scoping.blocks.contains(from_block) {
            let problem =
                ScopeProblem::Name(format!("`{from_block}` is moved away, but the tier still emits it"));
            fault(format!("moved[{index}].from"), problem);
        }
        if !later.contains(to_block)
            && !removed.contains(to_block.to_string().as_str())
            && let Err(problem) = scoping.blocks.resolve(to_block)
        {
            fault(format!("moved[{index}].to"), problem);
        }
        if targets.insert(from, to).is_some_and(|other| other != to) {
            let problem = ScopeProblem::Name(format!("`{from_block}` is moved to two different addresses"));
            fault(format!("moved[{index}].from"), problem);
        }
    }
    let mut moved: Vec<_> =
        ends.into_iter().map(|(_, (from, _), (to, _))| ScopedMoved { from, to }).collect();
    moved.sort_unstable();
    moved.dedup();
    moved
}

pub(super) fn removed(
    scoping: &Scoping<'_>,
    removed: &[Removed],
    errors: &mut Vec<ScopeError>,
) -> Vec<(String, bool)> {
    let mut scoped: BTreeMap<String, bool> = BTreeMap::new();
    for (index, Removed { from, destroy }) in removed.iter().enumerate() {
        let problem = match scope_target(scoping.instance, from) {
            Err(problem) => problem,
            Ok((_, block)) if scoping.blocks.contains(&block) => {
                ScopeProblem::Name(format!("`{block}` is removed, but the tier still emits it"))
            }
            Ok((address, _)) if address.contains('[') => {
                ScopeProblem::Name(format!("`{from}` has an index; only a whole block can be removed"))
            }
            Ok((address, block)) => match scoped.insert(address, *destroy) {
                Some(other) if other != *destroy => ScopeProblem::Name(format!(
                    "`{block}` is removed twice, once destroyed and once forgotten"
                )),
                _ => continue,
            },
        };
        let path = format!("removed[{index}].from");
        errors.push(ScopeError { instance: scoping.instance.clone(), address: None, path, problem });
    }
    scoped.into_iter().collect()
}

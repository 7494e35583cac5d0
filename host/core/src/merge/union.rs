//! Joins all contributions.

use super::{MergeError, blocks, outputs, providers};
use crate::boundary::{self, BoundaryError};
use crate::check;
use crate::link::Linker;
use crate::scope::{Context, ScopedContribution, ScopedMoved};
use crate::terraform_json::Configuration;
use std::collections::{BTreeMap, BTreeSet};

/// Links all contributions, joins them with the settings of the stack, and checks the result.
///
/// The result does not depend on the order of the contributions, and a duplicate contribution counts
/// once.
///
/// # Errors
///
/// Every error: references to tiers that lead nowhere, different blocks with the same address, conflicting
/// requirements on providers, and blocks that refer to each other in a circle.
pub fn merge(
    context: &Context<'_>,
    mut contributions: Vec<ScopedContribution>,
) -> Result<Configuration, Vec<MergeError>> {
    let settings = context.settings;
    let mut errors = Vec::new();
    contributions.sort_by(|a, b| a.instance.cmp(&b.instance));
    contributions.dedup();
    for pair in contributions.windows(2) {
        if let [first, second] = pair
            && first.instance == second.instance
        {
            errors.push(MergeError::Instance(first.instance.clone()));
        }
    }
    let blocks: Vec<_> =
        contributions.iter_mut().map(|c| (c.instance.clone(), std::mem::take(&mut c.blocks))).collect();

    let (linker, faults) = Linker::new(context, &contributions);
    errors.extend(faults.into_iter().map(MergeError::Link));
    errors.extend(outside(&linker, &contributions).into_iter().map(MergeError::Boundary));
    let mut needed = BTreeSet::new();
    let blocks = blocks::join(&linker, blocks, &mut needed, &mut errors);
    let outputs = outputs::outputs(&linker, settings, &mut needed, &mut errors);
    let configurations = providers::configurations(settings);
    needed.extend(configurations.keys().cloned());
    let required_providers = providers::required(settings, &contributions, &needed, &mut errors);

    let configuration = Configuration {
        remark: None,
        required_version: settings.required_version.clone(),
        required_providers,
        backend: settings.backend.clone(),
        providers: configurations,
        variables: settings.variables.clone(),
        blocks,
        moved: moved(&contributions, &mut errors),
        removed: removed(&contributions, &mut errors),
        outputs,
    };
    drop(linker);
    drop(contributions);
    errors.extend(check::cycles(&configuration).into_iter().map(MergeError::Cycle));
    if errors.is_empty() { Ok(configuration) } else { Err(errors) }
}

/// Checks everything but blocks for references that leave the instance's namespace.
fn outside(linker: &Linker<'_>, contributions: &[ScopedContribution]) -> Vec<BoundaryError> {
    let mut found = Vec::new();
    let nothing = BTreeSet::new();
    for ScopedContribution { instance, outputs, moved, removed, .. } in contributions {
        for (name, output) in outputs {
            let own = (!output.linked).then_some((&output.value, &nothing));
            if let Some((value, brought)) = own.or_else(|| linker.linked_output(instance, name)) {
                found.extend(boundary::output(linker.templates(), instance, name, value, brought));
            }
        }
        let moved = moved.iter().flat_map(|ScopedMoved { from, to }| [from, to]);
        for address in moved.chain(removed.iter().map(|(address, _)| address)) {
            found.extend(boundary::removed_or_moved(instance, address));
        }
    }
    found
}

fn moved(contributions: &[ScopedContribution], errors: &mut Vec<MergeError>) -> BTreeSet<(String, String)> {
    let mut all: BTreeMap<&str, &str> = BTreeMap::new();
    for moved in contributions.iter().flat_map(|contribution| &contribution.moved) {
        if all.insert(&moved.from, &moved.to).is_some_and(|other| other != moved.to) {
            errors.push(MergeError::State {
                address: moved.from.clone(),
                what: "moved to two different addresses",
            });
        }
    }
    all.into_iter().map(|(from, to)| (from.to_owned(), to.to_owned())).collect()
}

fn removed(contributions: &[ScopedContribution], errors: &mut Vec<MergeError>) -> BTreeMap<String, bool> {
    let mut all = BTreeMap::new();
    for (from, destroy) in contributions.iter().flat_map(|contribution| &contribution.removed) {
        if all.insert(from.clone(), *destroy).is_some_and(|other| other != *destroy) {
            let what = "removed twice, once destroyed and once forgotten";
            errors.push(MergeError::State { address: from.clone(), what });
        }
    }
    all
}

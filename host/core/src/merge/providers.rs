//! Collects the required providers, with their sources, versions and configurations.

use super::{MergeError, Origin};
use crate::model::{Settings, normal_source};
use crate::scope::ScopedContribution;
use crate::suggest::nearest;
use crate::terraform_json::RequiredProvider;
use crate::version_constraint::VersionConstraint;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Requirements on a provider, by source and version, with their origin. Absent and empty parts require nothing.
type Demands<'a> = BTreeMap<&'a str, BTreeMap<(Option<&'a str>, &'a str), Origin>>;

/// Returns the configurations of all providers, including those of regions without resources, because
/// Terraform needs them to destroy earlier resources.
pub(super) fn configurations(
    settings: &Settings,
) -> BTreeMap<String, BTreeMap<Option<String>, Map<String, Value>>> {
    let mut configurations: BTreeMap<String, BTreeMap<_, _>> = BTreeMap::new();
    for (name, provider) in &settings.providers {
        if let Some(body) = &provider.configuration {
            configurations.entry(name.clone()).or_default().insert(None, body.clone());
        }
    }
    for (region, providers) in &settings.regions {
        for (name, body) in providers {
            configurations.entry(name.clone()).or_default().insert(Some(region.to_string()), body.clone());
        }
    }
    configurations
}

/// Returns the source and version of each needed provider.
pub(super) fn required(
    settings: &Settings,
    contributions: &[ScopedContribution],
    needed: &BTreeSet<String>,
    errors: &mut Vec<MergeError>,
) -> BTreeMap<String, RequiredProvider> {
    let mut demands = Demands::new();
    for (name, provider) in &settings.providers {
        let demand = (provider.source.as_deref(), provider.version.as_deref().unwrap_or_default());
        demands.entry(name).or_default().insert(demand, Origin::StackFile);
    }
    for contribution in contributions {
        for requirement in &contribution.manifest.providers {
            let demand = (Some(requirement.source.as_str()), requirement.version.as_str());
            let who = || Origin::Tier(contribution.instance.tier.clone());
            demands.entry(&requirement.name).or_default().entry(demand).or_insert_with(who);
        }
    }
    let has_source =
        |demands: &BTreeMap<(Option<&str>, &str), Origin>| demands.keys().any(|(source, _)| source.is_some());
    let known: Vec<&str> =
        demands.iter().filter(|(_, demands)| has_source(demands)).map(|(name, _)| *name).collect();
    let mut required = BTreeMap::new();
    for name in needed {
        let demands = demands.remove(name.as_str()).unwrap_or_default();
        if let Some(provider) = provider(name, &demands, &known, errors) {
            required.insert(name.clone(), provider);
        }
    }
    required
}

fn provider(
    name: &str,
    demands: &BTreeMap<(Option<&str>, &str), Origin>,
    others: &[&str],
    errors: &mut Vec<MergeError>,
) -> Option<RequiredProvider> {
    let known = errors.len();
    let provider = name.to_owned();
    let mut source: Option<(Origin, String)> = None;
    let mut constraints: Vec<(&Origin, VersionConstraint)> = Vec::new();
    for ((text, version), who) in demands {
        match text.map(|text| normal_source(text).ok_or(text)) {
            None => {}
            Some(Err(text)) => {
                let text = text.to_owned();
                errors.push(MergeError::Source { origin: who.clone(), provider: provider.clone(), text });
            }
            Some(Ok(normal)) => match &source {
                None => source = Some((who.clone(), normal)),
                Some((_, same)) if *same == normal => {}
                Some(first) => errors.push(MergeError::Sources {
                    provider: provider.clone(),
                    first: first.clone(),
                    second: (who.clone(), normal),
                }),
            },
        }
        match VersionConstraint::parse(version) {
            Ok(constraint) => constraints.push((who, constraint)),
            Err(error) => {
                errors.push(MergeError::Constraint {
                    origin: who.clone(),
                    provider: provider.clone(),
                    error,
                });
            }
        }
    }
    let version = constraints.iter().fold(VersionConstraint::default(), |all, (_, one)| all.and(one));
    if version.is_empty() {
        errors.push(MergeError::Versions { provider: provider.clone(), demands: conflict(&constraints) });
    }
    match source {
        _ if errors.len() > known => None,
        Some((_, source)) => Some(RequiredProvider { source, version }),
        None => {
            let nearest = nearest(name, others.iter().copied()).map(str::to_owned);
            errors.push(MergeError::NoSource { provider, nearest });
            None
        }
    }
}

/// Returns a requirement that contradicts itself, two that exclude each other, or all if no two do.
fn conflict(constraints: &[(&Origin, VersionConstraint)]) -> Vec<(Origin, VersionConstraint)> {
    let demand = |(who, constraint): &(&Origin, VersionConstraint)| ((*who).clone(), constraint.clone());
    let bounds = |(who, constraint): &(&Origin, VersionConstraint)| ((*who).clone(), constraint.bounds());
    if let Some(alone) = constraints.iter().find(|(_, constraint)| constraint.is_empty()) {
        return vec![demand(alone)];
    }
    for (at, first) in constraints.iter().enumerate() {
        if let Some(second) = constraints[at + 1..].iter().find(|second| first.1.and(&second.1).is_empty()) {
            // Excluded single releases do not matter if the bounds exclude each other.
            let are_apart = first.1.bounds().and(&second.1.bounds()).is_empty();
            return if are_apart {
                vec![bounds(first), bounds(second)]
            } else {
                vec![demand(first), demand(second)]
            };
        }
    }
    constraints.iter().filter(|(_, constraint)| !constraint.is_any()).map(demand).collect()
}

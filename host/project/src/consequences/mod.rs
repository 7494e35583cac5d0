//! Consequences of a change in a stack's output, caused by other versions of its tiers or by its stack file.

mod beside;
mod glance;
mod obstacles;
mod place;
mod placement;
mod relocation;
mod renames;
mod stateful;
mod text;
mod warning;

#[cfg(test)]
mod tests;

pub use beside::AdjacentBlocks;
pub use obstacles::{Obstacle, ObstacleKind, obstacles};
pub use placement::{RepointedBlocks, StrandedBlocks};
pub use relocation::{Relocation, stranded};
pub use renames::{Kind, Rename};
pub use text::{permissions, text};
pub use warning::StackDiagnostic;

use renames::MovedInstances;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;
use terrace_core::difference::{Action, Attribute, BlockChange, Changes};
use terrace_core::model::{InstanceId, Manifest};
use terrace_core::scope::unscope;
use terrace_sandbox::replaces;

/// The consequences of a change.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Consequences {
    /// The blocks that differ.
    #[serde(flatten)]
    pub changes: Changes,
    /// Resources that are replaced because an attribute changes that cannot be changed in place.
    pub replaced: Vec<ReplacedResource>,
    /// Addresses of stateful resources that are destroyed, or recreated elsewhere, sorted. Their content cannot be recovered.
    pub destroyed: Vec<String>,
    /// Removed resources of a tier that reappear under another name: with the same type and the same body.
    pub renamed: Vec<RenamedResource>,
    /// Effects of tiers, regions and providers on blocks that did not change themselves.
    #[serde(flatten)]
    pub relocation: Relocation,
    /// Permissions that tiers have now and did not have before.
    #[serde(skip_serializing_if = "Permissions::is_empty")]
    pub permissions: Permissions,
}

/// A resource that is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplacedResource {
    pub address: String,
    /// The changed attributes that force the replacement.
    pub attributes: Vec<String>,
}

/// A resource that looks renamed although no `moved` block says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RenamedResource {
    /// Address of the removed resource.
    pub from: String,
    /// Address of the added resource.
    pub to: String,
}

/// The permissions that manifests declare. Each list is sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Permissions {
    /// Sources of the required providers.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub providers: BTreeSet<String>,
    /// Types of managed resources.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub resources: BTreeSet<String>,
    /// Types of data sources.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub data_sources: BTreeSet<String>,
    /// Types of ephemeral resources.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub ephemeral_resources: BTreeSet<String>,
    /// Sources of modules that may be called.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub modules: BTreeSet<String>,
}

impl Permissions {
    /// Returns the permissions that a tier declares.
    pub fn of(manifest: &Manifest) -> Self {
        Self {
            providers: manifest.providers.iter().map(|provider| provider.source.clone()).collect(),
            resources: manifest.resources.iter().cloned().collect(),
            data_sources: manifest.data_sources.iter().cloned().collect(),
            ephemeral_resources: manifest.ephemeral_resources.iter().cloned().collect(),
            modules: manifest.modules.iter().cloned().collect(),
        }
    }

    /// Adds the permissions of `other`.
    pub fn extend(&mut self, other: Self) {
        self.providers.extend(other.providers);
        self.resources.extend(other.resources);
        self.data_sources.extend(other.data_sources);
        self.ephemeral_resources.extend(other.ephemeral_resources);
        self.modules.extend(other.modules);
    }

    pub fn beyond(&self, other: &Self) -> Self {
        let beyond = |here: &BTreeSet<String>, there| here.difference(there).cloned().collect();
        Self {
            providers: beyond(&self.providers, &other.providers),
            resources: beyond(&self.resources, &other.resources),
            data_sources: beyond(&self.data_sources, &other.data_sources),
            ephemeral_resources: beyond(&self.ephemeral_resources, &other.ephemeral_resources),
            modules: beyond(&self.modules, &other.modules),
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Consequences {
    /// Returns the consequences of changing one configuration to another, both in Terraform's JSON syntax.
    pub fn of(old: &Value, new: &Value, beside: &AdjacentBlocks, permissions: Permissions) -> Self {
        let relocation = Relocation::of(old, new, beside);
        let joined = beside.joined(new, |address| body(old, address).is_some() || module(old, address));
        let new = joined.as_ref().unwrap_or(new);
        let changes = terrace_core::difference::compare(old, new);
        let kept = removed_but_kept(new);
        let later = MovedInstances::of(placement::moves(new));
        let replaced: Vec<_> =
            changes.blocks.iter().filter_map(|change| replacement(change, &later)).collect();
        let removed = changes.blocks.iter().filter(|change| change.action == Action::Removed);
        let removed = removed.filter(|change| !kept.contains(change.address.as_str()));
        let gone = removed.map(|change| change.address.as_str());
        let destroyed: BTreeSet<_> = gone
            .chain(replaced.iter().map(|replaced| replaced.address.as_str()))
            .chain(relocation.repointed.iter().flat_map(|one| one.addresses.iter().map(String::as_str)))
            .filter(|address| resource_type(address).is_some_and(stateful::is_stateful))
            .map(str::to_owned)
            .collect();
        let renamed = renamed(&changes, old, new);
        let destroyed = destroyed.into_iter().collect();
        Self { replaced, destroyed, renamed, relocation, permissions, changes }
    }

    /// Returns whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.permissions.is_empty()
    }
}

/// Returns the type of a managed resource, given its address.
fn resource_type(address: &str) -> Option<&str> {
    const OTHERS: [&str; 12] = [
        "data",
        "ephemeral",
        "module",
        "check",
        "local",
        "output",
        "variable",
        "provider",
        "terraform",
        "moved",
        "removed",
        "import",
    ];
    let (first, _) = address.split_once('.')?;
    (!OTHERS.contains(&first)).then_some(first)
}

/// Returns the addresses that `removed` blocks forget without destroying anything.
fn removed_but_kept(new: &Value) -> BTreeSet<&str> {
    let blocks = new.get("removed").and_then(Value::as_array).into_iter().flatten();
    let kept = blocks.filter(|block| {
        let lifecycle = block.get("lifecycle");
        let lifecycle = lifecycle.and_then(|one| one.as_array().map_or(Some(one), |all| all.first()));
        lifecycle.and_then(|lifecycle| lifecycle.get("destroy")) == Some(&Value::Bool(false))
    });
    kept.filter_map(|block| block.get("from")?.as_str()).collect()
}

/// Returns the replacement that a change causes. A reference that merely uses the new name of its target causes none.
fn replacement(change: &BlockChange, later: &MovedInstances) -> Option<ReplacedResource> {
    let type_name = resource_type(&change.address)?;
    let differs = |one: &&Attribute| one.old.as_ref().is_none_or(|old| Some(later.renamed(old)) != one.new);
    let top = |path: &str| path.split(['.', '[']).next().unwrap_or_default().to_owned();
    let attributes: BTreeSet<_> =
        change.attributes.iter().filter(differs).map(|attribute| top(&attribute.path)).collect();
    let attributes: Vec<_> = attributes.into_iter().filter(|name| replaces(type_name, name)).collect();
    (!attributes.is_empty()).then(|| ReplacedResource { address: change.address.clone(), attributes })
}

/// Pairs each removed resource with the first added one of its type, body, tier and region: a tier knows no other names.
fn renamed(changes: &Changes, old: &Value, new: &Value) -> Vec<RenamedResource> {
    let of = |action| changes.blocks.iter().filter(move |change| change.action == action);
    let mut added: BTreeMap<_, VecDeque<&str>> = BTreeMap::new();
    for change in of(Action::Added) {
        if let Some(likeness) = likeness(new, &change.address) {
            added.entry(likeness).or_default().push_back(&change.address);
        }
    }
    let mut pairs = Vec::new();
    for gone in of(Action::Removed) {
        let alike = likeness(old, &gone.address).and_then(|likeness| added.get_mut(&likeness));
        if let Some(to) = alike.and_then(VecDeque::pop_front) {
            pairs.push(RenamedResource { from: gone.address.clone(), to: to.to_owned() });
        }
    }
    pairs
}

/// Returns what a resource has in common with what it is renamed to: its type, its tier and region, and its body as text, without
/// the comment that says where it comes from.
fn likeness<'a>(configuration: &Value, address: &'a str) -> Option<(&'a str, Option<InstanceId>, String)> {
    let (type_name, body) = (resource_type(address)?, body(configuration, address)?);
    let instance = address.split_once('.').and_then(|(_, name)| Some(unscope(name)?.0));
    let mut text = String::new();
    for (key, value) in body.as_object().into_iter().flatten().filter(|(key, _)| *key != "//") {
        // Writing to a String does not fail.
        let _ = write!(text, "{}:{value},", Value::from(key.as_str()));
    }
    Some((type_name, instance, text))
}

fn body<'a>(configuration: &'a Value, address: &str) -> Option<&'a Value> {
    let type_name = resource_type(address)?;
    configuration.get("resource")?.get(type_name)?.get(address.strip_prefix(type_name)?.strip_prefix('.')?)
}

/// Returns whether this is the address of a module call.
fn module(configuration: &Value, address: &str) -> bool {
    address.strip_prefix("module.").is_some_and(|name| !configuration["module"][name].is_null())
}

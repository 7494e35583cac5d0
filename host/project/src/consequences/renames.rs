//! Guesses which tiers and regions were renamed.
//!
//! A stack file does not record renames, so they are inferred from two outputs. A name only counts as the new name of another
//! if there is exactly one candidate.

use super::RenamedResource;
use super::placement::ProviderIndex;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use terrace_core::model::{InstanceId, RegionName, TierName};
use terrace_core::scope::{scope, unscope};

/// A tier or region that was renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rename {
    /// A tier or a region.
    pub kind: Kind,
    /// The name in the old output.
    pub from: String,
    /// The name in the new output.
    pub to: String,
}

/// The kinds of names in the stack file that are part of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A key under `tiers`.
    Tier,
    /// A key under `regions`.
    Region,
}

/// The new names of tiers and regions, by their old names.
#[derive(Debug, Default)]
pub(super) struct Names {
    tiers: BTreeMap<String, String>,
    regions: BTreeMap<String, String>,
    /// Tiers that run in one region now and ran in none before, or the other way round, by their new names.
    bound: Bound,
}

/// The old and the new region of each tier, `None` being no region.
type Bound = BTreeMap<String, (Option<String>, Option<String>)>;

#[derive(Deserialize)]
struct Entry {
    tier: String,
    region: Option<String>,
    /// The component's name, followed by its version if an earlier version of Terrace wrote the entry.
    #[serde(default)]
    component: String,
    inputs: String,
}

#[derive(Deserialize)]
struct Component {
    name: String,
    #[serde(default)]
    tiers: Vec<String>,
}

/// Instances by tier and region.
type Instances = BTreeMap<(String, Option<String>), Entry>;

fn instances(configuration: &Value) -> Instances {
    let components: BTreeMap<String, String> = manifest_list::<Component>(configuration, "components")
        .flat_map(|component| component.tiers.into_iter().map(move |tier| (tier, component.name.clone())))
        .collect();
    let entries = manifest_list::<Entry>(configuration, "instances").map(|mut entry| {
        if let Some(name) = components.get(&entry.tier) {
            entry.component.clone_from(name);
        }
        ((entry.tier.clone(), entry.region.clone()), entry)
    });
    entries.collect()
}

/// Returns the entries of a list in the manifest, without those that cannot be parsed.
fn manifest_list<'a, T: Deserialize<'a>>(configuration: &'a Value, name: &str) -> impl Iterator<Item = T> {
    let listed = configuration.get("//").and_then(|manifest| manifest.get(name)).and_then(Value::as_array);
    listed.into_iter().flatten().filter_map(|entry| T::deserialize(entry).ok())
}

impl Entry {
    /// Returns the component's name without its version.
    fn component(&self) -> &str {
        self.component.split('@').next().unwrap_or_default()
    }
}

/// The maximum number of removed or added names. Among more, guessing is too unreliable.
const MAX_NAMES: usize = 64;

/// The similarity of two names: the number of instances with the same inputs, then of those with the same component.
type Likeness = (usize, usize);

impl Names {
    /// Guesses the renames between two outputs.
    pub fn guess(old: &Value, new: &Value, before: &ProviderIndex<'_>, after: &ProviderIndex<'_>) -> Self {
        let (was, is) = (instances(old), instances(new));
        let names = |of: &Instances, name: fn(&Entry) -> Option<&String>| -> BTreeSet<String> {
            of.values().filter_map(name).cloned().collect()
        };
        let changed = |name| {
            let (was, is) = (names(&was, name), names(&is, name));
            (
                was.difference(&is).cloned().collect::<Vec<_>>(),
                is.difference(&was).cloned().collect::<Vec<_>>(),
            )
        };
        let mut found = Self::default();
        let (gone, come) = changed(|entry| entry.region.as_ref());
        found.regions = pairs(&gone, &come, |from, to| {
            before.is_same_region(from, after, to).then(|| {
                let runs = was.values().filter(|entry| entry.region.as_deref() == Some(from));
                runs.fold((0, 0), |likeness, run| {
                    // The tier may have been renamed as well.
                    let there = is.values().filter(|it| it.region.as_deref() == Some(to));
                    sum(likeness, best(run, there))
                })
            })
        });
        let (gone, come) = changed(|entry| Some(&entry.tier));
        found.tiers = pairs(&gone, &come, |from, to| {
            let runs = was.values().filter(|entry| entry.tier == *from);
            Some(runs.fold((0, 0), |likeness, run| {
                let region = found.region(run.region.as_ref());
                sum(likeness, best(run, is.get(&(to.to_owned(), region)).into_iter()))
            }))
        });
        found.bound = found.rebound(&was, &is, before, after);
        found
    }

    fn region(&self, region: Option<&String>) -> Option<String> {
        region.map(|name| self.regions.get(name).unwrap_or(name).clone())
    }

    /// Finds tiers that ran in no region before and now run in exactly one region in the same place, or the other way round.
    fn rebound(
        &self,
        was: &Instances,
        is: &Instances,
        before: &ProviderIndex<'_>,
        after: &ProviderIndex<'_>,
    ) -> Bound {
        let mut gone: BTreeMap<(&String, &String), Vec<&Option<String>>> = BTreeMap::new();
        for (earlier, region) in was.keys() {
            let tier = self.tiers.get(earlier).unwrap_or(earlier);
            if !is.contains_key(&(tier.clone(), self.region(region.as_ref()))) {
                gone.entry((earlier, tier)).or_default().push(region);
            }
        }
        let mut bound = Bound::new();
        for ((earlier, tier), regions) in gone {
            let all: Vec<_> = is.keys().filter(|(name, _)| name == tier).map(|(_, region)| region).collect();
            let [from] = regions.as_slice() else { continue };
            let other = all.iter().filter(|to| from.is_some() != to.is_some()).take(MAX_NAMES);
            let near: Vec<_> =
                other.filter(|to| is_near((earlier, from), (tier, to), before, after)).collect();
            if let [to] = near.as_slice() {
                bound.insert(tier.clone(), ((*from).clone(), (**to).clone()));
            }
        }
        bound
    }

    /// Returns the instance that an old one corresponds to now.
    fn instance(&self, earlier: &InstanceId) -> Option<InstanceId> {
        let tier = self.tiers.get(earlier.tier.as_str()).map_or(earlier.tier.as_str(), String::as_str);
        let region = earlier.region.as_ref().map(|region| region.as_str().to_owned());
        let region = match self.bound.get(tier) {
            Some((from, to)) if *from == region => to.clone(),
            _ => self.region(region.as_ref()),
        };
        instance_of(tier, &region)
    }

    /// Returns each block that gets another address through these renames and stays in the same place.
    pub fn moves(&self, before: &ProviderIndex<'_>, after: &ProviderIndex<'_>) -> Vec<RenamedResource> {
        let known = after.moves();
        let one = |address: &str| {
            let (kind, name) = address.split_once('.')?;
            let (instance, local) = unscope(name)?;
            let now = self.instance(&instance).filter(|now| *now != instance)?;
            let there = format!("{kind}.{}", scope(&now, local));
            // The tier may move it further with `moved` blocks of its own.
            let is_there = after.has(&there) || known.contains_key(there.as_str());
            let is_free = !before.has(&there) && !after.has(address) && !known.contains_key(address);
            (is_there && is_free && before.is_near(address, after, &there))
                .then(|| RenamedResource { from: address.to_owned(), to: there })
        };
        before.addresses().filter_map(one).collect()
    }

    /// Returns the renamed tiers and regions that these blocks belonged to.
    pub fn renames(&self, moves: &[RenamedResource]) -> Vec<Rename> {
        let moved: Vec<_> = moves.iter().filter_map(|one| unscope(one.from.split_once('.')?.1)).collect();
        let tier = |(from, to): (&String, &String)| {
            let is_moved = moved.iter().any(|(instance, _)| instance.tier.as_str() == from);
            is_moved.then(|| Rename { kind: Kind::Tier, from: from.clone(), to: to.clone() })
        };
        let region = |(from, to): (&String, &String)| {
            let mut regions = moved.iter().filter_map(|(instance, _)| instance.region.as_ref());
            let is_moved = regions.any(|region| region.as_str() == from);
            is_moved.then(|| Rename { kind: Kind::Region, from: from.clone(), to: to.clone() })
        };
        self.tiers.iter().filter_map(tier).chain(self.regions.iter().filter_map(region)).collect()
    }
}

/// Returns whether all blocks of an instance are in the same place as the blocks of the same names in another instance.
fn is_near(
    (tier, region): (&str, &Option<String>),
    (other, there): (&str, &Option<String>),
    before: &ProviderIndex<'_>,
    after: &ProviderIndex<'_>,
) -> bool {
    let Some(other) = instance_of(other, there) else { return false };
    before.addresses().all(|address| {
        let named = address.split_once('.').and_then(|(kind, name)| Some((kind, unscope(name)?)));
        let Some((kind, (instance, local))) = named else { return true };
        let is_ours = instance.tier.as_str() == tier
            && instance.region.as_ref().map(RegionName::as_str) == region.as_deref();
        !is_ours || before.is_near(address, after, &format!("{kind}.{}", scope(&other, local)))
    })
}

fn instance_of(tier: &str, region: &Option<String>) -> Option<InstanceId> {
    let region = region.as_ref().map(RegionName::new).transpose().ok()?;
    Some(InstanceId { tier: TierName::new(tier).ok()?, region })
}

/// New instances by old ones, derived from moves.
#[derive(Debug, Default)]
pub(super) struct MovedInstances(BTreeMap<InstanceId, InstanceId>);

impl MovedInstances {
    pub fn of<'a>(moves: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let instance = |address: &str| Some(unscope(address.split_once('.')?.1)?.0);
        let pairs = moves.into_iter().filter_map(|(from, to)| Some((instance(from)?, instance(to)?)));
        Self(pairs.collect())
    }

    /// Returns the value with all references renamed.
    pub fn renamed(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.renamed_text(text)),
            Value::Array(items) => items.iter().map(|item| self.renamed(item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(key, value)| (key.clone(), self.renamed(value)))
                .collect::<Map<_, _>>()
                .into(),
            other => other.clone(),
        }
    }

    /// Renames everything that looks like an address, which is good enough to compare strings.
    fn renamed_text(&self, text: &str) -> String {
        let in_address = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let mut renamed = String::with_capacity(text.len());
        for part in text.split_inclusive(|c| !in_address(c)) {
            let word = part.trim_end_matches(|c| !in_address(c));
            let later = unscope(word).filter(|_| renamed.ends_with('.'));
            let later = later.and_then(|(instance, local)| Some(scope(self.0.get(&instance)?, local)));
            renamed.push_str(later.as_deref().unwrap_or(word));
            renamed.push_str(&part[word.len()..]);
        }
        renamed
    }
}

fn sum(a: Likeness, b: Likeness) -> Likeness {
    (a.0 + b.0, a.1 + b.1)
}

fn best<'a>(run: &Entry, others: impl Iterator<Item = &'a Entry>) -> Likeness {
    let same = others.filter(|other| other.component() == run.component());
    same.map(|other| (usize::from(other.inputs == run.inputs), 1)).max().unwrap_or_default()
}

/// Pairs each removed name with the added name that it is most similar to, if that holds in both directions and without a tie.
fn pairs(
    gone: &[String],
    come: &[String],
    likeness: impl Fn(&str, &str) -> Option<Likeness>,
) -> BTreeMap<String, String> {
    if gone.len() > MAX_NAMES || come.len() > MAX_NAMES {
        return BTreeMap::new();
    }
    let alike: Vec<(usize, usize, Likeness)> = (0..gone.len())
        .flat_map(|from| (0..come.len()).map(move |to| (from, to)))
        .filter_map(|(from, to)| Some((from, to, likeness(&gone[from], &come[to]).filter(|it| it.1 > 0)?)))
        .collect();
    let is_most = |&&(from, to, most): &&(usize, usize, Likeness)| {
        let rivals = alike.iter().filter(|it| (it.0 == from) != (it.1 == to));
        rivals.map(|it| it.2).max().is_none_or(|rival| rival < most)
    };
    alike.iter().filter(is_most).map(|(from, to, _)| (gone[*from].clone(), come[*to].clone())).collect()
}

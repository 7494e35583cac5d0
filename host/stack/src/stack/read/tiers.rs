//! Reads the tiers of a stack file and creates their instances.

use super::component::{self, Component};
use super::path::At;
use super::reader::Reader;
use super::{grants, limits};
use crate::stack::error::{RegionError, SizeError, StackError};
use crate::stack::expressions::{Expressions, Position, mentions_region, put_region};
use crate::stack::grammar::{self, names};
use crate::stack::tree::node::{Entry, Mapping, Node, NodeValue};
use crate::stack::tree::patch;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use terrace_core::model::{Grants, InstanceId, Limits, Location, RegionName, TierName};
use terrace_core::suggest::nearest;

/// The maximum number of instances of a stack. One line, `regions: all`, creates one for each region.
pub(super) const MAX_INSTANCES: usize = 10_000;
/// The maximum total size of the inputs of all instances. Shared inputs count once for each instance, because each
/// gets its own copy when it runs.
pub(super) const MAX_INPUTS_BYTES: u64 = 64 << 20;

const TIER_KEYS: &[&str] = &names(&grammar::TIER);

/// A tier of the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    /// The component that returns the contribution.
    pub component: Component,
    pub location: Location,
    /// The permissions beyond those that every tier has.
    pub grants: Grants,
    /// The resource limits of the component.
    pub limits: Limits,
}

/// A tier in one region.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The tier and the region.
    pub id: InstanceId,
    /// The inputs, always a map; strings are templates. Instances with the same inputs share them.
    pub inputs: Arc<Node>,
}

/// Reads the regions of each tier. This comes first, because expressions need them.
///
/// Returns `None`, and adds an error, if this results in too many instances.
pub fn regions(
    reader: &mut Reader,
    tiers: Option<&Mapping>,
    known: &[RegionName],
) -> Option<BTreeMap<TierName, Option<Vec<RegionName>>>> {
    let at = At::ROOT.key("tiers");
    let mut result = BTreeMap::new();
    let mut instances = 0;
    for (name, entry) in tiers.into_iter().flatten() {
        let tier = match TierName::new(name) {
            Ok(tier) => tier,
            Err(error) => {
                reader.errors.push(StackError::Name { what: "tier", error, location: entry.key.clone() });
                continue;
            }
        };
        let node = entry.value.get("regions").map(|entry| &entry.value).filter(|node| !node.is_null());
        let regions = node.map(|node| regions_of(reader, at.key(name).key("regions"), name, node, known));
        instances += regions.as_ref().map_or(1, Vec::len);
        if instances > MAX_INSTANCES {
            let location = entry.key.clone();
            reader.errors.push(SizeError::TooManyInstances { limit: MAX_INSTANCES, location }.into());
            return None;
        }
        result.insert(tier, regions);
    }
    Some(result)
}

fn regions_of(
    reader: &mut Reader,
    at: At<'_>,
    tier: &str,
    node: &Node,
    known: &[RegionName],
) -> Vec<RegionName> {
    const EXPECTED: &str = "`all` or a list of region names";
    let mut all = false;
    let mut found: BTreeMap<RegionName, &Location> = BTreeMap::new();
    let mut is_faulty = false;
    match &node.value {
        NodeValue::String(text) if text == "all" => {
            all = true;
            found.extend(known.iter().map(|region| (region.clone(), &node.location)));
        }
        NodeValue::String(text) => {
            let hint = match known.iter().any(|region| region.as_str() == text) {
                false if text.eq_ignore_ascii_case("all") => "write `all`, in lower case".to_owned(),
                _ => format!("write `[{text}]`"),
            };
            reader.wrong_type(at, node, EXPECTED, Some(hint));
            is_faulty = true;
        }
        NodeValue::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                let here = at.index(index);
                let name = reader.text(here, item);
                if let Some("all" | "All" | "ALL" | "*") = name
                    && !known.iter().any(|region| Some(region.as_str()) == name)
                {
                    let hint = "write `regions: all`, without brackets".to_owned();
                    reader.wrong_type(here, item, "the name of a region", Some(hint));
                    is_faulty = true;
                    continue;
                }
                let Some(region) = name.and_then(|n| region(reader, here, n, &item.location, known)) else {
                    is_faulty = true;
                    continue;
                };
                if let Some(first) = found.get(&region) {
                    reader.errors.push(
                        RegionError::Duplicate {
                            tier: tier.to_owned(),
                            region: region.to_string(),
                            location: item.location.clone(),
                            first: (*first).clone(),
                        }
                        .into(),
                    );
                } else {
                    found.insert(region, &item.location);
                }
            }
        }
        _ => {
            reader.wrong_type(at, node, EXPECTED, None);
            is_faulty = true;
        }
    }
    if found.is_empty() && !is_faulty {
        let (tier, location) = (tier.to_owned(), node.location.clone());
        reader.errors.push(RegionError::NoRegions { tier, location, all }.into());
    }
    if is_faulty {
        // Further errors would only be consequences of this one.
        return known.to_vec();
    }
    found.into_keys().collect()
}

/// Reads the name of a region, which must exist in the stack. `known` must be sorted.
pub fn region(
    reader: &mut Reader,
    at: At<'_>,
    name: &str,
    location: &Location,
    known: &[RegionName],
) -> Option<RegionName> {
    if let Ok(at) = known.binary_search_by(|region| region.as_str().cmp(name)) {
        return Some(known[at].clone());
    }
    // Nobody sees the suggestions of errors that are not shown.
    let known = if reader.is_telling() { known } else { &[] };
    reader.errors.push(
        RegionError::Unknown {
            path: at.to_string(),
            region: name.to_owned(),
            location: location.clone(),
            near: nearest(name, known.iter().map(RegionName::as_str)).map(str::to_owned),
            known: known.iter().map(RegionName::to_string).collect(),
        }
        .into(),
    );
    None
}

/// The parts of a stack that are needed to read its tiers.
pub struct Surroundings<'a> {
    /// The names that expressions may use.
    pub expressions: &'a Expressions<'a>,
    pub regions: &'a [RegionName],
    /// The stack's limits, which a tier can override.
    pub limits: Limits,
    /// The stack's tiers as written.
    pub keys: Option<&'a Mapping>,
    /// Returns the directory that paths at a location are relative to.
    pub directory_of: &'a dyn Fn(&Location) -> PathBuf,
    /// The total size in bytes of the inputs of all instances so far.
    pub inputs: &'a Cell<u64>,
}

impl Surroundings<'_> {
    /// Returns the tier of the stack file with a name similar to a tier that is only in an overlay.
    fn named_elsewhere(&self, name: &TierName, key: &Location) -> Option<String> {
        let others = self.keys.into_iter().flatten().filter(|(_, other)| other.key.source != key.source);
        nearest(name.as_str(), others.map(|(name, _)| name.as_str())).map(str::to_owned)
    }
}

/// Reads a tier and adds its instances, sorted by region.
pub fn read(
    reader: &mut Reader,
    name: &TierName,
    entry: &Entry,
    surroundings: &Surroundings<'_>,
    instances: &mut Vec<Instance>,
) -> Option<Tier> {
    let Surroundings { expressions, regions: known, limits, directory_of, inputs: total, .. } = *surroundings;
    const HINT: &str = "write `component: NAME` for a built-in tier, the path of a file, or `oci://…`";
    let tiers = At::ROOT.key("tiers");
    let at = tiers.key(name.as_str());
    let expected = "a map with the key `component`";
    let Some(body) = reader.entries(at, &entry.value, expected) else {
        if entry.value.is_null() {
            reader.missing(at, "component", &entry.key, HINT);
        }
        return None;
    };
    reader.known_keys(at, body, TIER_KEYS);
    let component = match body.get("component").filter(|entry| !entry.value.is_null()) {
        Some(entry) => component::read(reader, at, &entry.value, body, &directory_of(&entry.value.location)),
        None => {
            let hint = match surroundings.named_elsewhere(name, &entry.key) {
                Some(near) => format!("did you mean the tier `{near}`? A new tier needs `component: NAME`"),
                None => HINT.to_owned(),
            };
            reader.missing(at, "component", &entry.key, hint);
            None
        }
    };
    let grants = grants::grants(reader, at, body, expressions, known);
    let own = body.get("limits").map(|entry| &entry.value);
    let limits = limits::limits(reader, at.key("limits"), own, limits);
    let regions = expressions.tiers.get(name).and_then(Option::as_deref);
    let inputs = Inputs { reader, at, name, key: &entry.key, body, expressions, total };
    inputs.instances(regions, instances);
    Some(Tier { component: component?, location: entry.key.clone(), grants, limits })
}

/// Creates the inputs of a tier's instances.
struct Inputs<'a> {
    reader: &'a mut Reader,
    at: At<'a>,
    name: &'a TierName,
    key: &'a Location,
    body: &'a Mapping,
    expressions: &'a Expressions<'a>,
    total: &'a Cell<u64>,
}

impl Inputs<'_> {
    fn instances(mut self, regions: Option<&[RegionName]>, instances: &mut Vec<Instance>) {
        let common = self.map("inputs");
        let own = self.region_inputs(regions);
        // Computed before merging: the region's inputs are merged over those of the tier.
        let size = common.size();
        let sizes = regions.map_or(size, |regions| {
            let of = |region| size.saturating_add(own.get(region).map_or(0, Node::size));
            regions.iter().map(of).fold(0, u64::saturating_add)
        });
        self.total.set(self.total.get().saturating_add(sizes));
        if self.total.get() > MAX_INPUTS_BYTES {
            let (limit, location) = (MAX_INPUTS_BYTES, self.key.clone());
            self.reader.errors.push(SizeError::TooMuchInput { limit, location }.into());
            return;
        }
        let mut add = |region: Option<&RegionName>, inputs: Arc<Node>| {
            let id = InstanceId { tier: self.name.clone(), region: region.cloned() };
            instances.push(Instance { id, inputs });
        };
        let at = self.at.key("inputs");
        let errors = &mut self.reader.errors;
        let Some(regions) = regions else {
            add(None, Arc::new(self.expressions.resolve(at, &common, Position::Global, errors)));
            return;
        };
        let sharing: Vec<_> = regions.iter().filter(|region| !own.contains_key(region)).cloned().collect();
        let shared = self.expressions.resolve(at, &common, Position::Regions(&sharing), errors);
        let mut is_regional = false;
        shared.for_each_text(&mut |text, _| is_regional |= mentions_region(text));
        let shared = Arc::new(shared);
        for region in regions {
            let inputs = match own.get(region) {
                Some(own) => {
                    let mut merged = common.clone();
                    patch::merge(&mut merged, own);
                    let position = Position::Regions(std::slice::from_ref(region));
                    let mut merged = self.expressions.resolve(at, &merged, position, errors);
                    put_region(&mut merged, region);
                    Arc::new(merged)
                }
                None if is_regional => {
                    let mut inputs = Node::clone(&shared);
                    put_region(&mut inputs, region);
                    Arc::new(inputs)
                }
                None => Arc::clone(&shared),
            };
            add(Some(region), inputs);
        }
    }

    /// Reads a map of inputs. If it is missing, returns an empty map with the location of the tier's name.
    fn map(&mut self, key: &'static str) -> Node {
        let empty = Node { value: NodeValue::Mapping(Mapping::new()), location: self.key.clone() };
        let Some(entry) = self.body.get(key) else { return empty };
        let at = self.at.key(key);
        if self.reader.entries(at, &entry.value, "a map of inputs").is_none() {
            return empty;
        }
        self.reader.plain_inputs(at, &entry.value);
        // Always uses the location of the key, because that is where another input would be added.
        Node { value: entry.value.value.clone(), location: entry.key.clone() }
    }

    fn region_inputs(&mut self, regions: Option<&[RegionName]>) -> BTreeMap<RegionName, Node> {
        let Some(entry) = self.body.get("region_inputs") else { return BTreeMap::new() };
        let at = self.at.key("region_inputs");
        let expected = "a map from regions to inputs";
        let Some(entries) = self.reader.entries(at, &entry.value, expected) else { return BTreeMap::new() };
        let mut own = BTreeMap::new();
        for (name, entry) in entries {
            let found = regions.and_then(|regions| {
                let at = regions.binary_search_by(|region| region.as_str().cmp(name)).ok()?;
                Some(regions[at].clone())
            });
            let Some(region) = found else {
                let regions = regions.filter(|_| self.reader.is_telling());
                self.reader.errors.push(
                    RegionError::IdleInputs {
                        tier: self.name.to_string(),
                        region: name.clone(),
                        location: entry.key.clone(),
                        regions: regions.map(|regions| regions.iter().map(RegionName::to_string).collect()),
                    }
                    .into(),
                );
                continue;
            };
            let here = at.key(name);
            if self.reader.entries(here, &entry.value, "a map of inputs").is_some() {
                self.reader.plain_inputs(here, &entry.value);
                own.insert(region, entry.value.clone());
            }
        }
        own
    }
}

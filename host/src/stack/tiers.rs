//! The tiers of a stack file, and the instances that they make.

use super::component::{self, Component};
use super::error::StackError;
use super::expressions::{Expressions, Position, mentions_region, put_region};
use super::grammar::{self, names};
use super::limits;
use super::node::{Entry, Mapping, Node, NodeValue};
use super::patch;
use super::path::At;
use super::reader::Reader;
use crate::model::{Grant, InstanceId, Limits, Location, RegionName, TierName};
use crate::suggest::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

const TIER_KEYS: &[&str] = &names(&grammar::TIER);

/// A tier of the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    /// What makes its contribution.
    pub component: Component,
    /// Where its name stands.
    pub location: Location,
    /// What it may do that no tier may by itself.
    pub grants: BTreeSet<Grant>,
    /// What its component may use up.
    pub limits: Limits,
}

/// One run of a tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Which.
    pub id: InstanceId,
    /// Its inputs, always a map: strings are templates. Instances with the same inputs share them.
    pub inputs: Arc<Node>,
}

/// The regions of each tier. Done before anything else, because expressions need to know them.
pub fn regions(
    reader: &mut Reader,
    tiers: Option<&Mapping>,
    known: &[RegionName],
) -> BTreeMap<TierName, Option<Vec<RegionName>>> {
    let at = At::ROOT.key("tiers");
    let mut result = BTreeMap::new();
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
        result.insert(tier, regions);
    }
    result
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
            reader.wrong_type(at, node, EXPECTED, Some(format!("write `[{text}]`")));
            is_faulty = true;
        }
        NodeValue::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                let here = at.index(index);
                let name = reader.text(here, item);
                let Some(region) = name.and_then(|n| region(reader, here, n, &item.location, known)) else {
                    is_faulty = true;
                    continue;
                };
                if let Some(first) = found.get(&region) {
                    reader.errors.push(StackError::DuplicateRegion {
                        tier: tier.to_owned(),
                        region: region.to_string(),
                        location: item.location.clone(),
                        first: (*first).clone(),
                    });
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
        reader.errors.push(StackError::NoRegions { tier, location, all });
    }
    if is_faulty {
        // Other errors would only follow from this one.
        return known.to_vec();
    }
    found.into_keys().collect()
}

/// A region that the stack must have. `known` is sorted.
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
    reader.errors.push(StackError::UnknownRegion {
        path: at.to_string(),
        region: name.to_owned(),
        location: location.clone(),
        near: nearest(name, known.iter().map(RegionName::as_str)).map(str::to_owned),
        known: known.iter().map(RegionName::to_string).collect(),
    });
    None
}

/// Reads one tier and adds its instances, sorted by region.
pub fn read(
    reader: &mut Reader,
    name: &TierName,
    entry: &Entry,
    expressions: &Expressions<'_>,
    limits: Limits,
    directory_of: &dyn Fn(&Location) -> PathBuf,
    instances: &mut Vec<Instance>,
) -> Option<Tier> {
    const HINT: &str = "write `component: NAME` for one of Terrace's own, the path of a file, or `oci://…`";
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
            reader.missing(at, "component", &entry.key, HINT);
            None
        }
    };
    let grants = limits::grants(reader, at, body);
    let own = body.get("limits").map(|entry| &entry.value);
    let limits = limits::limits(reader, at.key("limits"), own, limits);
    let regions = expressions.tiers.get(name).and_then(Option::as_deref);
    let inputs = Inputs { reader, at, name, key: &entry.key, body, expressions };
    inputs.instances(regions, instances);
    Some(Tier { component: component?, location: entry.key.clone(), grants, limits })
}

/// Makes the inputs of a tier's instances.
struct Inputs<'a> {
    reader: &'a mut Reader,
    at: At<'a>,
    name: &'a TierName,
    key: &'a Location,
    body: &'a Mapping,
    expressions: &'a Expressions<'a>,
}

impl Inputs<'_> {
    fn instances(mut self, regions: Option<&[RegionName]>, instances: &mut Vec<Instance>) {
        let common = self.map("inputs");
        let own = self.region_inputs(regions);
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

    /// A map of inputs; empty, and shown at the tier's name, where there is none.
    fn map(&mut self, key: &'static str) -> Node {
        let empty = Node { value: NodeValue::Mapping(Mapping::new()), location: self.key.clone() };
        let Some(entry) = self.body.get(key) else { return empty };
        let at = self.at.key(key);
        if self.reader.entries(at, &entry.value, "a map of inputs").is_none() {
            return empty;
        }
        self.reader.plain_inputs(at, &entry.value);
        // The key, even where the map is on one line: that is where another input would be added.
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
                self.reader.errors.push(StackError::IdleRegionInputs {
                    tier: self.name.to_string(),
                    region: name.clone(),
                    location: entry.key.clone(),
                    regions: regions.map(|regions| regions.iter().map(RegionName::to_string).collect()),
                });
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

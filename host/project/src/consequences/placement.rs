//! Blocks whose provider configuration is removed, or points elsewhere.

use super::place;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use terrace_core::difference::Attribute;
use terrace_terraform::held::{ProviderConfiguration, StateBlock, comparable};

/// Blocks that are removed together with the provider configuration that could destroy their objects.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StrandedBlocks {
    /// The region whose provider configuration is removed, or `None` for a default configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Local names of the providers.
    pub providers: BTreeSet<String>,
    pub addresses: BTreeSet<String>,
}

/// Blocks that remain while their provider points elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RepointedBlocks {
    /// The provider's local name.
    pub provider: String,
    /// The region of the blocks before, or `None` for the default configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The region of the blocks now, or `None` for the default configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The provider's arguments that point elsewhere.
    pub attributes: Vec<Attribute>,
    /// Addresses of the blocks before the change.
    pub addresses: BTreeSet<String>,
}

/// A configuration in Terraform's JSON syntax, indexed by the provider configurations of its blocks.
pub(super) struct ProviderIndex<'a> {
    configuration: &'a Value,
    /// The local name and the body of each provider configuration.
    configured: BTreeMap<ProviderConfiguration, (&'a str, &'a Value)>,
    /// The provider configurations that each managed resource and each module call needs.
    blocks: BTreeMap<String, Vec<ProviderConfiguration>>,
}

impl<'a> ProviderIndex<'a> {
    pub fn of(configuration: &'a Value) -> Self {
        let mut placed = Self { configuration, configured: BTreeMap::new(), blocks: BTreeMap::new() };
        for (name, bodies) in members(configuration.get("provider")) {
            for body in bodies.as_array().map_or(std::slice::from_ref(bodies), Vec::as_slice) {
                let alias = body.get("alias").and_then(Value::as_str).map(str::to_owned);
                placed
                    .configured
                    .insert(ProviderConfiguration { source: placed.source(name), alias }, (name, body));
            }
        }
        for (type_name, named) in members(configuration.get("resource")) {
            for (name, body) in members(Some(named)) {
                let implied = || type_name.split('_').next().unwrap_or_default();
                let provider = body.get("provider").and_then(Value::as_str).unwrap_or_else(implied);
                placed.blocks.insert(format!("{type_name}.{name}"), vec![placed.named(provider)]);
            }
        }
        for (name, body) in members(configuration.get("module")) {
            let given = members(body.get("providers")).filter_map(|(_, provider)| provider.as_str());
            placed.blocks.insert(format!("module.{name}"), given.map(|it| placed.named(it)).collect());
        }
        placed
    }

    /// Returns the provider configuration that a reference such as `aws.west` names.
    fn named(&self, text: &str) -> ProviderConfiguration {
        let (name, alias) = text.split_once('.').map_or((text, None), |(name, alias)| (name, Some(alias)));
        ProviderConfiguration { source: self.source(name), alias: alias.map(str::to_owned) }
    }

    fn source(&self, name: &str) -> String {
        let required = &self.configuration["terraform"]["required_providers"][name]["source"];
        required.as_str().map_or_else(|| comparable(name), comparable)
    }

    /// Returns whether there is a managed resource or a module call with this address.
    pub fn has(&self, address: &str) -> bool {
        self.blocks.contains_key(address)
    }

    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.blocks.keys().map(String::as_str)
    }

    /// Returns the blocks as a state would hold them. Blocks whose provider is not configured here are left out.
    pub fn held(&self) -> Vec<StateBlock> {
        let all = self.blocks.iter().flat_map(|(address, on)| on.iter().map(move |on| (address, on)));
        let all = all.filter(|(_, on)| self.configured.contains_key(*on));
        all.map(|(address, on)| StateBlock { address: address.clone(), on: on.clone() }).collect()
    }

    /// Returns the addresses before and after each `moved` block.
    pub fn moves(&self) -> BTreeMap<&'a str, &'a str> {
        moves(self.configuration)
    }

    /// Returns those of the given blocks that are removed together with their provider configuration.
    pub fn stranded(&self, held: &[StateBlock]) -> Vec<StrandedBlocks> {
        let moves = self.moves();
        let forgotten: BTreeSet<_> =
            each(self.configuration.get("removed")).filter_map(|block| block.get("from")?.as_str()).collect();
        let is_gone = |held: &&StateBlock| {
            let address = held.address.as_str();
            !self.has(address) && !moves.contains_key(address) && !forgotten.contains(address)
        };
        let mut found: BTreeMap<_, StrandedBlocks> = BTreeMap::new();
        for StateBlock { address, on } in held.iter().filter(is_gone) {
            if self.configured.contains_key(on) {
                continue;
            }
            let provider = on.source.rsplit('/').next().unwrap_or_default().to_owned();
            // All providers of a region belong together; default configurations of different providers do not.
            let key = (on.alias.clone(), on.alias.is_none().then(|| provider.clone()));
            let one = found.entry(key).or_default();
            one.region.clone_from(&on.alias);
            one.providers.insert(provider);
            one.addresses.insert(address.clone());
        }
        found.into_values().collect()
    }

    /// Returns the first provider for which two blocks point to different places.
    fn distance<'b>(
        &'b self,
        address: &str,
        new: &'b ProviderIndex<'_>,
        there: &str,
    ) -> Option<Distance<'b>> {
        let (before, after) = (self.blocks.get(address)?, new.blocks.get(there)?);
        let pairs =
            before.iter().filter_map(|from| Some((from, after.iter().find(|to| to.source == from.source)?)));
        pairs.into_iter().find_map(|(from, to)| {
            let body = |placed: &'b ProviderIndex<'_>, on| placed.configured.get(on).map(|(_, body)| *body);
            let attributes = place::differences(body(self, from), body(new, to));
            let is_global = || {
                let type_name = address.split('.').next().unwrap_or_default();
                attributes.iter().all(|attribute| attribute.path == "region") && place::is_global(type_name)
            };
            (!attributes.is_empty() && !is_global()).then_some(Distance { from, to, attributes })
        })
    }

    /// Returns whether a block and another one of a later configuration are in the same place.
    pub fn is_near(&self, address: &str, new: &ProviderIndex<'_>, there: &str) -> bool {
        self.distance(address, new, there).is_none()
    }

    /// Returns whether two regions point to the same place.
    pub fn is_same_region(&self, region: &str, new: &ProviderIndex<'_>, there: &str) -> bool {
        let (before, after) = (self.region(region), new.region(there));
        before.keys().eq(after.keys())
            && before
                .iter()
                .all(|(source, body)| place::differences(Some(body), after.get(source).copied()).is_empty())
    }

    /// Returns the provider configurations of a region, by source.
    fn region(&self, region: &str) -> BTreeMap<&str, &Value> {
        let of_region = self.configured.iter().filter(|(on, _)| on.alias.as_deref() == Some(region));
        of_region.map(|(on, (_, body))| (on.source.as_str(), *body)).collect()
    }

    /// Returns the blocks that remain in a later configuration while their provider points elsewhere.
    pub fn repointed(&self, new: &ProviderIndex<'_>) -> Vec<RepointedBlocks> {
        let moves = new.moves();
        let mut found: Vec<RepointedBlocks> = Vec::new();
        for address in self.addresses() {
            let Some(there) = new.after_moves(address, &moves) else { continue };
            let Some(Distance { from, to, attributes }) = self.distance(address, new, there) else {
                continue;
            };
            let same = found
                .iter_mut()
                .find(|it| (&it.from, &it.to, &it.attributes) == (&from.alias, &to.alias, &attributes));
            if let Some(same) = same {
                same.addresses.insert(address.to_owned());
                continue;
            }
            let local = new.configured.get(to).map(|(name, _)| (*name).to_owned());
            found.push(RepointedBlocks {
                provider: local
                    .unwrap_or_else(|| to.source.rsplit('/').next().unwrap_or_default().to_owned()),
                from: from.alias.clone(),
                to: to.alias.clone(),
                attributes,
                addresses: [address.to_owned()].into(),
            });
        }
        found
    }

    /// Follows all moves of a block, and returns its address in this configuration, or `None` if it is not in it.
    fn after_moves<'b>(&self, address: &'b str, moves: &BTreeMap<&'b str, &'b str>) -> Option<&'b str> {
        let mut at = address;
        // At most as many steps as there are moves; terraform itself rejects a cycle.
        for _ in 0..=moves.len() {
            if self.has(at) {
                return Some(at);
            }
            at = moves.get(at)?;
        }
        None
    }
}

/// Returns the addresses before and after each `moved` block of a configuration.
pub(super) fn moves(configuration: &Value) -> BTreeMap<&str, &str> {
    let blocks = each(configuration.get("moved"));
    blocks.filter_map(|block| Some((block.get("from")?.as_str()?, block.get("to")?.as_str()?))).collect()
}

/// Two configurations of a provider that point to different places.
struct Distance<'a> {
    from: &'a ProviderConfiguration,
    to: &'a ProviderConfiguration,
    attributes: Vec<Attribute>,
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten().filter(|(key, _)| *key != "//")
}

fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.into_iter().flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice))
}

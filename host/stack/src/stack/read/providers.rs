//! Reads the providers of a stack file and their configurations by region.

use super::aws;
use super::document::Document;
use super::path::At;
use crate::stack::error::{LiteralPlace, StackError, StackWarning};
use crate::stack::expressions::{Expressions, Position};
use crate::stack::grammar::{self, names};
use crate::stack::tree::node::{Mapping, Node, json_object};
use crate::stack::tree::patch;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use terrace_core::expression::is_template;
use terrace_core::model::{Identifier, Location, ProviderSettings, RegionName};
use terrace_core::render::MAX_TOLD;

const PROVIDER_KEYS: &[&str] = &names(&grammar::PROVIDER);

/// Arguments of a provider configuration that are reserved by Terraform, and what to do instead.
const RESERVED_ARGUMENTS: &[(&str, &str)] = &[
    ("alias", "remove it: the region's name is the alias"),
    ("version", "set `version` of the provider, under `providers`"),
    ("source", "set `source` of the provider, under `providers`"),
    ("count", "Terraform reserves it; declare a region for each configuration"),
    ("for_each", "Terraform reserves it; declare a region for each configuration"),
    ("depends_on", "Terraform reserves it, and providers cannot have dependencies"),
];

/// The settings of a provider.
#[derive(Default)]
pub struct ProviderSection {
    /// The provider's source and version.
    pub settings: ProviderSettings,
    /// The configuration shared by all regions.
    pub configuration: Option<Node>,
}

impl Document<'_> {
    /// Reads the settings of all providers, and the configuration of each that is shared by all regions.
    pub fn providers(&mut self, expressions: &Expressions<'_>) -> BTreeMap<String, ProviderSection> {
        let Some(entries) = self.entries("providers", "a map from local names to providers") else {
            return BTreeMap::new();
        };
        let at = At::ROOT.key("providers");
        let mut providers = BTreeMap::new();
        for (name, entry) in entries {
            self.provider_name(name, &entry.key);
            let here = at.key(name);
            let mut section = ProviderSection::default();
            if let Some(body) = self.reader.entries(
                here,
                &entry.value,
                "a map with the keys `source`, `version` and `configuration`",
            ) {
                self.reader.known_keys(here, body, PROVIDER_KEYS);
                let reader = &mut self.reader;
                let mut text = |key: &str| {
                    let node = body.get(key).map(|entry| &entry.value).filter(|node| !node.is_null())?;
                    reader.literal(here.key(key), node, LiteralPlace::Argument)
                };
                section.settings.source = text("source");
                section.settings.version = text("version");
                if let Some(entry) = body.get("configuration").filter(|entry| !entry.value.is_null()) {
                    let here = here.key("configuration");
                    section.configuration = self.configuration(here, &entry.value, expressions, || None);
                    if name == aws::NAME {
                        self.misspelt(here, &entry.value);
                    }
                }
            }
            providers.insert(name.clone(), section);
        }
        providers
    }

    fn provider_name(&mut self, name: &str, location: &Location) {
        match Identifier::new(name) {
            Err(error) => self.name_error("provider", error, location),
            Ok(_) if name.chars().any(char::is_uppercase) => {
                let (name, location) = (name.to_owned(), location.clone());
                self.reader.errors.push(StackError::ProviderName { name, location });
            }
            Ok(_) => {}
        }
    }

    fn configuration(
        &mut self,
        at: At<'_>,
        node: &Node,
        expressions: &Expressions<'_>,
        hint: impl FnOnce() -> Option<String>,
    ) -> Option<Node> {
        let entries = self.reader.entries_or(at, node, "a map of the provider's arguments", hint)?;
        for (argument, hint) in RESERVED_ARGUMENTS {
            if let Some(entry) = entries.get(*argument) {
                self.reader.errors.push(StackError::ReservedArgument {
                    path: at.key(argument).to_string(),
                    location: entry.key.clone(),
                    hint,
                });
            }
        }
        Some(expressions.resolve(at, node, Position::Provider, &mut self.reader.errors))
    }

    /// Warns about misspelt names in a configuration of the AWS provider.
    fn misspelt(&mut self, at: At<'_>, node: &Node) {
        let Some(entries) = node.as_mapping() else { return };
        // The provider has fewer arguments than that.
        for (argument, entry) in entries.iter().take(MAX_TOLD) {
            if let Some(near) = aws::near_argument(argument) {
                let (argument, location) = (argument.clone(), entry.key.clone());
                let provider = aws::NAME.to_owned();
                let warning = StackWarning::ProviderArgument { provider, argument, near, location };
                self.reader.errors.push(warning.into());
            }
        }
        self.misspelt_region(at, entries);
    }

    /// Warns about a region that AWS does not have.
    pub(super) fn misspelt_region(&mut self, at: At<'_>, entries: &Mapping) {
        let Some(entry) = entries.get("region") else { return };
        let Some(region) = entry.value.as_str() else { return };
        if is_template(region) || aws::is_region_like(region) {
            return;
        }
        // Any other value may be meant for a service that imitates AWS.
        if let Some(near) = aws::near_region(region) {
            let warning = StackWarning::CloudRegion {
                path: at.key("region").to_string(),
                region: region.to_owned(),
                near,
                location: entry.value.location.clone(),
            };
            self.reader.errors.push(warning.into());
        }
    }

    /// Reads the provider configurations of each region, merged over the shared ones.
    pub fn regions(
        &mut self,
        providers: &BTreeMap<String, ProviderSection>,
        expressions: &Expressions<'_>,
    ) -> BTreeMap<RegionName, BTreeMap<String, Map<String, Value>>> {
        let Some(entries) = self.section("regions").and_then(Node::as_mapping) else {
            return BTreeMap::new();
        };
        let at = At::ROOT.key("regions");
        let mut regions = BTreeMap::new();
        for (name, entry) in entries {
            let Ok(region) = RegionName::new(name) else { continue };
            let here = at.key(name);
            let mut configurations = BTreeMap::new();
            let expected = "a map from providers to their configurations";
            let example = || named_by_provider(name, "region", entry.value.as_str()?, entries);
            let body = self.reader.entries_or(here, &entry.value, expected, example);
            for (provider, entry) in body.into_iter().flatten() {
                self.provider_name(provider, &entry.key);
                let hint = || named_by_provider(name, provider, entry.value.as_str()?, entries);
                let own = self.configuration(here.key(provider), &entry.value, expressions, hint);
                if provider == aws::NAME {
                    self.misspelt(here.key(provider), &entry.value);
                }
                let common = providers.get(provider).and_then(|section| section.configuration.clone());
                let whole = match (common, own) {
                    (Some(mut common), Some(own)) => {
                        patch::merge(&mut common, &own);
                        Some(common)
                    }
                    (common, own) => own.or(common),
                };
                let whole = whole.as_ref().and_then(Node::as_mapping).map(json_object);
                configurations.insert(provider.clone(), whole.unwrap_or_default());
            }
            regions.insert(region, configurations);
        }
        regions
    }
}

/// Suggests a region's configuration with the missing provider name added: `east: { aws: { region: us-east-1 } }`.
///
/// The name is that of the provider that other regions configure, or `aws`.
fn named_by_provider(region: &str, argument: &str, value: &str, regions: &Mapping) -> Option<String> {
    let configured = regions.values().filter_map(|entry| entry.value.as_mapping()).flatten();
    let provider =
        configured.filter(|(_, entry)| entry.value.as_mapping().is_some()).map(|(name, _)| name.as_str());
    let provider = provider.min().unwrap_or("aws");
    Some(format!("name the provider: `{region}: {{ {provider}: {{ {argument}: {value} }} }}`"))
}

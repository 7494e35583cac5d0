//! Providers whose source only tiers name: HashiCorp does not publish them, and the stack file does not name them.
//!
//! A provider is a program that gets the stack's credentials from terraform, so a tier alone must not decide which one is used.

use super::Components;
use std::collections::{BTreeMap, BTreeSet};
use terrace_core::model::{
    Diagnostic, Location, ProviderRequirement, ProviderSource, is_published, normal_source,
};
use terrace_stack::stack::Stack;

/// The maximum number of tiers that a sentence lists.
const MAX_LISTED_TIERS: usize = 3;

/// A provider whose source only tiers name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignProvider {
    /// Its local name in the first of the tiers.
    pub name: String,
    /// Its source in the usual short form.
    pub source: String,
    /// The tiers that require it, and the locations of their components in the stack file.
    pub tiers: BTreeMap<String, Option<Location>>,
}

/// Returns the stack's providers whose source only tiers name, sorted by source.
pub(super) fn foreign(stack: &Stack, components: &Components<'_, '_>) -> Vec<ForeignProvider> {
    let named = stack.settings.providers.values().filter_map(|provider| provider.source.as_deref());
    let named: BTreeSet<String> = named.map(comparable).collect();
    let found = stack.tiers.iter().filter_map(|(name, tier)| {
        let component = components.get(&tier.component.reference)?;
        let location = Some(tier.component.location.clone());
        Some(of_tier(name.as_str(), location, &component.loaded.manifest.providers, &named))
    });
    joined(found.flatten())
}

/// Returns the providers whose source only this tier names, for a tier that is not in the stack file yet. `named` are the
/// sources in the stack file.
pub fn of_new_tier<'a>(
    tier: &str,
    providers: &[ProviderRequirement],
    named: impl IntoIterator<Item = &'a String>,
) -> Vec<ForeignProvider> {
    let named = named.into_iter().map(|source| comparable(source)).collect();
    joined(of_tier(tier, None, providers, &named))
}

fn of_tier(
    tier: &str,
    location: Option<Location>,
    providers: &[ProviderRequirement],
    named: &BTreeSet<String>,
) -> Vec<ForeignProvider> {
    let is_foreign = |source: &&str| !is_published(source) && !named.contains(&comparable(source));
    let asks = providers.iter().filter(|provider| is_foreign(&provider.source.as_str()));
    let foreign = asks.map(|provider| ForeignProvider {
        name: provider.name.clone(),
        source: comparable(&provider.source),
        tiers: BTreeMap::from([(tier.to_owned(), location.clone())]),
    });
    foreign.collect()
}

/// Merges entries with the same source.
pub fn joined(all: impl IntoIterator<Item = ForeignProvider>) -> Vec<ForeignProvider> {
    let mut joined: BTreeMap<String, ForeignProvider> = BTreeMap::new();
    for foreign in all {
        match joined.get_mut(&foreign.source) {
            Some(known) => known.tiers.extend(foreign.tiers),
            None => _ = joined.insert(foreign.source.clone(), foreign),
        }
    }
    joined.into_values().collect()
}

/// Normalizes a provider source, so that sources with the same meaning are equal.
pub(crate) fn comparable(source: &str) -> String {
    match source.parse::<ProviderSource>() {
        Ok(source) => source.to_string(),
        Err(_) => normal_source(source).unwrap_or_else(|| source.to_owned()),
    }
}

impl ForeignProvider {
    /// Returns the source that the user can allow, or `None` if it is not ASCII: then it may be mistaken for another one.
    pub fn allowable(&self) -> Option<ProviderSource> {
        self.source.parse().ok()
    }

    /// Returns the provider without locations, which mean nothing in another environment's files.
    pub fn without_places(&self) -> Self {
        let tiers = self.tiers.keys().map(|tier| (tier.clone(), None)).collect();
        Self { tiers, ..self.clone() }
    }

    /// Lists the tiers that require it: "the tier `a` asks", "the tiers `a` and `b` ask".
    pub fn who_asks(&self) -> String {
        let mut names: Vec<_> =
            self.tiers.keys().take(MAX_LISTED_TIERS).map(|tier| format!("`{tier}`")).collect();
        if let more @ 1.. = self.tiers.len().saturating_sub(MAX_LISTED_TIERS) {
            names.push(format!("{more} more"));
        }
        match (names.pop(), names.is_empty()) {
            (Some(last), false) => format!("the tiers {} and {last} ask", names.join(", ")),
            (last, _) => format!("the tier {} asks", last.unwrap_or_default()),
        }
    }

    /// Returns the error that the user has not allowed the provider. `hint` says how to allow it, if that is possible.
    pub fn diagnostic(&self, hint: &str) -> Diagnostic {
        let Self { name, source, .. } = self;
        let who = self.who_asks();
        let summary = format!(
            "{who} for the provider `{name}` from `{source}`, which HashiCorp does not publish: terraform would download and run it"
        );
        let places = self.tiers.values().flatten();
        let diagnostic = places
            .fold(Diagnostic::error("unknown-provider-source", summary), |diagnostic, place| {
                diagnostic.label(place.clone(), "asks for it")
            });
        let in_file = format!("`providers: {{ {name}: {{ source: {source} }} }}`");
        match self.allowable() {
            Some(_) => diagnostic.hint(hint).hint(format!("or name the source in the stack file: {in_file}")),
            None => diagnostic
                .note("the source is not ASCII, so it may look like another one")
                .hint(format!("if you trust it, name the source in the stack file: {in_file}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(name: &str, source: &str) -> ProviderRequirement {
        ProviderRequirement { name: name.to_owned(), source: source.to_owned(), version: String::new() }
    }

    fn asked(tier: &str, providers: &[(&str, &str)], named: &[&str]) -> Vec<ForeignProvider> {
        let providers: Vec<_> = providers.iter().map(|(name, source)| provider(name, source)).collect();
        let named: Vec<_> = named.iter().map(|source| (*source).to_owned()).collect();
        of_new_tier(tier, &providers, &named)
    }

    #[test]
    fn provider_sources_in_the_stack_file_are_not_foreign() {
        let providers =
            [("aws", "hashicorp/aws"), ("cloud", "Evil.example/evil/aws"), ("hcloud", "hetznercloud/hcloud")];
        let sources = |named: &[&str]| {
            asked("web", &providers, named).into_iter().map(|foreign| foreign.source).collect::<Vec<_>>()
        };
        assert_eq!(sources(&[]), ["evil.example/evil/aws", "hetznercloud/hcloud"]);
        assert_eq!(sources(&["registry.terraform.io/HetznerCloud/hcloud"]), ["evil.example/evil/aws"]);
        assert_eq!(sources(&["evil.example/evil/AWS", "hetznercloud/hcloud"]), [""; 0]);
    }

    #[test]
    fn provider_source_message_names_a_few_tiers() {
        let tiers = ["a", "b", "c", "d", "e"];
        let told = (1..=tiers.len()).map(|count| {
            let all = tiers[..count].iter().flat_map(|tier| asked(tier, &[("x", "evil/x")], &[]));
            joined(all)[0].who_asks()
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "the tier `a` asks",
                "the tiers `a` and `b` ask",
                "the tiers `a`, `b` and `c` ask",
                "the tiers `a`, `b`, `c` and 1 more ask",
                "the tiers `a`, `b`, `c` and 2 more ask",
            ]
        );
    }

    #[test]
    fn provider_source_that_looks_like_another_cannot_be_allowed() {
        let foreign = asked("web", &[("aws", "hаshicorp/aws")], &[]);
        assert_eq!(foreign[0].allowable(), None);
        let diagnostic = foreign[0].diagnostic("allow it");
        assert!(!diagnostic.hints.contains(&"allow it".to_owned()), "{diagnostic:?}");
    }
}

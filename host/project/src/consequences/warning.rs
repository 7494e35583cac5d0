//! Relocations as diagnostics that point into the stack file.

use super::placement::{RepointedBlocks, StrandedBlocks};
use super::relocation::Relocation;
use super::renames::Kind;
use std::collections::BTreeSet;
use terrace_core::difference::Attribute;
use terrace_core::model::Diagnostic;

/// The maximum number of addresses that a sentence lists.
const MAX_LISTED_ADDRESSES: usize = 3;

/// A diagnostic, and the path in the stack file that it is about.
pub struct StackDiagnostic {
    /// The warning or error.
    pub diagnostic: Diagnostic,
    /// A path such as `regions.west`.
    pub path: String,
}

impl Relocation {
    /// Returns a warning for each effect on blocks. `file` is the suggested name of the file for `moved` blocks.
    pub fn warnings(&self, file: &str) -> Vec<StackDiagnostic> {
        let stranded = self.stranded.iter().map(|one| one.told(Diagnostic::warning, "the last output has"));
        let repointed = self.repointed.iter().map(RepointedBlocks::warning);
        self.renamed(file).into_iter().chain(stranded).chain(repointed).collect()
    }

    fn renamed(&self, file: &str) -> Option<StackDiagnostic> {
        if self.moves.is_empty() {
            return None;
        }
        let renames = self.renames.iter().map(|one| {
            let what = match one.kind {
                Kind::Tier => "tier",
                Kind::Region => "region",
            };
            format!("the {what} `{}` seems to have been renamed to `{}`", one.from, one.to)
        });
        let mut renames: Vec<_> = renames.collect();
        if renames.is_empty() {
            renames.push("a tier seems to have been moved into a region, or out of one".to_owned());
        }
        let path = self.renames.first().map_or_else(String::new, |one| match one.kind {
            Kind::Tier => format!("tiers.{}", one.to),
            Kind::Region => format!("regions.{}", one.to),
        });
        let from = self.moves.iter().map(|one| one.from.as_str());
        let diagnostic = Diagnostic::warning("renamed", renames.join(", and "))
            .note(format!(
                "addresses begin with tier and region, so terraform would destroy and recreate {}",
                format_addresses(from)
            ))
            .hint(format!("to keep them, save the `moved` blocks below as `{file}` before the next plan"))
            .hint("remove that file when they have been applied");
        let anyway: Vec<_> = self
            .replaced_anyway
            .iter()
            .map(|one| {
                let attributes: Vec<_> = one.attributes.iter().map(|name| format!("`{name}`")).collect();
                format!("{} (for {})", one.address, attributes.join(" and "))
            })
            .collect();
        let diagnostic = match self.replaced_anyway.is_empty() {
            true => diagnostic,
            false => diagnostic
                .note(format!(
                    "even with `moved` blocks, terraform would replace {}, and resources that refer to them: these attributes contain the name and cannot be changed in place",
                    format_addresses(anyway.iter().map(String::as_str))
                ))
                .hint("set these attributes to their old values with inputs of the tier, or keep the old name"),
        };
        let lost = self.renames.iter().find(|one| one.kind == Kind::Region);
        let diagnostic = match lost {
            Some(one) => diagnostic.note(format!(
                "without `moved` blocks, terraform also fails with \"Provider configuration not present\" if `{}` is no longer configured",
                one.from
            )),
            None => diagnostic,
        };
        Some(StackDiagnostic { diagnostic, path })
    }
}

impl StrandedBlocks {
    /// Reports that the provider configuration is still needed. `who` is the subject of the note: what has the blocks.
    pub fn told(&self, severity: fn(&'static str, String) -> Diagnostic, who: &str) -> StackDiagnostic {
        let providers: Vec<_> = self.providers.iter().map(|name| format!("`{name}`")).collect();
        let providers = providers.join(" and ");
        let addresses = format_addresses(self.addresses.iter().map(String::as_str));
        let Some(region) = &self.region else {
            let provider = self.providers.first().map_or("", String::as_str);
            let summary = format!(
                "{providers} is no longer configured, but terraform needs that configuration to destroy what it created with it"
            );
            let diagnostic = severity("provider-needed", summary)
                .note(format!("{who} {addresses}; terraform would look for them with the provider's defaults"))
                .hint(format!(
                    "if they were applied: put `providers.{provider}.configuration` back, run `terrace apply`, and only then remove it"
                ));
            return StackDiagnostic { diagnostic, path: "providers".to_owned() };
        };
        let verb = if self.providers.len() == 1 { "is" } else { "are" };
        let summary = format!(
            "{providers} {verb} no longer configured for the region `{region}`, but terraform needs that to destroy what it created there"
        );
        let diagnostic = severity("region-needed", summary)
            .note(format!("{who} {addresses}"))
            .note("terraform would fail with \"Provider configuration not present\" for each of them")
            .hint(format!(
                "put `{region}` back under `regions`, take it out of the `regions` of all tiers, and run `terrace apply`; then remove it"
            ));
        StackDiagnostic { diagnostic, path: format!("regions.{region}") }
    }
}

impl RepointedBlocks {
    fn warning(&self) -> StackDiagnostic {
        let attributes: Vec<_> = self.attributes.iter().map(changed).collect();
        let attributes = attributes.join(", ");
        let provider = &self.provider;
        let place = |region: &Option<String>| match region {
            Some(region) => format!("`{provider}` in the region `{region}`"),
            None => format!("the default `{provider}`"),
        };
        let summary = match self.from == self.to {
            true => format!("{} now points somewhere else ({attributes})", place(&self.from)),
            false => format!("{} is used instead of {} ({attributes})", place(&self.to), place(&self.from)),
        };
        let addresses = format_addresses(self.addresses.iter().map(String::as_str));
        let old = match provider.as_str() {
            "aws" => {
                "version 5 of the AWS provider forgets the old ones, which stay where they are; version 6 destroys them"
            }
            _ => {
                "the old ones are destroyed, or stay where they are and are forgotten, depending on the provider"
            }
        };
        let path = match &self.to {
            Some(region) => format!("regions.{region}.{provider}"),
            None => format!("providers.{provider}.configuration"),
        };
        let first = self.attributes.first().map_or("", |attribute| &attribute.path);
        let diagnostic = Diagnostic::warning("repointed", summary)
            .note(format!("terraform would create {addresses} again in the new location, empty"))
            .note(old)
            .hint("if something was applied there, restore the old settings, and add a region with another name for the new location")
            .hint("once nothing in the old one is needed, take it out of the `regions` of all tiers, run `terrace apply`, and then remove it");
        StackDiagnostic { diagnostic, path: format!("{path}.{first}") }
    }
}

/// Formats a change such as `region: us-east-1 -> eu-west-1`.
pub(super) fn changed(attribute: &Attribute) -> String {
    let shown = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let path = &attribute.path;
    match (&attribute.old, &attribute.new) {
        (None, None) => path.clone(),
        (old, new) => {
            let shown = |value: &Option<_>| value.as_ref().map_or_else(|| "not set".to_owned(), shown);
            format!("{path}: {} -> {}", shown(old), shown(new))
        }
    }
}

/// Lists the first few addresses and the number of the others.
fn format_addresses<'a>(addresses: impl Iterator<Item = &'a str>) -> String {
    let addresses: BTreeSet<_> = addresses.collect();
    let quoted = |address: &&str| match address.split_once(' ') {
        Some((address, more)) => format!("`{address}` {more}"),
        None => format!("`{address}`"),
    };
    let mut names: Vec<_> = addresses.iter().take(MAX_LISTED_ADDRESSES).map(quoted).collect();
    if let more @ 1.. = addresses.len().saturating_sub(MAX_LISTED_ADDRESSES) {
        names.push(format!("{more} more"));
    }
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        last => last.unwrap_or_default(),
    }
}

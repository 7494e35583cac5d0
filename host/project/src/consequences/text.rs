//! Consequences as text for people.

use super::warning::changed;
use super::{Consequences, Permissions, ReplacedResource, RepointedBlocks, StrandedBlocks};
use std::collections::BTreeSet;
use std::fmt::Write;
use terrace_core::difference;
use terrace_core::model::is_published;
use terrace_core::render::clean;

/// Returns the changes block by block, followed by a section for each kind of consequence. Empty if nothing changes. Text from
/// tiers is stripped of control characters.
pub fn text(consequences: &Consequences, color: bool) -> String {
    let mut text = difference::text(&consequences.changes, color);
    let mut section = |heading: &str, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        let before = if text.is_empty() { "" } else { "\n" };
        // Writing to a String does not fail.
        let _ = writeln!(text, "{before}{}", clean(heading));
        for line in lines {
            let indent = if line.is_empty() { "" } else { "  " };
            let _ = writeln!(text, "{indent}{}", clean(&line));
        }
    };
    let replaced = |one: &ReplacedResource| format!("{} ({})", one.address, one.attributes.join(", "));
    section(
        "Replaced, because these attributes cannot be changed in place:",
        consequences.replaced.iter().map(replaced).collect(),
    );
    section("Destroyed, together with their content:", consequences.destroyed.clone());
    let relocation = &consequences.relocation;
    for one in &relocation.stranded {
        section(&format_stranded(one), one.addresses.iter().cloned().collect());
    }
    for one in &relocation.repointed {
        section(&format_repointed(one), one.addresses.iter().cloned().collect());
    }
    section(
        "Probably renamed; a `moved` block in the tier would keep them:",
        consequences.renamed.iter().map(|one| format!("{} -> {}", one.from, one.to)).collect(),
    );
    let moved = relocation.moved.lines().map(str::to_owned);
    section(
        "Probably renamed with their tier or region. To keep them, save these blocks in `moved.tf` next to the output:",
        moved.collect(),
    );
    section(
        "Replaced nevertheless, along with what refers to them, because these attributes contain the name:",
        relocation.replaced_anyway.iter().map(replaced).collect(),
    );
    section("New permissions:", permissions(&consequences.permissions));
    text
}

fn format_stranded(one: &StrandedBlocks) -> String {
    let providers: Vec<_> = one.providers.iter().map(String::as_str).collect();
    let verb = if providers.len() == 1 { "is" } else { "are" };
    let providers = providers.join(" and ");
    match &one.region {
        Some(region) => format!(
            "Cannot be destroyed, because {providers} {verb} no longer configured for the region {region}. If they were applied, \
             put {region} back under `regions`, take it out of the `regions` of all tiers, and apply; then remove it:"
        ),
        None => format!(
            "Cannot be destroyed, because {providers} {verb} no longer configured. If they were applied, put the configuration back \
             and apply; then remove it:"
        ),
    }
}

fn format_repointed(one: &RepointedBlocks) -> String {
    let place = |region: &Option<String>| {
        region.as_ref().map_or_else(|| one.provider.clone(), |region| format!("{}.{region}", one.provider))
    };
    let attributes: Vec<_> = one.attributes.iter().map(changed).collect();
    let attributes = attributes.join(", ");
    match one.from == one.to {
        true => format!(
            "Recreated empty in another location, because {} now points there ({attributes}); the old objects are destroyed or forgotten:",
            place(&one.to)
        ),
        false => format!(
            "Recreated empty in another location, with {} instead of {} ({attributes}); the old objects are destroyed or forgotten:",
            place(&one.to),
            place(&one.from)
        ),
    }
}

/// Returns one line for each kind of permission.
pub fn permissions(permissions: &Permissions) -> Vec<String> {
    let Permissions { providers, resources, data_sources, ephemeral_resources, modules } = permissions;
    let line = |what: &str, names: &BTreeSet<String>| {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{what}: {}", names.join(", ")))
    };
    let marked = providers.iter().map(|source| match is_published(source) {
        true => source.clone(),
        false => format!("{source} (not HashiCorp's)"),
    });
    [
        line("use providers", &marked.collect()),
        line("create resources", resources),
        line("read data sources", data_sources),
        line("open ephemeral resources", ephemeral_resources),
        line("call modules", modules),
    ]
    .into_iter()
    .flatten()
    .collect()
}

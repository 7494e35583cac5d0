//! Consequences as text for people.

use super::{Consequences, Permissions};
use crate::difference;
use crate::model::is_published;
use crate::render::clean;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The changes block by block, then what to know of them. Empty where nothing changes. Text of tiers is cleaned of
/// control characters.
pub fn text(consequences: &Consequences, color: bool) -> String {
    let mut text = difference::text(&consequences.changes, color);
    let mut section = |heading: &str, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        let before = if text.is_empty() { "" } else { "\n" };
        // Writing to a String does not fail.
        let _ = writeln!(text, "{before}{heading}");
        for line in lines {
            let _ = writeln!(text, "  {}", clean(&line));
        }
    };
    let replaced = consequences.replaced.iter();
    section(
        "Made anew, because these attributes cannot be changed in place:",
        replaced.map(|one| format!("{} ({})", one.address, one.attributes.join(", "))).collect(),
    );
    section("Destroyed, with what they hold:", consequences.destroyed.clone());
    section(
        "Renamed, as it seems; a `moved` block in the tier would keep them:",
        consequences.renamed.iter().map(|one| format!("{} -> {}", one.from, one.to)).collect(),
    );
    section("May do now, and could not before:", permissions(&consequences.permissions));
    text
}

/// Permissions, a kind in a line.
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
        line("make resources", resources),
        line("read data sources", data_sources),
        line("open ephemeral resources", ephemeral_resources),
        line("call modules", modules),
    ]
    .into_iter()
    .flatten()
    .collect()
}

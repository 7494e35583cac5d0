//! Identifies functions that access more than their arguments.

use terrace_core::model::{Grant, Manifest};

/// Terraform's functions that read files on the machine where it runs, or reveal which ones exist.
///
/// `templatestring` is one of them, because its template may call the others and can be built where it is not
/// visible.
const READING: [&str; 14] = [
    "abspath",
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "filesha512",
    "pathexpand",
    "templatefile",
    "templatestring",
];

/// The function that reveals sensitive values.
const NONSENSITIVE: &str = "nonsensitive";

/// The type of the provider whose functions read files.
const LOCAL: &str = "local";

/// Words of which all relevant text contains at least one: references to the rest of the stack, and function calls.
const WORDS: [&str; 5] = ["var", "tier", "provider", "core", NONSENSITIVE];

/// The grants that functions need.
pub(super) struct Functions {
    /// The prefixes of the functions of the `local` provider, one for each of the tier's names for it.
    local: Vec<String>,
}

impl Functions {
    /// Uses the providers' sources, because a tier may give any name to a provider.
    pub fn of(manifest: &Manifest) -> Self {
        let is_local = |source: &str| {
            source.rsplit('/').next().is_some_and(|type_name| type_name.eq_ignore_ascii_case(LOCAL))
        };
        let local = manifest.providers.iter().filter(|provider| is_local(&provider.source));
        let names = local.map(|provider| provider.name.as_str()).chain([LOCAL]);
        Self { local: names.map(|name| format!("provider::{name}::")).collect() }
    }

    /// Returns the grant that calling a function needs.
    pub(super) fn grant(&self, function: &str) -> Option<Grant> {
        let name = function.strip_prefix("core::").unwrap_or(function);
        if READING.contains(&name) || self.local.iter().any(|prefix| name.starts_with(prefix)) {
            Some(Grant::Files)
        } else if name == NONSENSITIVE {
            Some(Grant::Nonsensitive)
        } else {
            None
        }
    }
}

/// Returns how many of a function's arguments, from the first one, are paths.
pub(super) fn paths_of(function: &str) -> usize {
    let name = function.rsplit("::").next().unwrap_or(function);
    match name {
        "templatestring" | NONSENSITIVE => 0,
        "fileset" => 2,
        _ => 1,
    }
}

/// Returns whether text may contain something that needs a grant. Most text does not, and parsing it costs more than
/// this.
pub(super) fn may_matter(text: &str) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.into_iter().any(|word| WORDS.contains(&word) || READING.contains(&word))
}

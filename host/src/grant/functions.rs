//! Functions that reach beyond their arguments.

use crate::model::{Grant, Manifest};

/// Terraform's functions that read files where terraform runs, or tell what is there. `templatestring` is one because the
/// template that it renders may call the others, and can be made where nobody sees it.
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

/// Shows what terraform hides.
const NONSENSITIVE: &str = "nonsensitive";

/// The type of the provider whose functions read files.
const LOCAL: &str = "local";

/// Words of which every text holds one that may be of interest: a reference to the rest of the stack, or such a call.
const WORDS: [&str; 5] = ["var", "tier", "provider", "core", NONSENSITIVE];

/// Which functions take which grant.
pub(super) struct Functions {
    /// Prefixes of the functions of the provider `local`, one for each name that the tier has for it.
    local: Vec<String>,
}

impl Functions {
    /// A tier may call a provider by any name; what it is, its source says.
    pub(super) fn of(manifest: &Manifest) -> Self {
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

/// Which arguments of a function are paths.
pub(super) fn paths_of(function: &str) -> usize {
    let name = function.rsplit("::").next().unwrap_or(function);
    match name {
        "templatestring" | NONSENSITIVE => 0,
        "fileset" => 2,
        _ => 1,
    }
}

/// Whether a text may hold what a tier needs a word for. Most hold nothing of it, and parsing them costs more than this.
pub(super) fn may_matter(text: &str) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.into_iter().any(|word| WORDS.contains(&word) || READING.contains(&word))
}

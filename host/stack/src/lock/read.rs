//! Parses lock files.

use super::write::FORMAT;
use super::{Entry, Facts, Key, Lock, LockError};
use serde::Deserialize;
use std::ops::Range;
use std::path::Path;
use terrace_core::digest::Digest;
use terrace_core::model::ProviderSource;
use terrace_core::suggest::nearest;
use toml::Spanned;

/// The start of a file, which decides whether the rest can be parsed.
#[derive(Deserialize)]
struct Head {
    format: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "format")]
    _format: i64,
    #[serde(default)]
    component: Vec<Spanned<Component>>,
    #[serde(default)]
    allowed_provider: Vec<AllowedProvider>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllowedProvider {
    source: ProviderSource,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Component {
    reference: Spanned<String>,
    requires: Option<String>,
    version: String,
    digest: Option<Digest>,
    manifest: Option<Digest>,
    contract: String,
    #[serde(default)]
    signers: Vec<String>,
    #[serde(default)]
    providers: Vec<String>,
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default)]
    data_sources: Vec<String>,
    #[serde(default)]
    ephemeral_resources: Vec<String>,
    #[serde(default)]
    modules: Vec<String>,
}

/// The known keys, for suggestions.
const KEYS: [&str; 15] = [
    "component",
    "allowed_provider",
    "source",
    "reference",
    "requires",
    "version",
    "digest",
    "manifest",
    "contract",
    "signers",
    "providers",
    "resources",
    "data_sources",
    "ephemeral_resources",
    "modules",
];

/// Parses a lock file. `path` is only used in errors.
pub fn read(path: &Path, text: &str) -> Result<Lock, LockError> {
    let file = || Box::new(super::error::Text { path: path.to_owned(), text: text.to_owned() });
    if let Some(range) = conflict(text) {
        return Err(LockError::Conflict { file: file(), range });
    }
    let head: Head = toml::from_str(text).map_err(|error| syntax(file(), &error))?;
    match head.format {
        Some(format) if *format.get_ref() == FORMAT => {}
        Some(format) => {
            let (range, format) = (format.span(), format.into_inner());
            return Err(LockError::Format { file: file(), format, range });
        }
        None => return Err(LockError::NoFormat { file: file() }),
    }
    let document: Document = toml::from_str(text).map_err(|error| syntax(file(), &error))?;
    let mut lock = Lock::default();
    for component in document.component {
        let range = component.get_ref().reference.span();
        let (key, entry) = entry(component.into_inner());
        let needs_digest = key.is_remote() && entry.digest.is_none();
        let needs_manifest = key.reference.starts_with("oci://") && entry.manifest.is_none();
        if needs_digest || needs_manifest {
            let missing = if needs_digest { "digest" } else { "manifest" };
            return Err(LockError::Incomplete { file: file(), key: Box::new(key), missing, range });
        }
        // Both sides of a merge may add the same entry.
        if lock.get(&key).is_some_and(|present| *present != entry) {
            return Err(LockError::Twice { file: file(), key: Box::new(key), range });
        }
        lock.insert(key, entry);
    }
    document.allowed_provider.into_iter().for_each(|provider| lock.allow(provider.source));
    Ok(lock)
}

fn entry(component: Component) -> (Key, Entry) {
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts.dedup();
        texts
    };
    let key = Key { reference: component.reference.into_inner(), requires: component.requires };
    let facts = Facts {
        version: component.version,
        contract: component.contract,
        providers: sorted(component.providers),
        resources: sorted(component.resources),
        data_sources: sorted(component.data_sources),
        ephemeral_resources: sorted(component.ephemeral_resources),
        modules: sorted(component.modules),
    };
    let signers = sorted(component.signers);
    (key, Entry { digest: component.digest, manifest: component.manifest, signers, facts })
}

/// Finds the first conflict marker that a version control system has left.
fn conflict(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        let is_marker =
            ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark));
        is_marker.then(|| start..start + line.trim_end().len())
    })
}

fn syntax(file: Box<super::error::Text>, error: &toml::de::Error) -> LockError {
    let mut message = error.message().lines().next().unwrap_or_default().to_owned();
    let range = error.span().unwrap_or(0..0);
    let near = message
        .strip_prefix("unknown field `")
        .and_then(|rest| nearest(rest.split('`').next()?, KEYS))
        .map(str::to_owned);
    if near.is_some()
        && let Some(known) = message.find(", expected one of")
    {
        message.truncate(known);
    }
    LockError::Syntax { file, message, near, range }
}

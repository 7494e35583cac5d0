//! Lists the differences between two locks.

use super::{Entry, Facts, Key, Lock};
use std::fmt;
use terrace_core::digest::Digest;
use terrace_core::model::ProviderSource;

/// A difference between two locks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A component that was not locked before.
    Added(Key, Box<Entry>),
    /// A component that the stack no longer uses.
    Removed(Key),
    /// A component whose entry differs: a description of each difference.
    Changed(Key, Vec<String>),
    Allowed(ProviderSource),
    /// A provider that no longer needs to be allowed.
    Idle(ProviderSource),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(key, entry) => write!(f, "`{key}` is added, version {}", entry.facts.version),
            Self::Removed(key) => write!(f, "`{key}` is removed, because no tier uses it"),
            Self::Changed(key, what) => write!(f, "`{key}`: {}", what.join(", ")),
            Self::Allowed(source) => write!(f, "the provider `{source}` is allowed"),
            Self::Idle(source) => {
                write!(f, "the provider `{source}` is no longer allowed, because no tier needs it")
            }
        }
    }
}

/// Lists the changes from `old` to `new`: first components, sorted by key, then providers.
pub fn changes(old: &Lock, new: &Lock) -> Vec<Change> {
    let mut of_components: Vec<(&Key, Change)> = new
        .iter()
        .filter_map(|(key, entry)| match old.get(key) {
            None => Some((key, Change::Added(key.clone(), Box::new(entry.clone())))),
            Some(before) if before == entry => None,
            Some(before) => Some((key, Change::Changed(key.clone(), differences(before, entry)))),
        })
        .collect();
    let removed = old.iter().filter(|(key, _)| new.get(key).is_none());
    of_components.extend(removed.map(|(key, _)| (key, Change::Removed(key.clone()))));
    of_components.sort_by_key(|(key, _)| *key);
    let allowed = new.allowed().filter(|source| !old.allows(source)).cloned().map(Change::Allowed);
    let idle = old.allowed().filter(|source| !new.allows(source)).cloned().map(Change::Idle);
    of_components.into_iter().map(|(_, change)| change).chain(allowed).chain(idle).collect()
}

fn differences(old: &Entry, new: &Entry) -> Vec<String> {
    let mut found = Vec::new();
    let (a, b) = (&old.facts, &new.facts);
    text(&mut found, "version", &a.version, &b.version);
    digest(&mut found, "digest", old.digest, new.digest);
    digest(&mut found, "manifest", old.manifest, new.manifest);
    text(&mut found, "contract", &a.contract, &b.contract);
    list(&mut found, "signer", &old.signers, &new.signers);
    type List = fn(&Facts) -> &Vec<String>;
    let lists: [(&str, List); 5] = [
        ("provider", |facts| &facts.providers),
        ("resource type", |facts| &facts.resources),
        ("data source", |facts| &facts.data_sources),
        ("ephemeral resource", |facts| &facts.ephemeral_resources),
        ("module", |facts| &facts.modules),
    ];
    for (noun, of) in lists {
        list(&mut found, noun, of(a), of(b));
    }
    found
}

fn text(found: &mut Vec<String>, noun: &str, old: &str, new: &str) {
    if old != new {
        found.push(format!("{noun} {old} → {new}"));
    }
}

fn digest(found: &mut Vec<String>, noun: &str, old: Option<Digest>, new: Option<Digest>) {
    const SHORT_DIGEST_CHARS: usize = 12;
    let short = |digest: Digest| digest.hex().chars().take(SHORT_DIGEST_CHARS).collect::<String>();
    match (old, new) {
        (Some(old), Some(new)) if old != new => {
            found.push(format!("{noun} {}… → {}…", short(old), short(new)));
        }
        (Some(_), None) => found.push(format!("removed {noun}")),
        (None, Some(new)) => found.push(format!("{noun} {}…", short(new))),
        _ => {}
    }
}

fn list(found: &mut Vec<String>, noun: &str, old: &[String], new: &[String]) {
    let added = new.iter().filter(|text| !old.contains(text)).map(|text| format!("new {noun} {text}"));
    let gone = old.iter().filter(|text| !new.contains(text)).map(|text| format!("removed {noun} {text}"));
    found.extend(added.chain(gone));
}

//! The source files of a run, positions in them, and the parts that must not be shown.

use super::secrets::{SECRET, Secrets};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The number of a source file in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(usize);

impl SourceId {
    /// The first file of any run.
    pub const FIRST: Self = Self(0);
}

/// A file that diagnostics point into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The displayed name, usually the path as the user wrote it.
    pub name: String,
    /// The content of the file.
    pub text: String,
}

/// A range of a source file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    /// The file's number.
    pub source: SourceId,
    /// Byte offsets into its text, on character boundaries.
    pub range: Range<usize>,
}

/// A value that may be a secret as long as its schema is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// The value's bytes in the file.
    pub range: Range<usize>,
    /// Whether it is shown when a diagnostic is about it.
    pub is_shown_as_cause: bool,
}

/// Finds the values of a file that may be secrets.
pub type Suspecting = fn(&str) -> Vec<Suspect>;

/// The text shown instead of a value that may be a secret.
const SUSPECTED: &str = "…";

/// The source files of one run. Copies share the known secrets, so a secret that is added to one is hidden by
/// all of them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    suspects: BTreeMap<SourceId, Suspects>,
    known: Arc<RwLock<SecretPlaces>>,
}

/// The values of a file that may be secrets. They are found when a part of the file is shown.
#[derive(Debug, Clone)]
struct Suspects {
    find: Suspecting,
    found: Arc<OnceLock<Vec<Suspect>>>,
}

#[derive(Debug, Default)]
struct SecretPlaces {
    secrets: Secrets,
    /// The bytes of secrets: the end of each by its start.
    places: BTreeMap<(SourceId, usize), usize>,
    /// The starts of values that are not secrets.
    cleared: BTreeSet<(SourceId, usize)>,
}

impl PartialEq for Sources {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
    }
}

impl Eq for Sources {}

impl Sources {
    /// Adds a file without secrets.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        SourceId(self.files.len() - 1)
    }

    /// Adds a file that may contain secrets.
    pub fn add_suspect(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        suspecting: Suspecting,
    ) -> SourceId {
        let source = self.add(name, text);
        self.suspects.insert(source, Suspects { find: suspecting, found: Arc::default() });
        source
    }

    /// Iterates over all files, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    pub fn get(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0]
    }

    pub fn hide(&self, secret: &str) {
        self.write().secrets.add(secret);
    }

    /// Hides the text at a position.
    pub fn hide_place(&self, place: &Location) {
        self.write().places.insert((place.source, place.range.start), place.range.end);
    }

    /// Allows a value to be shown, unless its position is hidden.
    pub fn clear(&self, place: &Location) {
        self.write().cleared.insert((place.source, place.range.start));
    }

    /// Returns the secrets known so far.
    pub fn secrets(&self) -> Secrets {
        self.read().secrets.clone()
    }

    /// Masks the secrets known so far in a text.
    pub fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.read().secrets.masked(text)
    }

    /// Masks the secrets known so far in JSON.
    pub fn masked_json<'t>(&self, json: &'t str) -> Cow<'t, str> {
        self.read().secrets.masked_json(json)
    }

    /// Returns a position that is safe to report: for a secret, only its start.
    pub fn told(&self, place: &Location) -> Location {
        let known = self.read();
        let mut told = place.clone();
        let secrets = known.places.range(..=(place.source, place.range.start));
        let around =
            secrets.rev().find(|((source, _), end)| *source == place.source && **end > place.range.start);
        if let Some(((_, start), _)) = around {
            told.range = *start..*start;
        }
        told
    }

    /// Returns the parts of a file's range that must not be shown, in order, with their substitutes. `causes` are the positions
    /// that a diagnostic is about.
    pub fn hidden(&self, piece: &Location, causes: &[&Range<usize>]) -> Vec<(Range<usize>, &'static str)> {
        let known = self.read();
        let text = &self.get(piece.source).text;
        let (from, to) = (piece.range.start, piece.range.end);
        let places = known.places.iter().filter(|((source, _), _)| *source == piece.source);
        let mut found: Vec<_> = places.map(|((_, start), end)| (*start..*end, SECRET)).collect();
        let secrets = known.secrets.find(&text[piece.range.clone()]).into_iter();
        found.extend(secrets.map(|it| (it.start + piece.range.start..it.end + piece.range.start, SECRET)));
        for Suspect { range, is_shown_as_cause } in self.suspects(piece.source) {
            let is_cause = causes.iter().any(|cause| cause.start <= range.end && range.start <= cause.end);
            let is_cleared = known.cleared.contains(&(piece.source, range.start));
            if !(is_cleared || *is_shown_as_cause && is_cause) {
                found.push((range.clone(), SUSPECTED));
            }
        }
        let mut found: Vec<_> = found
            .into_iter()
            .map(|(range, instead)| (range.start.max(from)..range.end.min(to), instead))
            .filter(|(range, _)| range.start < range.end)
            .collect();
        // A part that is in two ranges is hidden once.
        found.sort_by_key(|(range, instead)| (range.start, *instead != SECRET, range.end));
        let mut hidden: Vec<(Range<usize>, &'static str)> = Vec::new();
        for (range, instead) in found {
            match hidden.last_mut().filter(|(last, _)| range.start < last.end) {
                Some((last, _)) => last.end = last.end.max(range.end),
                None => hidden.push((range, instead)),
            }
        }
        hidden
    }

    fn suspects(&self, source: SourceId) -> &[Suspect] {
        let Some(suspects) = self.suspects.get(&source) else { return &[] };
        suspects.found.get_or_init(|| (suspects.find)(&self.get(source).text))
    }

    fn read(&self) -> RwLockReadGuard<'_, SecretPlaces> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, SecretPlaces> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;

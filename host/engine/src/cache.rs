//! Compiled tiers on disk.
//!
//! A compiled tier is native code that this process will run, so its origin matters: the
//! directory belongs to the user alone, each entry is named after the component and the engine that
//! compiled it, and its code is checked against a digest before it is mapped, unless the file is the very one that
//! was verified before. A damaged entry is compiled again.

mod built;
mod digests;
mod directory;
mod record;
mod room;
mod sealed;
mod stamp;

pub use room::Usage;
pub use stamp::Stamp;

use super::{EngineError, native};
use directory::Directory;
use record::Record;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use terrace_core::digest::Digest;
use terrace_core::model::Manifest;
use wasmtime::Engine;
use wasmtime::component::Component;

/// The version of the entries' format, which changes with their meaning.
const FORMAT: u32 = 2;

/// A part of the names of entries that differs if one cannot be used instead of the other.
static GENERATION: LazyLock<u64> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    // Another version may read a manifest differently, and consider another one valid.
    (FORMAT, env!("CARGO_PKG_VERSION"), terrace_compiled::compatibility()).hash(&mut hasher);
    hasher.finish()
});

/// A directory of compiled tiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    directory: Directory,
}

impl Cache {
    /// Returns a cache in this directory, which is created when the first tier is compiled.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: Directory::new(directory.into()) }
    }

    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Returns the entry of a component, if the cache has it undamaged.
    pub(super) fn find(&self, digest: &Digest) -> Option<Entry> {
        let place = self.place(digest);
        let Some(record) = place.load_record() else {
            tracing::debug!(%digest, "not in the cache of compiled components");
            return None;
        };
        let Some(record) = place.whole(record) else {
            tracing::debug!(%digest, "not used from the cache: its code is missing or damaged");
            return None;
        };
        Some(Entry { place, record })
    }

    /// Caches the code of a component, which exports this version of the contract.
    pub(super) fn keep(&self, digest: &Digest, code: &[u8], contract: &str) -> Result<Entry, EngineError> {
        let place = self.place(digest);
        let entry = self.directory.make().and_then(|()| place.save(code, contract));
        entry.map_err(|source| self.error(source))
    }

    /// Returns the entry of a program that the component of `runtime` runs. It has no code of its own.
    pub(super) fn program(&self, runtime: &Entry, digest: &Digest) -> Entry {
        let name = Digest::of(format!("{}\n{digest}", runtime.place.stem).as_bytes());
        let place = self.place(&name);
        // A manifest that was read from another engine's code may differ.
        let record = place.load_record().filter(|record| record.code == runtime.record.code);
        let record =
            record.unwrap_or_else(|| Record { stamp: None, manifest: None, ..runtime.record.clone() });
        Entry { place, record }
    }

    /// Caches the manifest of the entry's tier.
    pub(super) fn keep_manifest(&self, entry: &Entry, manifest: &Arc<Manifest>) -> Result<(), EngineError> {
        let record = Record { manifest: Some(Arc::clone(manifest)), ..entry.record.clone() };
        entry.place.save_record(&record).map_err(|source| self.error(source))
    }

    fn error(&self, source: io::Error) -> EngineError {
        EngineError::Cache { path: self.directory().to_owned(), source }
    }

    fn place(&self, digest: &Digest) -> Place {
        Place { directory: self.directory.clone(), stem: format!("{}-{:016x}", digest.hex(), *GENERATION) }
    }

    /// Returns the value cached under a name.
    pub fn recall<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.directory.read(name)
    }

    /// Caches a value under a name. Nothing depends on it, so errors are ignored.
    pub fn remember(&self, name: &str, value: &impl Serialize) {
        let _ = self.directory.make().and_then(|()| self.directory.write(name, value));
    }

    /// Overwrites a small value that changes at every run.
    pub fn note(&self, name: &str, value: &impl Serialize) {
        let _ = self.directory.make().and_then(|()| self.directory.overwrite(name, value));
    }
}

/// The cached files of one tier.
#[derive(Clone)]
pub(super) struct Entry {
    place: Place,
    record: Record,
}

impl Entry {
    /// Returns the version of the contract that the component exports.
    pub(super) fn contract(&self) -> &str {
        &self.record.contract
    }

    /// Returns a name that no other component, program or engine has.
    pub fn name(&self) -> &str {
        &self.place.stem
    }

    /// Loads the compiled component, if its file is still undamaged.
    pub(super) fn load(&self, engine: &Engine) -> Option<Component> {
        self.place.load(engine, &self.record)
    }

    /// Returns the manifest of the tier, if it was described before. A tier is a pure function, so it would return
    /// the same again.
    pub(super) fn manifest(&self) -> Option<&Arc<Manifest>> {
        self.record.manifest.as_ref()
    }
}

/// The location of the two files of an entry: its code, and the record by which damage to the code is noticed.
#[derive(Clone)]
struct Place {
    directory: Directory,
    stem: String,
}

impl Place {
    fn code(&self) -> PathBuf {
        Path::new(&self.stem).with_extension("cwasm")
    }

    /// Loads the compiled component, if its file is undamaged and belongs to this user.
    fn load(&self, engine: &Engine, record: &Record) -> Option<Component> {
        self.whole(record.clone())?;
        native::of_cache(engine, &self.directory.path().join(self.code()))
    }

    /// Returns the record, if it matches the code. The next start need not read the code again.
    fn whole(&self, record: Record) -> Option<Record> {
        let mut code = self.directory.open(&self.code())?;
        let stamp = Stamp::of(&code.metadata().ok()?);
        if stamp.is_some() && stamp == record.stamp {
            return Some(record);
        }
        if record::digest_of_file(&mut code).ok()? != record.code {
            return None;
        }
        let record = Record { stamp, ..record };
        // If the record cannot be saved, the code is read again next time.
        let _ = self.save_record(&record);
        Some(record)
    }

    fn load_record(&self) -> Option<Record> {
        self.directory.read(&self.stem)
    }

    fn save(self, code: &[u8], contract: &str) -> io::Result<Entry> {
        // The record comes last: code without it is not used.
        let file = self.directory.replace(&self.code(), code)?;
        // The stamp alone must not vouch for a file that a crash may tear.
        file.sync_data()?;
        let stamp = Stamp::of(&file.metadata()?);
        let code = record::digest(code);
        let record = Record { code, stamp, contract: contract.to_owned(), manifest: None };
        self.save_record(&record)?;
        Ok(Entry { place: self, record })
    }

    fn save_record(&self, record: &Record) -> io::Result<()> {
        self.directory.write(&self.stem, record)
    }
}

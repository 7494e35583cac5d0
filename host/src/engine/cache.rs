//! Compiled tiers on disk.
//!
//! A compiled tier is native code that this process will run, so where it comes from matters: the
//! directory belongs to the user alone, each entry is named after the component and the engine that
//! compiled it, and its code is held against a digest before it is mapped. An entry that is not
//! whole is made anew.

mod record;

use super::{Bytes, Digest, EngineError, compile};
use crate::model::Manifest;
use record::Record;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use wasmtime::Engine;
use wasmtime::component::Component;

/// A directory of compiled tiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    directory: PathBuf,
}

impl Cache {
    /// A cache in this directory, which is made when the first tier is compiled.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// Where it is.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The component, from the cache or compiled now and kept; and its entry.
    pub(super) fn component(
        &self,
        engine: &Engine,
        bytes: Bytes<'_>,
        digest: &Digest,
        compiling: &dyn Fn(),
    ) -> Result<(Component, Entry), EngineError> {
        let place = self.place(engine, digest);
        if let Some(loaded) = place.load(engine) {
            return Ok(loaded);
        }
        compiling();
        let component = compile(engine, &bytes()?)?;
        let code = component.serialize().map_err(|error| EngineError::Compile(format!("{error:#}")))?;
        let entry = self.make_directory().and_then(|()| place.save(&code));
        Ok((component, entry.map_err(|source| self.error(source))?))
    }

    /// The entry of a program that the component of `runtime` runs. It has no code of its own.
    pub(super) fn program(&self, engine: &Engine, runtime: &Entry, digest: &Digest) -> Entry {
        let name = Digest::of(format!("{}\n{digest}", runtime.place.stem).as_bytes());
        let place = self.place(engine, &name);
        // What a tier said of itself under another engine's code tells nothing.
        let record = place.load_record().filter(|record| record.code == runtime.record.code);
        let record = record.unwrap_or_else(|| Record { code: runtime.record.code.clone(), manifest: None });
        Entry { place, record }
    }

    /// Keeps what the tier of this entry says of itself.
    pub(super) fn keep_manifest(&self, entry: &Entry, manifest: &Manifest) -> Result<(), EngineError> {
        let record = Record { manifest: Some(manifest.clone()), ..entry.record.clone() };
        entry.place.save_record(&record).map_err(|source| self.error(source))
    }

    fn error(&self, source: io::Error) -> EngineError {
        EngineError::Cache { path: self.directory.clone(), source }
    }

    fn place(&self, engine: &Engine, digest: &Digest) -> Place {
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        // Another version may read a manifest differently.
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        let stem = format!("{}-{:016x}", digest.hex(), hasher.finish());
        Place { directory: self.directory.clone(), stem }
    }

    /// Makes the directory, open to its owner alone.
    fn make_directory(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.directory)
    }
}

/// What the cache has of one tier.
#[derive(Clone)]
pub(super) struct Entry {
    place: Place,
    record: Record,
}

impl Entry {
    /// What the tier says of itself, if it was asked before. A tier is a pure function, so it would say
    /// the same again.
    pub(super) fn manifest(&self) -> Option<&Manifest> {
        self.record.manifest.as_ref()
    }
}

/// Where the two files of an entry are: its code, and the record that tells whether the code is whole.
#[derive(Clone)]
struct Place {
    directory: PathBuf,
    stem: String,
}

impl Place {
    fn code(&self) -> PathBuf {
        self.directory.join(&self.stem).with_extension("cwasm")
    }

    fn record(&self) -> PathBuf {
        self.directory.join(&self.stem).with_extension("json")
    }

    /// The entry, if it is here, whole, and ours.
    fn load(&self, engine: &Engine) -> Option<(Component, Entry)> {
        let record = self.load_record()?;
        let mut code = self.open(&self.code())?;
        if record::digest_of_file(&mut code).ok()? != record.code {
            return None;
        }
        // SAFETY: the file was made by `Component::serialize`, because its digest is the one that was
        // recorded then, under the name of this very component and engine. No other user can have written
        // it or put another in its place, because file and directory belong to this user and nobody else
        // may write them. It is not changed between the check and the end of the process: an entry is only
        // ever replaced by renaming another whole file over it, which leaves what is mapped as it was.
        #[allow(unsafe_code)]
        let component = unsafe { Component::deserialize_file(engine, self.code()) }.ok()?;
        Some((component, Entry { place: self.clone(), record }))
    }

    fn load_record(&self) -> Option<Record> {
        let mut text = Vec::new();
        self.open(&self.record())?.read_to_end(&mut text).ok()?;
        Record::unseal(&self.stem, &text)
    }

    /// Opens a file that belongs to this user and that nobody else can write or replace.
    fn open(&self, path: &Path) -> Option<File> {
        let file = File::open(path).ok()?;
        let is_ours = is_ours(&file.metadata().ok()?) && is_ours(&fs::metadata(&self.directory).ok()?);
        is_ours.then_some(file)
    }

    fn save(self, code: &[u8]) -> io::Result<Entry> {
        let record = Record { code: record::digest(code), manifest: None };
        // The record last: code without it is not used.
        self.persist(&self.code(), code)?;
        self.save_record(&record)?;
        Ok(Entry { place: self, record })
    }

    fn save_record(&self, record: &Record) -> io::Result<()> {
        self.persist(&self.record(), &record.seal(&self.stem)?)
    }

    /// Replaces a file as a whole. Not synced: what a crash loses or tears, its digest does not match.
    fn persist(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.directory)?;
        file.write_all(bytes)?;
        file.persist(path)?;
        Ok(())
    }
}

/// Whether a file or directory belongs to this user and nobody else can write it.
#[cfg(unix)]
fn is_ours(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o022 == 0
}

/// Other systems keep a user's cache directory private by default.
#[cfg(not(unix))]
fn is_ours(_metadata: &fs::Metadata) -> bool {
    true
}

//! Language engines on disk: made on first use with the language's own tools, and kept.

use super::SourceError;
use super::interpreter::Interpreter;
use crate::engine::{Digest, EngineError};
use crate::owned;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use terrace_programs::Outside;

/// Held by who makes an engine or works with the tools.
pub(super) const LOCK: &str = "lock";
const COMPONENT: &str = "engine.wasm";
pub(super) const DIGEST: &str = "engine.sha256";

/// A language engine's component file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineFile {
    path: PathBuf,
    digest: Digest,
}

impl EngineFile {
    /// SHA-256 of the component.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Its size in bytes; 0 where that cannot be told.
    pub fn size(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }

    /// The component.
    pub fn bytes(&self) -> Result<Cow<'static, [u8]>, EngineError> {
        let failed = |source| EngineError::Read { path: self.path.clone(), source };
        Ok(fs::read(&self.path).map_err(failed)?.into())
    }
}

/// The engine in `workshop`, found or made now.
pub(super) fn find_or_make(
    interpreter: &Interpreter,
    cache: &Path,
    workshop: &Path,
    outside: &Outside,
    progress: &dyn Fn(&str),
) -> Result<EngineFile, SourceError> {
    if let Some(file) = find(cache, workshop)? {
        return Ok(file);
    }
    let failed = |source| SourceError::File { path: workshop.to_owned(), source };
    let _lock =
        lock(workshop).map_err(|source| SourceError::Unwritable { path: workshop.to_owned(), source })?;
    // Another process may have made it meanwhile.
    if let Some(file) = find(cache, workshop)? {
        return Ok(file);
    }
    // Tools that are there already are run.
    check(cache, workshop)?;
    let bytes = (interpreter.make_engine)(workshop, outside, progress)?;
    let digest = Digest::of(&bytes);
    // The digest last: an engine without it is not used.
    persist(workshop, COMPONENT, &bytes).map_err(failed)?;
    persist(workshop, DIGEST, digest.hex().as_bytes()).map_err(failed)?;
    Ok(EngineFile { path: workshop.join(COMPONENT), digest })
}

/// Refuses what somebody else can write: an engine and a digest next to it prove nothing, and the tools are run.
pub(super) fn check(cache: &Path, workshop: &Path) -> Result<(), SourceError> {
    let failed = |source| unused(workshop, workshop, source);
    match owned::stranger(cache, workshop, &[LOCK]).map_err(failed)? {
        Some(path) => Err(SourceError::NotOurs { path }),
        None => Ok(()),
    }
}

/// Why a file of a workshop cannot be looked at. In somebody else's home, or where no directory can be, nothing can be kept.
fn unused(workshop: &Path, file: &Path, source: io::Error) -> SourceError {
    match source.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied => {
            SourceError::Unwritable { path: workshop.to_owned(), source }
        }
        _ => SourceError::File { path: file.to_owned(), source },
    }
}

/// The engine that is there. What nobody runs any more, such as the tools that made it, is not looked at.
pub(super) fn find(cache: &Path, workshop: &Path) -> Result<Option<EngineFile>, SourceError> {
    let (path, digest) = (workshop.join(COMPONENT), workshop.join(DIGEST));
    for file in [&path, &digest] {
        let failed = |source| unused(workshop, file, source);
        if let Some(path) = owned::stranger_on_the_way(cache, file).map_err(failed)? {
            return Err(SourceError::NotOurs { path });
        }
    }
    let digest = fs::read_to_string(digest).ok().and_then(|text| Digest::from_hex(&text));
    Ok(digest.filter(|_| path.is_file()).map(|digest| EngineFile { path, digest }))
}

/// Makes the directory, open to its owner alone, and waits until no other process works in it.
pub(super) fn lock(workshop: &Path) -> io::Result<File> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(workshop)?;
    let lock = File::create(workshop.join(LOCK))?;
    lock.lock()?;
    Ok(lock)
}

/// Replaces a file as a whole.
fn persist(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(bytes)?;
    file.persist(directory.join(name))?;
    Ok(())
}

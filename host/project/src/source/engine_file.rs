//! Language engines on disk, which are built on first use with the language's own tools and then cached.

use super::SourceError;
use super::interpreter::Interpreter;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_engine::EngineError;
use terrace_files::atomic::AtomicWrite;
use terrace_files::owned;
use terrace_programs::Outside;

/// Name of the lock file, which is locked while a process builds an engine or uses the tools.
pub(super) const LOCK: &str = "lock";
const COMPONENT: &str = "engine.wasm";
pub(super) const DIGEST: &str = "engine.sha256";

/// The component file of a language engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineFile {
    path: PathBuf,
    digest: Digest,
}

impl EngineFile {
    /// Returns the SHA-256 digest of the component.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Returns the size of the component in bytes, or 0 if it is not known.
    pub fn size(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }

    /// Reads the component's bytes.
    pub fn bytes(&self) -> Result<Cow<'static, [u8]>, EngineError> {
        let failed = |source| EngineError::Read { path: self.path.clone(), source };
        Ok(fs::read(&self.path).map_err(failed)?.into())
    }
}

/// Returns the engine in `workshop`, and builds it if it does not exist.
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
    // Another process may have built it in the meantime.
    if let Some(file) = find(cache, workshop)? {
        return Ok(file);
    }
    // Existing tools are run, so they must not have been tampered with.
    check(cache, workshop)?;
    let bytes = (interpreter.make_engine)(workshop, outside, progress)?;
    let digest = Digest::of(&bytes);
    // The digest is written last: an engine without it is not used.
    // Both survive a power failure, because nobody compares the engine with its digest again.
    let (path, write) = (workshop.join(COMPONENT), AtomicWrite::output().private());
    write.replace(&path, &bytes).map_err(failed)?;
    write.replace(&workshop.join(DIGEST), digest.hex().as_bytes()).map_err(failed)?;
    Ok(EngineFile { path, digest })
}

/// Rejects a directory that somebody else can write. A digest next to the engine would prove nothing, and the tools are run.
pub fn check(cache: &Path, workshop: &Path) -> Result<(), SourceError> {
    let failed = |source| unused(workshop, workshop, source);
    match owned::stranger(cache, workshop, &[LOCK]).map_err(failed)? {
        Some(path) => Err(SourceError::NotOurs { path }),
        None => Ok(()),
    }
}

/// Returns the error for a file that cannot be checked. In somebody else's home, or where no directory can exist, nothing can
/// be cached.
fn unused(workshop: &Path, file: &Path, source: io::Error) -> SourceError {
    match source.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied => {
            SourceError::Unwritable { path: workshop.to_owned(), source }
        }
        _ => SourceError::File { path: file.to_owned(), source },
    }
}

/// Returns the existing engine. Only the files that are used are checked, not the tools that built it.
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

/// Creates the directory with permissions for its owner only, and waits until no other process works in it.
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

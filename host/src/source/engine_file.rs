//! Language engines on disk: made on first use with the language's own tools, and kept.

use super::SourceError;
use super::interpreter::Interpreter;
use crate::engine::{Digest, EngineError};
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const COMPONENT: &str = "engine.wasm";
const DIGEST: &str = "engine.sha256";

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
    workshop: &Path,
    progress: &dyn Fn(&str),
) -> Result<EngineFile, SourceError> {
    if let Some(file) = find(workshop) {
        return Ok(file);
    }
    let failed = |source| SourceError::File { path: workshop.to_owned(), source };
    let _lock = lock(workshop).map_err(failed)?;
    // Another process may have made it meanwhile.
    if let Some(file) = find(workshop) {
        return Ok(file);
    }
    let bytes = (interpreter.make_engine)(workshop, progress)?;
    let digest = Digest::of(&bytes);
    // The digest last: an engine without it is not used.
    persist(workshop, COMPONENT, &bytes).map_err(failed)?;
    persist(workshop, DIGEST, digest.hex().as_bytes()).map_err(failed)?;
    Ok(EngineFile { path: workshop.join(COMPONENT), digest })
}

fn find(workshop: &Path) -> Option<EngineFile> {
    let digest = Digest::from_hex(&fs::read_to_string(workshop.join(DIGEST)).ok()?)?;
    let path = workshop.join(COMPONENT);
    path.is_file().then_some(EngineFile { path, digest })
}

/// Makes the directory, open to its owner alone, and waits until no other process works in it.
pub(super) fn lock(workshop: &Path) -> io::Result<File> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(workshop)?;
    let lock = File::create(workshop.join("lock"))?;
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

//! Blobs on their way in.

use super::files::sync_directory;
use super::{Store, StoreError};
use crate::Digest;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What there is of a blob.
#[derive(Debug)]
pub enum Partial {
    /// All of it, perhaps since a moment ago from another process.
    Done,
    /// A part, perhaps nothing, which no other process writes to meanwhile.
    Open(PartialBlob),
}

/// A blob that is being written. Where it is dropped unfinished, what was written stays for another time.
#[derive(Debug)]
pub struct PartialBlob {
    store: Store,
    digest: Digest,
    path: PathBuf,
    file: File,
    length: u64,
}

impl Store {
    /// What there is of a blob. Waits while another process writes the same one.
    pub fn partial(&self, digest: &Digest) -> Result<Partial, StoreError> {
        if self.has(digest) {
            return Ok(Partial::Done);
        }
        self.make()?;
        let path = self.partials().join(digest.hex());
        let failed = |source| StoreError::write(&self.root, &path, source);
        loop {
            let mut file = self.writing().read(true).open(&path).map_err(failed)?;
            file.lock().map_err(failed)?;
            // Who held the lock before may have finished the blob, or given it up.
            if !is_at(&file, &path).map_err(failed)? {
                continue;
            }
            if self.has(digest) {
                fs::remove_file(&path).map_err(failed)?;
                return Ok(Partial::Done);
            }
            let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
            return Ok(Partial::Open(PartialBlob {
                store: self.clone(),
                digest: *digest,
                path,
                file,
                length,
            }));
        }
    }
}

/// Whether an open file is the one that has this name.
pub(super) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let open = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(named) => Ok(named.dev() == open.dev() && named.ino() == open.ino()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

impl PartialBlob {
    /// How many bytes are there, so where to resume.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Forgets what is there, for a source that cannot resume.
    pub fn restart(&mut self) -> Result<(), StoreError> {
        let restarted = self.file.set_len(0).and_then(|()| self.file.rewind());
        restarted.map_err(|source| self.failed(source))?;
        self.length = 0;
        Ok(())
    }

    /// Syncs and checks the whole, and gives it its name. A wrong digest removes what was written.
    pub fn finish(mut self) -> Result<(), StoreError> {
        let found = self.digest_of_all().map_err(|source| self.failed(source))?;
        if found != self.digest {
            fs::remove_file(&self.path).map_err(|source| self.failed(source))?;
            return Err(StoreError::WrongDigest { expected: self.digest, found });
        }
        let blobs = self.store.blobs();
        let named =
            fs::rename(&self.path, self.store.path(&self.digest)).and_then(|()| sync_directory(&blobs));
        named.map_err(|source| self.failed(source))
    }

    fn digest_of_all(&mut self) -> io::Result<Digest> {
        self.file.sync_all()?;
        self.file.rewind()?;
        Ok(Digest::of_reader(&self.file)?.0)
    }

    /// An error of writing here as one of the store. A full disk gets its space back: what was written is
    /// removed.
    pub fn failed(&self, source: io::Error) -> StoreError {
        let error = StoreError::write(&self.store.root, &self.path, source);
        if matches!(error, StoreError::Full { .. }) {
            let _ = fs::remove_file(&self.path);
        }
        error
    }
}

impl Write for PartialBlob {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

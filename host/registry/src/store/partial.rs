//! Incomplete blobs.

use super::{Store, StoreError};
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;
use terrace_core::digest::Digest;
use terrace_files::atomic;
use terrace_files::temporary::is_at;

/// The state of a blob in the store.
#[derive(Debug)]
pub enum Partial {
    /// Complete, perhaps only just written by another process.
    Done,
    /// Incomplete or missing. No other process writes to it meanwhile.
    Open(PartialBlob),
}

/// A blob that is being written. If it is dropped unfinished, the written part is kept for the next attempt.
#[derive(Debug)]
pub struct PartialBlob {
    store: Store,
    digest: Digest,
    path: PathBuf,
    file: File,
    length: u64,
}

impl Store {
    /// Returns the state of a blob. Waits while another process writes the same one.
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
            // The process that had the lock before may have finished the blob, or given up.
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

impl PartialBlob {
    /// Returns the number of bytes written so far, which is where to resume.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Drops the bytes written so far, for a source that cannot resume.
    pub fn restart(&mut self) -> Result<(), StoreError> {
        let restarted = self.file.set_len(0).and_then(|()| self.file.rewind());
        restarted.map_err(|source| self.failed(source))?;
        self.length = 0;
        Ok(())
    }

    /// Syncs and checks the whole blob, and gives it its name. If the digest is wrong, the written bytes are removed.
    pub fn finish(mut self) -> Result<(), StoreError> {
        let found = self.digest_of_all().map_err(|source| self.failed(source))?;
        if found != self.digest {
            fs::remove_file(&self.path).map_err(|source| self.failed(source))?;
            return Err(StoreError::WrongDigest { expected: self.digest, found });
        }
        let named = atomic::rename(&self.path, &self.store.path(&self.digest));
        named.map_err(|source| self.failed(source))
    }

    fn digest_of_all(&mut self) -> io::Result<Digest> {
        self.file.sync_all()?;
        self.file.rewind()?;
        Ok(Digest::of_reader(&self.file)?.0)
    }

    /// Converts a write error to one of the store. If the disk is full, the written part is removed to free its space.
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

//! Destinations of pulled bytes.

use crate::layout::Descriptor;
use crate::store::PartialBlob;
use std::io::{self, Write as _};
use terrace_core::reference::Repository;

/// Receives the bytes of a blob, in order. It may already have some from an earlier attempt.
pub trait Sink: Send {
    /// Returns the number of bytes received so far.
    fn received(&self) -> u64;

    /// Receives the next bytes.
    fn take(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Drops all bytes received so far, because the server sends everything again.
    fn restart(&mut self) -> io::Result<()>;
}

/// One of the blobs of [`Client::pull_all`](super::Client::pull_all).
pub struct Pull<'a> {
    pub repository: &'a Repository,
    pub blob: &'a Descriptor,
    /// The destination of the blob's bytes.
    pub sink: &'a mut dyn Sink,
}

impl Sink for Vec<u8> {
    fn received(&self) -> u64 {
        self.len() as u64
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.extend_from_slice(bytes);
        Ok(())
    }

    fn restart(&mut self) -> io::Result<()> {
        self.clear();
        Ok(())
    }
}

/// The errors are those of the store, wrapped in `std::io::Error`.
impl Sink for PartialBlob {
    fn received(&self) -> u64 {
        self.length()
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes).map_err(|source| io::Error::other(self.failed(source)))
    }

    fn restart(&mut self) -> io::Result<()> {
        Self::restart(self).map_err(io::Error::other)
    }
}

//! Where pulled bytes go.

use crate::layout::Descriptor;
use crate::reference::Repository;
use crate::store::PartialBlob;
use std::io::{self, Write as _};

/// Takes the bytes of a blob, in order. It may already have some, from an attempt before.
pub trait Sink: Send {
    /// How many bytes it has.
    fn received(&self) -> u64;

    /// Takes the next bytes.
    fn take(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Drops all bytes that it has, because the server sends them all again.
    fn restart(&mut self) -> io::Result<()>;
}

/// One of the blobs of [`Client::pull_all`](super::Client::pull_all).
pub struct Pull<'a> {
    /// The repository that has it.
    pub repository: &'a Repository,
    /// What to pull.
    pub blob: &'a Descriptor,
    /// Where it goes.
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

/// The errors are those of the store, within `std::io::Error`.
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

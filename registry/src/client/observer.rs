//! What a client tells while it works.

use crate::error::Failure;
use std::time::Duration;

/// Hears how requests go, for a progress bar.
pub trait Observer: Send + Sync {
    /// `done` bytes of `total` are there. `name` is the digest of a blob, or a URL.
    fn progress(&self, name: &str, done: u64, total: Option<u64>);

    /// A request failed and is tried again after `pause`.
    fn waiting(&self, pause: Duration, failure: &Failure);
}

/// Hears and does nothing.
pub struct Silent;

impl Observer for Silent {
    fn progress(&self, _name: &str, _done: u64, _total: Option<u64>) {}

    fn waiting(&self, _pause: Duration, _failure: &Failure) {}
}

//! Reports on what a client does.

use crate::error::Failure;
use std::time::Duration;

/// Receives the progress of requests, for a progress bar.
pub trait Observer: Send + Sync {
    /// `done` bytes of `total` have been transferred. `name` is the digest of a blob or a URL.
    fn progress(&self, name: &str, done: u64, total: Option<u64>);

    /// A request failed and is retried after `pause`.
    fn waiting(&self, pause: Duration, failure: &Failure);
}

/// An observer that ignores everything.
pub struct SilentObserver;

impl Observer for SilentObserver {
    fn progress(&self, _name: &str, _done: u64, _total: Option<u64>) {}

    fn waiting(&self, _pause: Duration, _failure: &Failure) {}
}

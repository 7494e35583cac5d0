//! Limits on what is accepted from a server: bytes, items and seconds.
//!
//! Every limit is enforced while bytes arrive, so nothing larger is ever in memory or on disk.

use std::time::{Duration, Instant};

/// The largest page of a list of tags or repositories: 8 MiB.
pub(super) const MAX_PAGE_BYTES: u64 = 8 << 20;

/// The most bytes in all pages of one list: 64 MiB.
pub(super) const MAX_LIST_BYTES: u64 = 64 << 20;

/// The most pages in one list.
pub(super) const MAX_PAGES: usize = 1_000;

/// The most tags of a repository, or repositories of a registry.
pub(super) const MAX_NAMES: usize = 100_000;

/// The largest list of referrers: 4 MiB.
pub(super) const MAX_REFERRERS_BYTES: u64 = 4 << 20;

/// The most manifests that refer to another one.
pub(super) const MAX_REFERRERS: usize = 100;

/// The largest response of a token server: 64 KiB.
pub(super) const MAX_TOKEN_BYTES: u64 = 64 << 10;

/// How much is read of a response that only reports success or failure. The rest is left unread.
pub(super) const MAX_STATUS_BODY_BYTES: u64 = 64 << 10;

/// The most redirects of one request.
pub(super) const MAX_REDIRECTS: usize = 10;

/// The longest pause that a server may ask for; a longer one is shortened.
pub(super) const MAX_PAUSE: Duration = Duration::from_secs(60);

/// The longest that one request waits between its attempts in total.
pub(super) const MAX_TOTAL_PAUSE: Duration = Duration::from_secs(120);

/// Time limits for servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The longest wait for a connection: 10 seconds.
    pub connect: Duration,
    /// The longest wait for the beginning of a response, and for each further part of it: 30 seconds.
    pub idle: Duration,
    /// How long a response may be slower than `slowest`: 30 seconds.
    pub grace: Duration,
    /// The fewest bytes per second, on average since the response began: 1 KiB.
    pub slowest: u64,
    /// The longest that one transfer of a component may take: an hour.
    pub transfer: Duration,
    /// The longest that one query may take, such as for the tags of a repository, with all its pages, attempts and pauses: 5
    /// minutes.
    pub question: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            grace: Duration::from_secs(30),
            slowest: 1 << 10,
            transfer: Duration::from_secs(60 * 60),
            question: Duration::from_secs(5 * 60),
        }
    }
}

/// Measures how fast a response arrives.
#[derive(Debug)]
pub(super) struct Clock {
    pace: Pace,
    began: Instant,
    received: u64,
}

impl Clock {
    pub(super) fn start(pace: Pace) -> Self {
        Self { pace, began: Instant::now(), received: 0 }
    }

    /// Returns how long the next bytes may take, or `None` if the response has been too slow so far.
    pub(super) fn next(&self) -> Option<Duration> {
        let elapsed = self.began.elapsed();
        let left = self.pace.transfer.checked_sub(elapsed)?;
        let due =
            u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).saturating_mul(self.pace.slowest) / 1000;
        let is_too_slow = elapsed > self.pace.grace && self.received < due;
        (!is_too_slow).then_some(self.pace.idle.min(left))
    }

    pub(super) fn received(&mut self, bytes: usize) {
        self.received = self.received.saturating_add(bytes as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the clock of a response that began this many seconds ago.
    fn clock(seconds: u64, received: u64) -> Clock {
        let began = Instant::now().checked_sub(Duration::from_secs(seconds)).unwrap();
        Clock { pace: Pace::default(), began, received }
    }

    #[test]
    fn transfer_that_is_too_slow_expires_after_a_while() {
        let idle = Some(Duration::from_secs(30));
        assert_eq!(clock(0, 0).next(), idle);
        assert_eq!(clock(29, 29).next(), idle);
        assert_eq!(clock(31, 31).next(), None);
        assert_eq!(clock(31, 40 << 10).next(), idle);
        assert_eq!(clock(60 * 50, 40 << 10).next(), None);
        assert!(clock(60 * 60 - 10, 256 << 20).next().unwrap() <= Duration::from_secs(10));
        assert_eq!(clock(60 * 60 + 1, 256 << 20).next(), None);
    }
}

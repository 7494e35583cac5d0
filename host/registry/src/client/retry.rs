//! Retries requests, with growing pauses.

use super::ClientOptions;
use super::classify::Trouble;
use super::limits::MAX_TOTAL_PAUSE;
use crate::error::Failure;
use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use std::pin::Pin;
use std::time::Duration;

/// The pause after the first attempt. Each further pause is twice as long, plus a random amount of up to half its length.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest pause that the client itself chooses.
const MAX_OWN_PAUSE: Duration = Duration::from_secs(20);

/// Waits between attempts. Tests use pauses that take no time.
pub trait Sleeper: Send + Sync {
    /// Returns a future that completes after `pause`.
    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// A sleeper that actually waits.
pub struct Timer;

impl Sleeper for Timer {
    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(pause))
    }
}

/// The attempts at one request.
pub(super) struct Attempts<'a> {
    options: &'a ClientOptions,
    made: usize,
    waited: Duration,
    pauses: ExponentialBackoff,
}

impl<'a> Attempts<'a> {
    pub(super) fn new(options: &'a ClientOptions) -> Self {
        let pauses = ExponentialBuilder::default()
            .with_min_delay(FIRST_PAUSE)
            .with_max_delay(MAX_OWN_PAUSE)
            .with_max_times(options.attempts.saturating_sub(1))
            .with_jitter()
            .build();
        Self { options, made: 0, waited: Duration::ZERO, pauses }
    }

    /// Waits until the request may be made again, or returns the failure if it must not be.
    pub(super) async fn after(&mut self, trouble: Trouble) -> Result<(), Failure> {
        self.made += 1;
        if !trouble.failure.may_pass() {
            return Err(trouble.failure);
        }
        let pause = self.pauses.next().map(|own| trouble.asked_for.unwrap_or(own));
        let Some(pause) = pause.filter(|pause| self.waited + *pause <= MAX_TOTAL_PAUSE) else {
            return Err(match self.made {
                1 => trouble.failure,
                attempts => Failure::GaveUp { attempts, last: Box::new(trouble.failure) },
            });
        };
        self.waited += pause;
        tracing::debug!(failure = %trouble.failure, ?pause, "retrying");
        self.options.observer.waiting(pause, &trouble.failure);
        self.options.sleeper.sleep(pause).await;
        Ok(())
    }
}

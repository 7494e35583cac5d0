//! What a session reports while it works, and what it asks.

use crate::synth::ForeignProvider;
use std::sync::Arc;
use terrace_core::model::Problems;
use terrace_registry::client;

/// Receives the progress of a session, and warnings that cannot wait until it has a result.
pub trait Observer: Send + Sync {
    /// An operation begins that may take a while. It ends when the returned value is dropped.
    fn progress(&self) -> Box<dyn Progress + '_>;

    /// Returns the observer of a client's downloads and uploads.
    fn transfers(&self) -> Arc<dyn client::Observer>;

    /// Something is wrong, and the session continues in spite of it. Errors among the diagnostics count as warnings.
    fn warning(&self, problems: Problems);
}

/// Receives the steps of one operation, from all of its threads.
pub trait Progress: Sync {
    /// A step begins: a short description.
    fn tell(&self, step: &str);
}

/// An observer that ignores everything.
pub struct Silent;

impl Observer for Silent {
    fn progress(&self) -> Box<dyn Progress + '_> {
        Box::new(Self)
    }

    fn transfers(&self) -> Arc<dyn client::Observer> {
        Arc::new(client::SilentObserver)
    }

    fn warning(&self, _: Problems) {}
}

impl Progress for Silent {
    fn tell(&self, _: &str) {}
}

/// Decides what only the user can decide.
pub trait Approver: Send + Sync {
    /// Returns whether terraform may download a provider that only tiers name, and give it the user's credentials. The answer
    /// is recorded in the lock file.
    fn allows_provider(&self, provider: &ForeignProvider) -> bool;
}

/// There is nobody to ask, so nothing is allowed that is not allowed already.
pub struct Nobody;

impl Approver for Nobody {
    fn allows_provider(&self, _: &ForeignProvider) -> bool {
        false
    }
}

//! Messages on standard error, without secrets.

use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use terrace_core::model::Sources;
use terrace_terraform::filtered;

/// Writes messages to standard error. Clones mask the same secrets.
#[derive(Clone, Default)]
pub struct Messages {
    /// The files whose secrets are masked.
    hidden: Arc<Mutex<Sources>>,
}

impl Messages {
    /// Returns the files whose secrets are masked.
    pub fn hidden(&self) -> MutexGuard<'_, Sources> {
        self.hidden.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a message. Colours are kept only where they can be seen; other terminal sequences are made harmless.
    pub fn say(&self, text: impl std::fmt::Display) {
        let text = text.to_string();
        // If standard error cannot be written, there is no other place to report it.
        let _ = writeln!(anstream::stderr(), "{}", filtered(&self.hidden().masked(&text)));
    }
}

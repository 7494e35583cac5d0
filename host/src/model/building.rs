//! Whether sources are built that run programs of their own while they are built.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Whether a project in a directory may be built, asked each time before it is.
type Consent = Arc<dyn Fn(&Path) -> bool + Send + Sync>;

/// Whether a command builds projects whose build scripts and macros run on this machine, as those in Rust do.
#[derive(Clone, Default)]
pub enum Building {
    /// It looks at what was built before.
    #[default]
    Never,
    /// It builds a project where this says that the user wants it.
    Where(Consent),
}

impl fmt::Debug for Building {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Never => "Never",
            Self::Where(_) => "Where",
        })
    }
}

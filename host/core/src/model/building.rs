//! Consent to build sources, which may run arbitrary programs during the build.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Asks if a project in a directory may be built. It is called before each build.
type Consent = Arc<dyn Fn(&Path) -> bool + Send + Sync>;

/// Whether a command builds projects whose build scripts and macros run on this machine, as those in Rust do.
#[derive(Clone, Default)]
pub enum Building {
    /// The command only uses earlier builds.
    #[default]
    Never,
    /// The command builds a project if the user consents.
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

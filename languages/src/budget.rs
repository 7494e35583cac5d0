//! How large a program may be.

/// As many modules as a program may have.
pub(crate) const MODULES: usize = 1000;

/// As many bytes as the files of a program may have together.
pub(crate) const BYTES: usize = 4 << 20;

/// The modules and bytes of a program so far.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    modules: usize,
    bytes: usize,
}

/// Why a program may not have one more module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Exceeded {
    /// There are too many.
    #[error("a tier has at most {MODULES} modules")]
    Modules,
    /// They are too large.
    #[error("with it the tier's source is larger than {} MiB", BYTES >> 20)]
    Bytes,
}

impl Budget {
    /// Takes one more module of so many bytes into account.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), Exceeded> {
        if self.modules == MODULES {
            return Err(Exceeded::Modules);
        }
        self.modules += 1;
        self.bytes += bytes;
        if self.bytes > BYTES { Err(Exceeded::Bytes) } else { Ok(()) }
    }
}

impl Exceeded {
    /// Returns a hint.
    pub(crate) fn hint(self) -> &'static str {
        match self {
            Self::Modules => "import less, or only the parts of a package that are needed",
            Self::Bytes => "leave data out of the source",
        }
    }
}

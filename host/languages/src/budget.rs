//! Limits on the size of a program.

/// The most modules that a program may have.
pub(crate) const MAX_MODULES: usize = 1000;

/// The most bytes that the files of a program may have in total.
pub(crate) const MAX_PROGRAM_BYTES: usize = 4 << 20;

/// The modules and bytes of a program so far.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    modules: usize,
    bytes: usize,
}

/// The reason why a program may not have one more module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BudgetError {
    #[error("a tier has at most {MAX_MODULES} modules")]
    Modules,
    #[error("with this module, the tier's source is larger than {} MiB", MAX_PROGRAM_BYTES >> 20)]
    Bytes,
}

impl Budget {
    /// Adds a module of this size, or returns an error if it exceeds a limit.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), BudgetError> {
        if self.modules == MAX_MODULES {
            return Err(BudgetError::Modules);
        }
        self.modules += 1;
        self.bytes += bytes;
        if self.bytes > MAX_PROGRAM_BYTES { Err(BudgetError::Bytes) } else { Ok(()) }
    }
}

impl BudgetError {
    pub fn hint(self) -> &'static str {
        match self {
            Self::Modules => "import less, or only the parts of a package that you need",
            Self::Bytes => "leave data out of the source",
        }
    }
}

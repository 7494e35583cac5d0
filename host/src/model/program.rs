//! A tier's source.

/// A tier's source, in the form that the engine of its language runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Path of the module to run.
    pub entry: String,
    /// Every module, sorted by path.
    pub modules: Vec<Module>,
}

/// One file of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its path in the program, with `/` between its parts.
    pub path: String,
    /// Its text.
    pub text: String,
}

//! The source of a tier.

/// A tier's source, in the form that the engine of its language runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The path of the module to run.
    pub entry: String,
    /// Every module, sorted by path.
    pub modules: Vec<Module>,
}

/// One file of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// The path in the program, with `/` between its parts.
    pub path: String,
    /// The source text.
    pub text: String,
}

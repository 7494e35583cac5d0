//! Errors of tiers that run from source.

use std::path::PathBuf;
use terrace_core::model::{Diagnostic, Explain};
use terrace_languages::{ProgramError, ToolError, rust};

/// An error turning a tier's source into a component.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The source itself is wrong.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// A tool of the language is missing or fails.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// A Rust project does not build.
    #[error(transparent)]
    Build(#[from] rust::BuildError),
    #[error("`{}` is neither a source file of a tier nor a directory with one", path.display())]
    NoSource {
        /// The path from the stack file or the command line.
        path: PathBuf,
    },
    #[error("`{}` has more than one entry file of a tier: {}", path.display(), names(entries))]
    Entries { path: PathBuf, entries: Vec<&'static str> },
    #[error("`{}` has not been built since its last change, and this command does not build it", path.display())]
    NotBuilt { path: PathBuf },
    #[error("building `{}` runs its build scripts on this machine, which you have not allowed", path.display())]
    NoConsent { path: PathBuf },
    #[error("`{}` cannot be trusted: others can change it, or it leads out of the cache", path.display())]
    NotOurs {
        /// The file or directory that others can write.
        path: PathBuf,
    },
    #[error("there is no cache directory for the language's engine")]
    NoCache,
    #[error("cannot use `{}`: {}", path.display(), terrace_files::reason::reason(source))]
    Unwritable {
        path: PathBuf,
        /// The cause, as reported by the operating system.
        source: std::io::Error,
    },
    /// A file in the cache cannot be read or written.
    #[error("cannot use `{}`: {}", path.display(), terrace_files::reason::reason(source))]
    File {
        /// Path of the file or directory.
        path: PathBuf,
        /// The cause, as reported by the operating system.
        source: std::io::Error,
    },
}

const ENTRIES: &str = "a tier's source has a `tier.ts`, `tier.js`, `tier.py` or `Cargo.toml`";

impl Explain for SourceError {
    /// Returns this error as a diagnostic, without the component's name, which the caller adds.
    fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::Program(error) => program(error),
            Self::Tool(error) => tool(error),
            Self::Build(error) => build(error),
            Self::NoSource { .. } => Diagnostic::error("no-entry", self.to_string()).hint(ENTRIES),
            Self::Entries { .. } => Diagnostic::error("several-entries", self.to_string())
                .hint("keep one of them, or name the file: `./tiers/queues/tier.ts`"),
            Self::NotBuilt { path } => Diagnostic::error("not-built", self.to_string())
                .hint(format!("if you trust it, run `terrace synth`, or `terrace tier check {}`", path.display())),
            Self::NoConsent { .. } => Diagnostic::error("build-not-allowed", self.to_string()).hint(
                "if you trust it, run this in a terminal or with `--build`, or list the directory under `[build] allow` \
                 in your configuration file",
            ),
            Self::NotOurs { .. } => Diagnostic::error("cache-not-yours", self.to_string()).hint(
                "remove it, or withdraw write permission from others with `chmod go-w`, or \
                 set TERRACE_CACHE_DIR to another directory",
            ),
            Self::NoCache => Diagnostic::error("no-cache", self.to_string())
                .hint("set TERRACE_CACHE_DIR to a directory"),
            Self::Unwritable { .. } | Self::File { .. } => Diagnostic::error("cache", self.to_string())
                .hint("free up disk space, or set TERRACE_CACHE_DIR to another directory"),
        }
    }
}

fn names(entries: &[&str]) -> String {
    let names: Vec<_> = entries.iter().map(|name| format!("`{name}`")).collect();
    names.join(" and ")
}

fn program(error: &ProgramError) -> Diagnostic {
    let summary = error.to_string();
    match error {
        ProgramError::Read { .. } => Diagnostic::error("unreadable-component", summary),
        ProgramError::NoEntry { .. } => Diagnostic::error("no-entry", summary).hint(ENTRIES),
        ProgramError::Syntax { path, line, column, hint, .. } => {
            at(Diagnostic::error("syntax", summary), path, *line, *column, hint.as_deref())
        }
        ProgramError::Import { path, line, column, hint, .. } => {
            at(Diagnostic::error("import", summary), path, *line, *column, hint.as_deref())
        }
    }
}

fn at(
    diagnostic: Diagnostic,
    path: &std::path::Path,
    line: usize,
    column: usize,
    hint: Option<&str>,
) -> Diagnostic {
    let diagnostic = diagnostic.note(format!("at {}:{line}:{column}", path.display()));
    match hint {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

fn tool(error: &ToolError) -> Diagnostic {
    let summary = error.to_string();
    match error {
        ToolError::Missing { tool, .. } => Diagnostic::error("missing-tool", summary).hint(tool.install),
        ToolError::Offline { online, .. } => Diagnostic::error("offline", summary).hint(format!(
            "run `{online}` once without --offline and TERRACE_OFFLINE, or set TERRACE_CACHE_DIR to a cache that has it"
        )),
        ToolError::Failed { output, .. } if !output.is_empty() => {
            Diagnostic::error("tool-failed", summary).note(format!("it printed:\n{output}"))
        }
        ToolError::Failed { .. } | ToolError::Start { .. } | ToolError::NoResult { .. } => {
            Diagnostic::error("tool-failed", summary)
        }
        ToolError::File { .. } => Diagnostic::error("cache", summary),
    }
}

fn build(error: &rust::BuildError) -> Diagnostic {
    let code = if matches!(error, rust::BuildError::Offline { .. }) { "offline" } else { "build" };
    let mut diagnostic = Diagnostic::error(code, error.to_string());
    diagnostic.notes.extend(error.output().map(|output| format!("it printed:\n{output}")));
    diagnostic.hints.extend(error.hint());
    diagnostic
}

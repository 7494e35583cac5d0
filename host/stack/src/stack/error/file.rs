//! Errors of the files of a stack.

use std::path::PathBuf;
use terrace_core::model::{Diagnostic, Explain, NameError};
use terrace_core::suggest::{Listed, did_you_mean};

/// A missing or unreadable file of a stack, or an environment without files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("there is no file or directory `{}`", path.display())]
    NotFound {
        path: PathBuf,
        /// The environment with this name, if the stack in the working directory has one.
        environment: Option<String>,
    },
    /// A pipe, a device or another special file, next to which nothing can be written.
    #[error("`{}` is not a regular file, so Terrace cannot write next to it", path.display())]
    NoFile { path: PathBuf },
    #[error("a stack from standard input has no directory to write to")]
    StandardInput,
    #[error("there is no stack file in {}", if directory.as_os_str() == "." { "the working directory".to_owned() } else { format!("`{}`", directory.display()) })]
    NoStackFile { directory: PathBuf },
    /// Two stack files or overlays that could both be meant.
    #[error("both `{}` and `{}` exist", first.display(), second.display())]
    Ambiguous { first: PathBuf, second: PathBuf },
    #[error("`{}` cannot be read: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    /// A file that is too large for a stack file.
    #[error("`{}` is larger than {} MiB", path.display(), limit >> 20)]
    TooLarge {
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// A file that is not UTF-8.
    #[error("`{}` is not UTF-8: line {line} has invalid bytes", path.display())]
    NotUtf8 {
        path: PathBuf,
        /// The first line that is not UTF-8, counted from 1.
        line: usize,
    },
    #[error("environment {error}")]
    EnvironmentName { error: NameError },
    #[error("the stack has no environment `{environment}`")]
    UnknownEnvironment {
        environment: String,
        /// The overlay that would create the environment.
        overlay: PathBuf,
        /// The environments that the stack has.
        known: Vec<String>,
        /// The environment that was probably meant.
        near: Option<String>,
    },
}

impl Explain for FileError {
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::NotFound { environment: Some(environment), .. } => error("stack-not-found")
                .hint(format!("to select the environment, use `--environment {environment}`")),
            Self::NotFound { .. } => error("stack-not-found"),
            Self::NoFile { .. } | Self::StandardInput => error("stack-not-a-file").hint(
                "`terrace synth - --stdout` reads a stack from standard input; save it to a file for other commands",
            ),
            Self::NoStackFile { .. } => {
                error("stack-not-found").hint("create one with `terrace init`, or pass the path of a stack")
            }
            Self::Ambiguous { .. } => error("ambiguous-stack-file").hint("remove one of the two"),
            Self::Unreadable { .. } => error("unreadable-file"),
            Self::TooLarge { .. } => error("file-too-large").hint("is it a stack file?"),
            Self::NotUtf8 { .. } => error("not-utf-8").hint("save the file as UTF-8"),
            Self::EnvironmentName { .. } => error("invalid-name"),
            Self::UnknownEnvironment { environment, overlay, known, near } => {
                let mut diagnostic = error("unknown-environment");
                if !known.is_empty() {
                    let known = Listed::near(environment, known.iter().map(String::as_str));
                    diagnostic = diagnostic.note(format!("existing environments: {known}"));
                }
                if let Some(near) = near {
                    diagnostic = diagnostic.hint(did_you_mean(near));
                }
                diagnostic.hint(format!(
                    "to add it, create `{}`, which may contain just `{{}}`",
                    overlay.display()
                ))
            }
        }
    }
}

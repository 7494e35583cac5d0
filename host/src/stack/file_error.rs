//! What can be wrong with the files of a stack.

use crate::model::{Diagnostic, NameError};
use std::path::PathBuf;

/// A file of a stack that is not there or cannot be read, or an environment that has none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The path that was given leads nowhere.
    #[error("there is no file or directory `{}`", path.display())]
    NotFound {
        /// The path.
        path: PathBuf,
        /// The environment of the stack in the working directory that has this name, if there is one.
        environment: Option<String>,
    },
    /// A pipe, a device, or another thing beside which nothing can be written.
    #[error("`{}` is no file of a directory that Terrace can write into", path.display())]
    NoFile {
        /// The path.
        path: PathBuf,
    },
    /// Standard input, for a command that writes.
    #[error("a stack from standard input has no directory to write into")]
    StandardInput,
    /// A directory without a stack file.
    #[error("there is no stack file in {}", if directory.as_os_str() == "." { "the working directory".to_owned() } else { format!("`{}`", directory.display()) })]
    NoStackFile {
        /// The directory.
        directory: PathBuf,
    },
    /// Two files of which each could be meant.
    #[error("there are both `{}` and `{}`", first.display(), second.display())]
    Ambiguous {
        /// One.
        first: PathBuf,
        /// Another.
        second: PathBuf,
    },
    /// The operating system refuses.
    #[error("`{}` cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Its reason.
        reason: String,
    },
    /// A file that cannot be a stack file.
    #[error("`{}` is larger than {} MiB", path.display(), limit >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// Bytes that are no text.
    #[error("`{}` is not UTF-8: line {line} holds other bytes", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first line with such bytes, counted from 1.
        line: usize,
    },
    /// An environment that cannot be one.
    #[error("environment {error}")]
    EnvironmentName {
        /// What is wrong with its name.
        error: NameError,
    },
    /// An environment that was asked for and that no file mentions.
    #[error("the stack has no environment `{environment}`")]
    UnknownEnvironment {
        /// Its name.
        environment: String,
        /// The file that would make it one.
        overlay: PathBuf,
        /// The environments that the stack has.
        known: Vec<String>,
        /// The one that was probably meant.
        near: Option<String>,
    },
}

impl FileError {
    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::NotFound { environment: Some(environment), .. } => error("stack-not-found")
                .hint(format!("for the environment, write `--environment {environment}`")),
            Self::NotFound { .. } => error("stack-not-found"),
            Self::NoFile { .. } | Self::StandardInput => error("stack-not-a-file").hint(
                "`terrace synth - --stdout` reads a stack from standard input; save it to a file for everything else",
            ),
            Self::NoStackFile { .. } => {
                error("stack-not-found").hint("make one with `terrace init`, or give the path of a stack")
            }
            Self::Ambiguous { .. } => error("ambiguous-stack-file").hint("remove one of the two"),
            Self::Unreadable { .. } => error("unreadable-file"),
            Self::TooLarge { .. } => error("file-too-large").hint("is it a stack file?"),
            Self::NotUtf8 { .. } => error("not-utf-8").hint("save the file as UTF-8"),
            Self::EnvironmentName { .. } => error("invalid-name"),
            Self::UnknownEnvironment { overlay, known, near, .. } => {
                let mut diagnostic = error("unknown-environment");
                if !known.is_empty() {
                    let known = super::error::list(known.iter().map(String::as_str));
                    diagnostic = diagnostic.note(format!("it has {known}"));
                }
                if let Some(near) = near {
                    diagnostic = diagnostic.hint(format!("did you mean `{near}`?"));
                }
                diagnostic.hint(format!(
                    "a file `{}` makes it one; `{{}}` is enough for it to hold",
                    overlay.display()
                ))
            }
        }
    }
}

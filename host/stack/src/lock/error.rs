//! Errors of a lock file.

use super::Key;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use terrace_core::model::{Diagnostic, Location, Problems, Sources};
use terrace_core::suggest::did_you_mean;
use terrace_files::reason::reason;

/// A lock file that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The path of the file.
    pub path: PathBuf,
    /// The content of the file.
    pub text: String,
}

/// An error reading, writing or locking a lock file.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error("`{}` has merge conflict markers", file.path.display())]
    Conflict {
        file: Box<Text>,
        /// The first conflict marker.
        range: Range<usize>,
    },
    #[error("`{}` cannot be read: {message}", file.path.display())]
    Syntax {
        file: Box<Text>,
        message: String,
        /// The key that was probably meant.
        near: Option<String>,
        /// The range that the message is about.
        range: Range<usize>,
    },
    #[error("`{}` has format {format}, but this version of terrace reads format {}", file.path.display(), super::write::FORMAT)]
    Format {
        file: Box<Text>,
        format: i64,
        /// The range of the version.
        range: Range<usize>,
    },
    #[error("`{}` has no `format`", file.path.display())]
    NoFormat { file: Box<Text> },
    /// The entry of a remote component lacks a digest that is needed to find the component.
    #[error("`{}` has no `{missing}` for `{key}`", file.path.display())]
    Incomplete {
        file: Box<Text>,
        key: Box<Key>,
        missing: &'static str,
        /// The range of the entry's reference.
        range: Range<usize>,
    },
    #[error("`{}` has two conflicting entries for `{key}`", file.path.display())]
    Twice {
        file: Box<Text>,
        key: Box<Key>,
        /// The second entry.
        range: Range<usize>,
    },
    #[error("`{}` was changed in the meantime: `{key}` is now locked to a different component", path.display())]
    Overtaken { path: PathBuf, key: Box<Key> },
    #[error("cannot read `{}`: {}", path.display(), reason(source))]
    Read { path: PathBuf, source: io::Error },
    /// The file cannot be written; the previous content is preserved.
    #[error("cannot write `{}`: {}", path.display(), reason(source))]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot lock `{}`: {}", path.display(), reason(source))]
    Hold { path: PathBuf, source: io::Error },
}

impl From<LockError> for Problems {
    fn from(error: LockError) -> Self {
        let mut sources = Sources::default();
        let diagnostic = error.diagnostic(&mut sources);
        Self { diagnostics: vec![diagnostic], sources }
    }
}

impl LockError {
    /// Converts the error to a diagnostic. Adds the file to `sources` if the error points into it.
    pub fn diagnostic(&self, sources: &mut Sources) -> Diagnostic {
        let code = match self {
            Self::Read { .. } | Self::Write { .. } | Self::Hold { .. } => "lock-file",
            Self::Overtaken { .. } => "lock-changed",
            _ => "invalid-lock",
        };
        let mut diagnostic = Diagnostic::error(code, self.to_string());
        if let Some((file, range)) = self.place() {
            let source = sources.add(file.path.to_string_lossy(), file.text.as_str());
            let range = one_line(&file.text, range);
            diagnostic = diagnostic.label(Location { source, range }, "");
        }
        match self {
            Self::Conflict { .. } => diagnostic
                .hint("keep the entries of both sides and remove the markers; `terrace lock` fixes the rest")
                .hint("if both sides changed the same entry, keep one version in full"),
            Self::Syntax { near: Some(near), .. } => diagnostic.hint(did_you_mean(near)),
            Self::Syntax { .. } | Self::NoFormat { .. } | Self::Incomplete { .. } => diagnostic.hint(
                "restore the file from the last commit; or delete it and run `terrace lock` to create it again, \
                 with the newest versions that the stack file allows",
            ),
            Self::Format { .. } => diagnostic.hint("it was written by a newer version of terrace; install that version"),
            Self::Twice { .. } => diagnostic.hint("keep one of the two entries"),
            Self::Overtaken { .. } => diagnostic.hint("run the command again to use the locked component"),
            Self::Read { .. } => diagnostic.hint("make sure that it is a file that you can read"),
            Self::Write { .. } => diagnostic
                .note("the previous content is unchanged")
                .hint("free disk space or fix the permissions, or run with --locked if the lock file need not change"),
            Self::Hold { .. } => diagnostic.hint("make sure that you can write to the directory"),
        }
    }

    fn place(&self) -> Option<(&Text, Range<usize>)> {
        match self {
            Self::Conflict { file, range }
            | Self::Syntax { file, range, .. }
            | Self::Format { file, range, .. }
            | Self::Incomplete { file, range, .. }
            | Self::Twice { file, range, .. } => Some((file, range.clone())),
            Self::NoFormat { file } => Some((file, 0..0)),
            _ => None,
        }
    }
}

/// Returns the first line of a range, within the text and on character boundaries.
fn one_line(text: &str, range: Range<usize>) -> Range<usize> {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (start, end) = (floor(range.start), floor(range.end));
    let length = text[start..end.max(start)].split('\n').next().map_or(0, str::len);
    start..start + length
}

//! What can be wrong with a lock file.

use super::Key;
use crate::model::{Diagnostic, Location, Sources};
use crate::reason::reason;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub text: String,
}

/// Why a lock file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Marks of a merge that was not finished.
    #[error("`{}` holds an unfinished merge", file.path.display())]
    Conflict {
        /// The file.
        file: Box<Text>,
        /// The first mark.
        range: Range<usize>,
    },
    /// It is no TOML, or holds what it should not.
    #[error("`{}` cannot be read: {message}", file.path.display())]
    Syntax {
        /// The file.
        file: Box<Text>,
        /// What is wrong.
        message: String,
        /// The key that was probably meant.
        near: Option<String>,
        /// Where.
        range: Range<usize>,
    },
    /// It is of another format.
    #[error("`{}` has the format {format}; this terrace reads format {}", file.path.display(), super::write::FORMAT)]
    Format {
        /// The file.
        file: Box<Text>,
        /// Its format.
        format: i64,
        /// Where it says so.
        range: Range<usize>,
    },
    /// It does not say of which format it is.
    #[error("`{}` does not say which format it has", file.path.display())]
    NoFormat {
        /// The file.
        file: Box<Text>,
    },
    /// A component from elsewhere without what it is found by.
    #[error("`{}` has no `{missing}` for `{key}`", file.path.display())]
    Incomplete {
        /// The file.
        file: Box<Text>,
        /// Which component.
        key: Box<Key>,
        /// What is missing.
        missing: &'static str,
        /// The entry.
        range: Range<usize>,
    },
    /// Two entries for one component that say different things.
    #[error("`{}` locks `{key}` twice, and differently", file.path.display())]
    Twice {
        /// The file.
        file: Box<Text>,
        /// Which component.
        key: Box<Key>,
        /// The second one.
        range: Range<usize>,
    },
    /// Another process has locked another version meanwhile.
    #[error("`{}` was changed meanwhile: `{key}` is locked to another component", path.display())]
    Overtaken {
        /// The file.
        path: PathBuf,
        /// Which component.
        key: Box<Key>,
    },
    /// The file cannot be read.
    #[error("cannot read `{}`: {}", path.display(), reason(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be written; what was there before is still there.
    #[error("cannot write `{}`: {}", path.display(), reason(source))]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The lock against other processes cannot be taken.
    #[error("cannot lock `{}`: {}", path.display(), reason(source))]
    Hold {
        /// The file that is locked.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl LockError {
    /// This error for people. The file's text is added to `sources` where the error has a place in it.
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
                .hint("keep the entries of both sides and remove the marks; `terrace lock` puts the rest in order")
                .hint("where both sides changed one entry, keep one of them whole"),
            Self::Syntax { near: Some(near), .. } => diagnostic.hint(format!("did you mean `{near}`?")),
            Self::Syntax { .. } | Self::NoFormat { .. } | Self::Incomplete { .. } => diagnostic.hint(
                "take the file of the last commit again; or remove it, and `terrace lock` makes it anew, \
                 with the newest versions that the stack file allows",
            ),
            Self::Format { .. } => diagnostic.hint("a newer terrace has made it; install that one"),
            Self::Twice { .. } => diagnostic.hint("keep one of the two entries"),
            Self::Overtaken { .. } => diagnostic.hint("run it again: it then uses what is locked"),
            Self::Read { .. } => diagnostic.hint("it must be a file that you may read"),
            Self::Write { .. } => diagnostic
                .note("what was there before is untouched")
                .hint("make room or permission there, or run with --locked where it need not change"),
            Self::Hold { .. } => diagnostic.hint("the directory must be one that you may write to"),
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

/// A range's first line, within the text and on character boundaries.
fn one_line(text: &str, range: Range<usize>) -> Range<usize> {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (start, end) = (floor(range.start), floor(range.end));
    let length = text[start..end.max(start)].split('\n').next().map_or(0, str::len);
    start..start + length
}

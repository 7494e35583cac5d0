//! Errors that are found when a stack file is parsed.

use crate::stack::tree::scalar::ScalarError;
use terrace_core::model::{Diagnostic, Explain, Location, Size};

/// An error parsing a file as the subset of YAML that stack files use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("this is not valid YAML: {message}")]
    Syntax {
        message: String,
        /// The position where the parser stopped, or the line at fault if it is known.
        location: Location,
        /// How to fix it, if the cause is known.
        hint: Option<String>,
    },
    /// The text is not JSON, although the file's extension says so.
    #[error("this is not valid JSON: {message}")]
    Json { message: String, location: Location },
    #[error("the file is empty")]
    Empty { location: Location },
    #[error("the file contains several YAML documents")]
    SeveralDocuments { location: Location },
    #[error("duplicate key `{key}`")]
    DuplicateKey {
        key: String,
        location: Location,
        /// The location of the first occurrence.
        first: Location,
    },
    /// A key that is a list, a map or empty.
    #[error("a key must be a string")]
    Key { location: Location },
    /// A tag that is not one of YAML's tags for JSON values.
    #[error("the tag `{tag}` is not supported in a stack file")]
    Tag { tag: String, location: Location },
    #[error("the tag `{tag}` does not match the value")]
    TagMismatch { tag: String, location: Location },
    #[error("`{text}` {}", match reason {
        ScalarError::NotFinite => "is not a number that Terraform supports",
        ScalarError::LeadingZero => "is ambiguous: numbers must not begin with a zero",
        ScalarError::TooLarge => "is too large for this notation",
    })]
    Number { text: String, reason: ScalarError, location: Location },
    #[error("the alias refers to a value that contains it")]
    CyclicAlias { location: Location },
    #[error("the aliases in this file expand to more than {limit} values")]
    TooManyAliases { limit: usize, location: Location },
    #[error("the aliases in this file expand to more than {} of text", Size(*limit))]
    TooLongAliases {
        /// The maximum number of bytes.
        limit: u64,
        location: Location,
    },
    #[error("the file has more than {limit} keys and values")]
    TooManyValues { limit: usize, location: Location },
    #[error("lists and maps are nested more than {limit} levels deep")]
    TooDeep { limit: usize, location: Location },
    #[error("`<<` must be a map or a list of maps")]
    Merge { location: Location },
}

/// Hints by a part of the parser's message.
const SYNTAX_HINTS: &[(&str, &str)] = &[
    ("tab", "indent with spaces"),
    ("flow ", "close every `{` and `[` that is open here"),
    ("mapping values", "align the keys of a map in the same column, and quote strings that contain `: `"),
    ("Unicode character escape", "write the character itself, or its eight-digit escape: `\\U0001F600`"),
    ("quoted scalar", "close the quote that begins here"),
    ("unknown anchor", "quote strings that begin with `*`"),
];

impl Explain for ReadError {
    fn diagnostic(&self) -> Diagnostic {
        let summary = self.to_string();
        match self {
            Self::Syntax { message, location, hint } => {
                let diagnostic = Diagnostic::error("invalid-yaml", summary).label(location.clone(), "");
                if let Some(hint) = hint {
                    return diagnostic.hint(hint);
                }
                SYNTAX_HINTS
                    .iter()
                    .find(|(words, _)| message.contains(words))
                    .map(|(_, hint)| diagnostic.clone().hint(*hint))
                    .unwrap_or(diagnostic)
            }
            Self::Json { location, .. } => {
                Diagnostic::error("invalid-json", summary).label(location.clone(), "")
            }
            Self::Empty { location } => {
                Diagnostic::error("empty-file", summary).label(location.clone(), "").hint(
                    "a stack file begins with `stack: NAME`; an overlay that changes nothing contains `{}`",
                )
            }
            Self::SeveralDocuments { location } => Diagnostic::error("several-documents", summary)
                .label(location.clone(), "a second document begins here")
                .hint("remove the `---` line, or move the second document into a file of its own"),
            Self::DuplicateKey { location, first, .. } => Diagnostic::error("duplicate-key", summary)
                .label(location.clone(), "here again")
                .label(first.clone(), "first here")
                .hint("remove one of the two"),
            Self::Key { location } => Diagnostic::error("invalid-key", summary)
                .label(location.clone(), "")
                .hint("a value that begins with `{` or `[` must be quoted if it is meant as a string"),
            Self::Tag { location, .. } => Diagnostic::error("unknown-tag", summary)
                .label(location.clone(), "")
                .hint("remove the tag; a string that begins with `!` must be quoted"),
            Self::TagMismatch { location, .. } => {
                Diagnostic::error("tag-mismatch", summary).label(location.clone(), "")
            }
            Self::Number { text, reason, location } => {
                let diagnostic = Diagnostic::error("invalid-number", summary).label(location.clone(), "");
                let quoted = format!("quote it if it is meant as a string: \"{text}\"");
                match reason {
                    ScalarError::LeadingZero => diagnostic
                        .hint(quoted)
                        .hint("write it without leading zeros if it is meant as a number"),
                    ScalarError::NotFinite | ScalarError::TooLarge => diagnostic.hint(quoted),
                }
            }
            Self::CyclicAlias { location } => {
                Diagnostic::error("cyclic-alias", summary).label(location.clone(), "")
            }
            Self::TooManyAliases { location, .. } => {
                Diagnostic::error("too-many-aliases", summary).label(location.clone(), "")
            }
            Self::TooLongAliases { location, .. } => {
                Diagnostic::error("too-many-aliases", summary).label(location.clone(), "")
            }
            Self::TooManyValues { location, .. } => {
                Diagnostic::error("too-many-values", summary).label(location.clone(), "")
            }
            Self::TooDeep { location, .. } => {
                Diagnostic::error("nested-too-deep", summary).label(location.clone(), "")
            }
            Self::Merge { location } => {
                Diagnostic::error("invalid-merge-key", summary).label(location.clone(), "")
            }
        }
    }
}

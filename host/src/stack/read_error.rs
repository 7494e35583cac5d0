//! What can be wrong with a stack file before anything in it has a meaning.

use super::scalar::ScalarError;
use crate::model::{Diagnostic, Location, Size};

/// A text that is not the YAML that stack files are written in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not YAML.
    #[error("this is not YAML: {message}")]
    Syntax {
        /// The parser's words.
        message: String,
        /// Where it stopped, or the line at fault where that is known.
        location: Location,
        /// The advice, where the cause is known.
        hint: Option<String>,
    },
    /// Not JSON, in a file whose name says so.
    #[error("this is not JSON: {message}")]
    Json {
        /// The parser's words.
        message: String,
        /// Where it stopped.
        location: Location,
    },
    /// No value at all.
    #[error("the file is empty")]
    Empty {
        /// The file's start.
        location: Location,
    },
    /// More than one document.
    #[error("the file holds several YAML documents")]
    SeveralDocuments {
        /// The second one's start.
        location: Location,
    },
    /// A key twice in one map.
    #[error("the key `{key}` is there twice")]
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it is the second time.
        location: Location,
        /// Where it is the first time.
        first: Location,
    },
    /// A key that is a list or a map, or empty.
    #[error("a key must be a text")]
    Key {
        /// Where the key is.
        location: Location,
    },
    /// A tag that is not one of YAML's own for JSON's values.
    #[error("the tag `{tag}` has no meaning in a stack file")]
    Tag {
        /// The tag.
        tag: String,
        /// The tagged value.
        location: Location,
    },
    /// A value that is not what its tag says.
    #[error("the tag `{tag}` does not fit the value")]
    TagMismatch {
        /// The tag.
        tag: String,
        /// The tagged value.
        location: Location,
    },
    /// A number that cannot stand.
    #[error("`{text}` {}", match reason {
        ScalarError::NotFinite => "is not a number that Terraform knows",
        ScalarError::LeadingZero => "is ambiguous: a number does not begin with a zero",
        ScalarError::TooLarge => "is too large for this notation",
    })]
    Number {
        /// As it is written.
        text: String,
        /// What is wrong with it.
        reason: ScalarError,
        /// Where.
        location: Location,
    },
    /// An alias inside the value that it stands for.
    #[error("the alias stands for a value that holds it")]
    CyclicAlias {
        /// The alias.
        location: Location,
    },
    /// Aliases that multiply.
    #[error("the aliases of this file stand for more than {limit} values")]
    TooManyAliases {
        /// How many are allowed.
        limit: usize,
        /// The alias at which it was too much.
        location: Location,
    },
    /// Aliases that repeat long texts.
    #[error("the aliases of this file stand for more than {} of text", Size(*limit))]
    TooLongAliases {
        /// How many bytes are allowed.
        limit: u64,
        /// The alias at which it was too much.
        location: Location,
    },
    /// More values than any stack needs.
    #[error("the file has more than {limit} keys and values")]
    TooManyValues {
        /// How many are allowed.
        limit: usize,
        /// The value at which it was too much.
        location: Location,
    },
    /// Lists and maps within each other, too many of them.
    #[error("lists and maps are nested more than {limit} deep")]
    TooDeep {
        /// How deep they may be.
        limit: usize,
        /// The value at which it was too much.
        location: Location,
    },
    /// `<<` with something that is not a map.
    #[error("`<<` takes a map or a list of maps")]
    Merge {
        /// The value.
        location: Location,
    },
}

/// What helps where the parser says these words.
const SYNTAX_HINTS: &[(&str, &str)] = &[
    ("tab", "indent with spaces"),
    ("flow ", "close every `{` and `[` that is open here"),
    ("mapping values", "let the keys of a map begin in the same column, and quote a text that holds `: `"),
    ("Unicode character escape", "write the character itself, or its escape of eight digits: `\\U0001F600`"),
    ("quoted scalar", "close the quote that begins here"),
    ("unknown anchor", "quote a text that begins with `*`"),
];

impl ReadError {
    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
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
            Self::Empty { location } => Diagnostic::error("empty-file", summary)
                .label(location.clone(), "")
                .hint("a stack file begins with `stack: NAME`; an overlay that changes nothing holds `{}`"),
            Self::SeveralDocuments { location } => Diagnostic::error("several-documents", summary)
                .label(location.clone(), "a second document begins here")
                .hint("remove the `---` line, or move the second document into a file of its own"),
            Self::DuplicateKey { location, first, .. } => Diagnostic::error("duplicate-key", summary)
                .label(location.clone(), "here again")
                .label(first.clone(), "first here")
                .hint("remove one of the two"),
            Self::Key { location } => Diagnostic::error("invalid-key", summary)
                .label(location.clone(), "")
                .hint("a value that begins with `{` or `[` must be quoted if it is meant as text"),
            Self::Tag { location, .. } => Diagnostic::error("unknown-tag", summary)
                .label(location.clone(), "")
                .hint("remove the tag; a text that begins with `!` must be quoted"),
            Self::TagMismatch { location, .. } => {
                Diagnostic::error("tag-mismatch", summary).label(location.clone(), "")
            }
            Self::Number { text, reason, location } => {
                let diagnostic = Diagnostic::error("invalid-number", summary).label(location.clone(), "");
                let quoted = format!("quote it if it is meant as text: \"{text}\"");
                match reason {
                    ScalarError::LeadingZero => {
                        diagnostic.hint(quoted).hint("write it without the zeros if it is meant as a number")
                    }
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

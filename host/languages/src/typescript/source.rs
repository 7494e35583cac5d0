//! A source file, and errors at positions in it.

use super::apart::MAX_FILE_MEMORY_BYTES;
use super::compile::Form;
use super::compiler::MAX_READING_TIME;
use super::position::line_and_column;
use super::room::NoRoom;
use crate::ProgramError;
use std::path::PathBuf;

/// A source file to be compiled.
#[derive(Debug)]
pub(super) struct Source {
    /// The path of the file, for errors.
    pub(super) path: PathBuf,
    /// The text of the file.
    pub(super) text: String,
    /// The syntax of the text, or `None` for JSON.
    pub(super) form: Option<Form>,
}

impl Source {
    /// Returns the line and column of a byte, both from 1.
    pub(super) fn line_and_column(&self, offset: u32) -> (usize, usize) {
        line_and_column(&self.text, offset)
    }

    /// Returns an error at a position in the file, in bytes.
    pub(super) fn error(&self, offset: u32, message: &str, hint: Option<String>) -> ProgramError {
        let (line, column) = self.line_and_column(offset);
        ProgramError::Syntax { message: message.to_owned(), path: self.path.clone(), line, column, hint }
    }

    /// Returns the error for a file that is not JSON.
    pub(super) fn not_json(&self, error: &serde_json::Error) -> ProgramError {
        ProgramError::Syntax {
            message: format!("this is not JSON: {}", without_place(error)),
            path: self.path.clone(),
            line: error.line(),
            column: error.column().max(1),
            hint: None,
        }
    }

    /// Returns the error for a file that could not be read within the limits.
    pub(super) fn no_room(&self, problem: &NoRoom) -> ProgramError {
        let smaller = "split it into smaller files, or import less";
        let (message, hint) = match problem {
            NoRoom::TooMany => {
                ("the file has more brackets and operators than can be read".to_owned(), Some(smaller))
            }
            NoRoom::TooLong => {
                let message = format!(
                    "reading the tier's source takes longer than {} seconds",
                    MAX_READING_TIME.as_secs()
                );
                (message, Some(smaller))
            }
            NoRoom::TooLarge => (
                format!(
                    "the file is too complex to parse: it needs more than {} MiB of memory",
                    MAX_FILE_MEMORY_BYTES >> 20
                ),
                Some("nest arrow functions and type arguments less, or split the file"),
            ),
            NoRoom::Failed => ("the TypeScript compiler cannot read this file".to_owned(), None),
            NoRoom::NotStarted(reason) => {
                (format!("the TypeScript compiler cannot be started: {reason}"), None)
            }
        };
        self.error(0, &message, hint.map(str::to_owned))
    }
}

/// Returns the message of serde without ` at line 1 column 2`.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

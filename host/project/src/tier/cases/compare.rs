//! Compares results with the expected ones.

use super::error::CasesError;
use super::secret;
use similar::TextDiff;
use std::io;
use std::path::Path;
use terrace_core::model::Secrets;
use terrace_files::atomic::AtomicWrite;
use terrace_files::regular;

/// The maximum size of an expected result, in bytes.
const MAX_EXPECTED_BYTES: u64 = 64 << 20;

/// The difference between a result and the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// There is no expected result yet.
    Missing,
    /// The results differ: a unified diff.
    Other(String),
}

/// Compares a result with the file of the expected one, byte for byte. Returns `None` if they are the same.
///
/// Secrets of the case are masked in the difference.
///
/// # Errors
///
/// The file cannot be read.
pub fn compare(expected: &Path, answer: &str, secrets: &Secrets) -> Result<Option<Difference>, CasesError> {
    match regular::read(expected, MAX_EXPECTED_BYTES) {
        Ok(bytes) if bytes == answer.as_bytes() => Ok(None),
        Ok(bytes) => {
            let expected = String::from_utf8_lossy(&bytes);
            let (expected, answer) = secret::hidden(&expected, answer, secrets);
            Ok(Some(Difference::Other(difference(&expected, &answer))))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(Difference::Missing)),
        Err(source) => Err(CasesError::Read { path: expected.to_owned(), source }),
    }
}

/// Returns a unified diff with three lines of context.
fn difference(expected: &str, answer: &str) -> String {
    TextDiff::from_lines(expected, answer)
        .unified_diff()
        .context_radius(3)
        .header("expected", "actual")
        .to_string()
}

/// Writes the file of the expected result atomically.
///
/// # Errors
///
/// The file cannot be written.
pub fn accept(expected: &Path, answer: &str) -> Result<(), CasesError> {
    let written = AtomicWrite::output().replace(expected, answer.as_bytes());
    written.map(drop).map_err(|source| CasesError::Write { path: expected.to_owned(), source })
}

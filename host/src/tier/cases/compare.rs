//! Answers against what is expected.

use super::error::CasesError;
use super::secret;
use crate::model::Secrets;
use crate::regular;
use similar::TextDiff;
use std::io::{self, Write};
use std::path::Path;

/// Bytes of a file with an expected answer.
const MAX_EXPECTED_BYTES: u64 = 64 << 20;

/// How an answer differs from what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Nothing is expected yet.
    Missing,
    /// Something else is expected: the difference in lines, in the unified form.
    Other(String),
}

/// Holds an answer against the file of the expected one, byte for byte. `None`: they are the same.
///
/// Secrets of the case are hidden in the difference.
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

/// The difference of two texts, with three lines around each.
fn difference(expected: &str, answer: &str) -> String {
    TextDiff::from_lines(expected, answer)
        .unified_diff()
        .context_radius(3)
        .header("expected", "given")
        .to_string()
}

/// Makes the file of the expected answer hold this one. It is replaced whole or not at all.
///
/// # Errors
///
/// The file cannot be written.
pub fn accept(expected: &Path, answer: &str) -> Result<(), CasesError> {
    replace(expected, answer).map_err(|source| CasesError::Write { path: expected.to_owned(), source })
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".expected.");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

//! Changes stack files on disk.

use std::fs;
use std::io;
use std::path::Path;
use terrace_core::model::{Diagnostic, Problems};
use terrace_files::atomic::AtomicWrite;
use terrace_files::reason::reason;
use terrace_stack::stack::edit::EditError;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Returns the text of a file after a change. Writes nothing.
pub(super) fn changed(
    path: &Path,
    change: impl FnOnce(&str) -> Result<String, EditError>,
) -> Result<String, Problems> {
    let text = fs::read_to_string(path).map_err(|error| failed("read", path, &error))?;
    let (mark, text) = match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (BYTE_ORDER_MARK.to_string(), rest),
        None => (String::new(), text.as_str()),
    };
    let changed = change(text).map_err(|error| {
        Problems::from(Diagnostic::error(
            "cannot-edit",
            format!("cannot change `{}`: {error}", path.display()),
        ))
    })?;
    Ok(mark + &changed)
}

/// Replaces the contents of a file.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Problems> {
    let written = AtomicWrite::edited().replace(path, text.as_bytes());
    written.map(drop).map_err(|error| failed("write", path, &error))
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Problems {
    Diagnostic::error("stack-file", format!("cannot {what} `{}`: {}", path.display(), reason(error))).into()
}

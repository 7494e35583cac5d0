//! Plans saved with `terraform plan -out`.
//!
//! Such a plan contains the configuration that it was made from, and terraform applies that one, whatever is in the directory
//! by now. So Terrace does not synthesize for it, and warns if the two differ.

use crate::terraform_words::takes_the_next;
use flate2::Crc;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use terrace_core::model::Diagnostic;
use terrace_project::synth::output;

/// The first bytes of a ZIP archive; a saved plan is one.
const ZIP: &[u8] = b"PK\x03\x04";
/// The file in a plan that has the root module's configuration.
const CONFIGURATION: &[u8] = b"tfconfig/m-/main.tf.json";
/// The most bytes that are read from the end of an archive. Its directory is shorter.
const MAX_DIRECTORY_BYTES: u64 = 4 << 20;

/// Returns the plan among the arguments of `terraform apply`: the first that is neither an option nor an option's value.
pub fn among(arguments: &[OsString]) -> Option<&OsStr> {
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy();
        if !text.starts_with('-') {
            return Some(argument);
        }
        if takes_the_next(&text) {
            arguments.next();
        }
    }
    None
}

/// Returns whether an argument in place of a stack is a saved plan: a file that is one, or a missing file with such a name.
pub fn is_meant(argument: &str) -> bool {
    let path = Path::new(argument);
    match File::open(path) {
        Ok(file) => {
            let mut start = Vec::new();
            file.take(ZIP.len() as u64).read_to_end(&mut start).is_ok() && start == ZIP
        }
        Err(_) => {
            let has_name = path.extension().is_some_and(|ending| ending == "plan" || ending == "tfplan");
            (has_name || path.file_name().is_some_and(|name| name == "tfplan")) && !path.exists()
        }
    }
}

/// Returns a warning if a plan was made from another configuration than the directory has. Encrypted plans cannot be
/// compared.
pub fn other_configuration(directory: &Path, plan: &OsStr) -> Option<Diagnostic> {
    let path = directory.join(plan);
    let planned = read_configuration_entry(&path).ok()??;
    let present = directory.join(output::FILE_NAME);
    let mut crc = Crc::new();
    let bytes = output::read(directory).ok()??;
    crc.update(&bytes);
    if (planned.crc, u64::from(planned.size)) == (crc.sum(), bytes.len() as u64) {
        return None;
    }
    let summary = format!(
        "the plan `{}` was made from a different configuration than the current `{}`",
        path.display(),
        present.display()
    );
    Some(
        Diagnostic::warning("other-plan", summary)
            .note("the configuration in the plan is applied")
            .hint("run `terrace plan -- -out=…` again to apply the current stack file"),
    )
}

/// An archive's record of a file.
struct ArchiveEntry {
    crc: u32,
    size: u32,
}

/// Returns a plan's record of its configuration, or `None` if the file is not such an archive.
fn read_configuration_entry(path: &Path) -> io::Result<Option<ArchiveEntry>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(MAX_DIRECTORY_BYTES)))?;
    let mut end = Vec::new();
    file.take(MAX_DIRECTORY_BYTES).read_to_end(&mut end)?;
    Ok(entry(&end))
}

/// Finds the configuration's entry in the directory at the end of a ZIP archive.
fn entry(end: &[u8]) -> Option<ArchiveEntry> {
    const SIGNATURE: &[u8] = b"PK\x01\x02";
    const NAME_OFFSET: usize = 46;
    let number = |at: usize| Some(u32::from_le_bytes(end.get(at..at + 4)?.try_into().ok()?));
    (0..end.len().saturating_sub(NAME_OFFSET)).rev().find_map(|at| {
        let is_it = end[at..].starts_with(SIGNATURE) && end[at + NAME_OFFSET..].starts_with(CONFIGURATION);
        if !is_it {
            return None;
        }
        Some(ArchiveEntry { crc: number(at + 16)?, size: number(at + 24)? })
    })
}

/// Returns the path of a plan for `terraform apply`, which runs in the output directory.
pub fn from_anywhere(plan: &str) -> PathBuf {
    let path = Path::new(plan);
    if path.exists() {
        std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
    } else {
        path.to_owned()
    }
}

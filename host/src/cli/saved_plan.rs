//! Plans that `terraform plan -out` saved.
//!
//! Such a plan holds the configuration that it was made of, and terraform applies that one, whatever the directory holds by
//! now. So Terrace synthesizes nothing for it, and says where the two differ.

use super::misread::takes_the_next;
use crate::model::Diagnostic;
use crate::synth::output;
use flate2::Crc;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The first bytes of a ZIP archive; a saved plan is one.
const ZIP: &[u8] = b"PK\x03\x04";
/// The file in a plan that holds the root module's configuration.
const CONFIGURATION: &[u8] = b"tfconfig/m-/main.tf.json";
/// No more of an archive's end is read than this. A list of contents is shorter.
const END: u64 = 4 << 20;

/// The plan among the arguments of `terraform apply`: what is neither an option nor the value of one.
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

/// Whether an argument that should name a stack names a saved plan: a file that is one, or none with such a name.
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

/// Says so where a plan was made of another configuration than the directory holds. Nothing can be said of one that is
/// encrypted.
pub fn other_configuration(directory: &Path, plan: &OsStr) -> Option<Diagnostic> {
    let path = directory.join(plan);
    let planned = planned(&path).ok()??;
    let present = directory.join(output::FILE_NAME);
    let mut crc = Crc::new();
    let bytes = output::read(directory).ok()??;
    crc.update(&bytes);
    if (planned.crc, u64::from(planned.size)) == (crc.sum(), bytes.len() as u64) {
        return None;
    }
    let summary = format!(
        "the plan `{}` was made of another configuration than `{}` holds now",
        path.display(),
        present.display()
    );
    Some(
        Diagnostic::warning("other-plan", summary)
            .note("what the plan holds is applied")
            .hint("run `terrace plan -- -out=…` again to apply what the stack file says now"),
    )
}

/// An archive's record of a file in it.
struct Planned {
    crc: u32,
    size: u32,
}

/// A plan's record of the configuration it was made from; none where the file is no such archive.
fn planned(path: &Path) -> io::Result<Option<Planned>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut end = Vec::new();
    file.take(END).read_to_end(&mut end)?;
    Ok(entry(&end))
}

/// Finds the configuration's entry in the list of contents at the end of a ZIP archive.
fn entry(end: &[u8]) -> Option<Planned> {
    const SIGNATURE: &[u8] = b"PK\x01\x02";
    const NAME: usize = 46;
    let number = |at: usize| Some(u32::from_le_bytes(end.get(at..at + 4)?.try_into().ok()?));
    (0..end.len().saturating_sub(NAME)).rev().find_map(|at| {
        let is_it = end[at..].starts_with(SIGNATURE) && end[at + NAME..].starts_with(CONFIGURATION);
        if !is_it {
            return None;
        }
        Some(Planned { crc: number(at + 16)?, size: number(at + 24)? })
    })
}

/// The path of a plan as `terraform apply` has to be given it, which runs in the output directory.
pub fn from_anywhere(plan: &str) -> PathBuf {
    let path = Path::new(plan);
    if path.exists() {
        std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
    } else {
        path.to_owned()
    }
}

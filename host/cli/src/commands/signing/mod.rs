//! Commands for keys and signatures.

pub mod key;
pub mod sign;
pub mod verify;

use crate::references::reference;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::reference::{OciReference, Reference};
use terrace_files::reason::reason;
use terrace_stack::stack::is_registry_like;

/// The subject of a signature.
enum Subject {
    /// A local file.
    File(PathBuf),
    /// An artifact in a registry.
    Artifact(OciReference),
}

impl Subject {
    /// Parses a reference, if the text looks like a URL, or else a path.
    fn parse(text: &str) -> Result<Self, Problems> {
        if !Reference::looks_like_one(text) && (Path::new(text).exists() || !is_registry_like(text)) {
            return Ok(Self::File(PathBuf::from(text)));
        }
        match reference(text)? {
            Reference::Oci(reference) => Ok(Self::Artifact(reference)),
            Reference::Https(url) => {
                let summary = format!("`{url}` is on a web server, which has no signatures");
                let hint = "save it with `terrace pull --out FILE`, and use that file";
                Err(Diagnostic::error("invalid-reference", summary).hint(hint).into())
            }
        }
    }
}

/// Returns the file with a file's signatures: `network.wasm.sig` next to `network.wasm`.
fn signature_file(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sig");
    PathBuf::from(name)
}

/// Returns the name under which a file is signed.
fn identity(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

fn read(path: &Path) -> Result<Vec<u8>, Problems> {
    fs::read(path).map_err(|error| {
        let summary = format!("cannot read `{}`: {}", path.display(), reason(&error));
        let hint = "name a file, or `oci://REGISTRY/REPOSITORY:TAG`";
        Diagnostic::error("unreadable-file", summary).hint(hint).into()
    })
}

//! Commands for keys and signatures.

pub mod key;
pub mod sign;
pub mod verify;

use crate::ask;
use crate::ui::Problems;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::Diagnostic;
use terrace_core::reference::{OciReference, Reference, ReferenceError};
use terrace_files::reason::reason;
use terrace_registry::key::{KeyError, PrivateKey};
use terrace_stack::stack::is_registry_like;

/// The variable with the password of a private key.
const PASSWORD: &str = "TERRACE_KEY_PASSWORD";

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

pub fn reference(text: &str) -> Result<Reference, Problems> {
    let problem = |error: ReferenceError| {
        let diagnostic = Diagnostic::error("invalid-reference", error.to_string());
        match error {
            ReferenceError::Scheme(text) if is_registry_like(&text) => {
                diagnostic.hint(format!("write `oci://{text}`"))
            }
            error => diagnostic.hint(error.hint()),
        }
    };
    Reference::parse(text).map_err(|error| problem(error).into())
}

/// Reads a private key. If it is encrypted, the password comes from the environment or a prompt.
pub fn private_key(path: &Path) -> anyhow::Result<PrivateKey> {
    let failed = |error: KeyError| key_problem(path, &error);
    let text = fs::read_to_string(path)
        .map_err(|source| failed(KeyError::Read { path: path.to_owned(), source }))?;
    let password = match PrivateKey::is_encrypted(&text) {
        false => None,
        true => match std::env::var(PASSWORD) {
            Ok(password) => Some(password),
            Err(_) if ask::is_possible() => Some(ask::secret(&format!("Password for {}", path.display()))?),
            Err(_) => None,
        },
    };
    Ok(PrivateKey::from_pem(&text, password.as_deref()).map_err(failed)?)
}

/// Returns the id of the public key of a pair.
pub fn id(key: &PrivateKey) -> Result<Digest, Problems> {
    match key.public() {
        Ok(public) => Ok(public.id()),
        Err(error) => Err(Diagnostic::error("key", error.to_string()).into()),
    }
}

/// Converts an error about a key file.
fn key_problem(path: &Path, error: &KeyError) -> Problems {
    let summary = match error {
        KeyError::Read { source, .. } => format!("cannot read `{}`: {}", path.display(), reason(source)),
        KeyError::Write { source, .. } => format!("cannot write `{}`: {}", path.display(), reason(source)),
        KeyError::Exists { .. } | KeyError::Make(_) => error.to_string(),
        error => format!("`{}` cannot be used: {error}", path.display()),
    };
    let diagnostic = Diagnostic::error("key", summary);
    let diagnostic = match error {
        KeyError::NoPassword => {
            return diagnostic.hint(format!("set {PASSWORD}, or run it in a terminal to be prompted")).into();
        }
        _ => diagnostic,
    };
    error.hint().into_iter().fold(diagnostic, Diagnostic::hint).into()
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

//! Files with keys for signatures.

use crate::ask;
use std::fs;
use std::path::Path;
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Problems};
use terrace_files::reason::reason;
use terrace_registry::key::{KeyError, PrivateKey};

/// The variable with the password of a private key.
pub const PASSWORD: &str = "TERRACE_KEY_PASSWORD";

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
pub fn key_problem(path: &Path, error: &KeyError) -> Problems {
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

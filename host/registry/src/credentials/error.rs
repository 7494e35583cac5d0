//! Errors of reading and storing logins.

use super::file::ConfigFile;
use docker_credential::CredentialRetrievalError;
use std::path::PathBuf;

/// An error reading or storing a login.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    #[error("there is no directory to store logins in")]
    NoDirectory,
    #[error("cannot use `{}`: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("`{}` is not a Docker configuration: {reason}", path.display())]
    Malformed { path: PathBuf, reason: String },
    #[error("`{}` contains a damaged login to `{registry}`", path.display())]
    Damaged { path: PathBuf, registry: String },
    #[error("the credential helper `{program}` cannot be run")]
    NoHelper { program: String },
    #[error("the credential helper `{program}` failed: {output}")]
    Helper { program: String, output: String },
    #[error("the user name `{user}` contains a `:`, which logins cannot have")]
    User { user: String },
}

impl CredentialsError {
    /// Returns what to do about the error.
    pub fn hint(&self) -> String {
        match self {
            Self::NoDirectory => "set DOCKER_CONFIG to a directory".to_owned(),
            Self::File { .. } => "check its permissions and those of its directory".to_owned(),
            Self::Malformed { .. } => "fix it, or move it away and log in again".to_owned(),
            Self::Damaged { registry, .. } => format!("run `terrace login {registry}`"),
            Self::NoHelper { program } => format!(
                "install `{program}`, or remove it from `credsStore` and `credHelpers` in Docker's configuration"
            ),
            Self::Helper { program, .. } => format!("check that `{program} list` works"),
            Self::User { .. } => "enter the user name alone; the password is asked for separately".to_owned(),
        }
    }

    pub(super) fn from_lookup(error: CredentialRetrievalError, registry: &str, config: &ConfigFile) -> Self {
        match error {
            // The library is never asked to run a helper.
            CredentialRetrievalError::HelperCommunicationError
            | CredentialRetrievalError::MalformedHelperResponse
            | CredentialRetrievalError::HelperFailure { .. }
            | CredentialRetrievalError::CredentialDecodingError
            | CredentialRetrievalError::CredentialMismatchError
            | CredentialRetrievalError::NoCredentialConfigured => {
                Self::Damaged { path: config.path().to_owned(), registry: registry.to_owned() }
            }
            CredentialRetrievalError::ConfigNotFound | CredentialRetrievalError::ConfigReadError => {
                Self::Malformed {
                    path: config.path().to_owned(),
                    reason: "a field has the wrong type".to_owned(),
                }
            }
        }
    }
}

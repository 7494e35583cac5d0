//! Why a login cannot be read or kept.

use super::file::ConfigFile;
use docker_credential::CredentialRetrievalError;
use std::path::PathBuf;

/// Why a login cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// Neither `DOCKER_CONFIG` nor `HOME` is set.
    #[error("there is no directory for logins")]
    NoDirectory,
    /// Docker's configuration cannot be read or written.
    #[error("cannot use `{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Docker's configuration is not what it should be.
    #[error("`{}` is not a configuration of Docker: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file has a login that cannot be read.
    #[error("`{}` has a damaged login to `{registry}`", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The registry.
        registry: String,
    },
    /// The program that Docker's configuration names cannot be run.
    #[error("the credential helper `{program}` cannot be run")]
    NoHelper {
        /// The program.
        program: String,
    },
    /// The program failed.
    #[error("the credential helper `{program}` failed: {output}")]
    Helper {
        /// The program.
        program: String,
        /// What it printed.
        output: String,
    },
    /// A user name has a colon in it.
    #[error("the user name `{user}` has a `:` in it, which logins cannot have")]
    User {
        /// The user name.
        user: String,
    },
}

impl CredentialsError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoDirectory => "name one with DOCKER_CONFIG".to_owned(),
            Self::File { .. } => "check its permissions and those of its directory".to_owned(),
            Self::Malformed { .. } => "mend it, or move it away and log in again".to_owned(),
            Self::Damaged { registry, .. } => format!("run `terrace login {registry}`"),
            Self::NoHelper { program } => format!(
                "install `{program}`, or take it out of `credsStore` and `credHelpers` in Docker's configuration"
            ),
            Self::Helper { program, .. } => format!("check that `{program} list` works"),
            Self::User { .. } => "write the user name alone; the password is asked for".to_owned(),
        }
    }

    pub(super) fn from_lookup(error: CredentialRetrievalError, registry: &str, config: &ConfigFile) -> Self {
        match error {
            // Of helpers none is asked this way.
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
                    reason: "a field has a wrong type".to_owned(),
                }
            }
        }
    }
}

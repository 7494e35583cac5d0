//! Logins to registries, stored where Docker stores them.

mod error;
mod file;
mod helper;

pub use error::CredentialsError;

use docker_credential::{CredentialRetrievalError, DockerCredential};
use file::ConfigFile;
use serde_json::Value;
use std::path::PathBuf;

/// Docker's name for `docker.io`.
const DOCKER_HUB: &str = "https://index.docker.io/v1/";

/// Docker's configuration, which contains logins or names the programs that store them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    directory: Option<PathBuf>,
}

/// Credentials for a registry.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A user name with a password, or with a token used as one.
    Password {
        user: String,
        /// The password, in plain text.
        password: String,
    },
    /// A token that the registry's token server issued for a password.
    IdentityToken(String),
}

/// Where a login was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginStorage {
    /// In this file, readable only by its owner and not encrypted.
    File(PathBuf),
    /// By this program, such as `docker-credential-pass`.
    Helper(String),
}

impl Login {
    pub fn user(&self) -> Option<&str> {
        match self {
            Self::Password { user, .. } => Some(user),
            Self::IdentityToken(_) => None,
        }
    }
}

/// Never shows the secret.
impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Login({})", self.user().unwrap_or("identity token"))
    }
}

impl Credentials {
    /// Returns the logins of this process's user: in `$DOCKER_CONFIG`, otherwise in `~/.docker`.
    pub fn from_environment() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self { directory: set("DOCKER_CONFIG").or_else(|| set("HOME").map(|home| home.join(".docker"))) }
    }

    /// Returns the logins in this directory's `config.json`.
    pub fn in_directory(directory: impl Into<PathBuf>) -> Self {
        Self { directory: Some(directory.into()) }
    }

    /// Returns credentials without any logins.
    pub fn none() -> Self {
        Self::default()
    }

    /// Returns the login to a registry, if there is one.
    pub fn get(&self, registry: &str) -> Result<Option<Login>, CredentialsError> {
        let Some(directory) = &self.directory else { return Ok(None) };
        let Some(config) = ConfigFile::read(directory)? else { return Ok(None) };
        let server = server(registry);
        let mut document = config.content().clone();
        // Helpers are programs, which are found and started here instead of by the library.
        let (own, all) = (document.remove("credHelpers"), document.remove("credsStore"));
        let document = Value::Object(document);
        if own.is_some_and(|own| own.get(server).is_some())
            && let Some(name) = config.helper(server)
        {
            return helper::get(&name, server);
        }
        match docker_credential::get_credential_from_reader(document.to_string().as_bytes(), server) {
            Ok(DockerCredential::UsernamePassword(user, password)) => {
                Ok(Some(Login::Password { user, password }))
            }
            Ok(DockerCredential::IdentityToken(token)) => Ok(Some(Login::IdentityToken(token))),
            Err(CredentialRetrievalError::NoCredentialConfigured) => match config.helper(server) {
                Some(name) if all.is_some() => helper::get(&name, server),
                _ => Ok(None),
            },
            Err(error) => Err(CredentialsError::from_lookup(error, registry, &config)),
        }
    }

    /// Stores a login: with the helper that Docker's configuration names for the registry, otherwise in the file.
    pub fn store(
        &self,
        registry: &str,
        user: &str,
        password: &str,
    ) -> Result<LoginStorage, CredentialsError> {
        if user.contains(':') {
            return Err(CredentialsError::User { user: user.to_owned() });
        }
        let directory = self.directory.as_ref().ok_or(CredentialsError::NoDirectory)?;
        let mut config = ConfigFile::read_or_new(directory)?;
        let server = server(registry);
        match config.helper(server) {
            Some(name) => {
                let program = helper::store(&name, server, user, password)?;
                config.set_empty_entry(server)?;
                config.write()?;
                Ok(LoginStorage::Helper(program))
            }
            None => {
                config.set_login(server, user, password)?;
                Ok(LoginStorage::File(config.write()?))
            }
        }
    }

    /// Removes the login to a registry. Returns false if there was none.
    pub fn erase(&self, registry: &str) -> Result<bool, CredentialsError> {
        let Some(directory) = &self.directory else { return Ok(false) };
        let Some(mut config) = ConfigFile::read(directory)? else { return Ok(false) };
        let server = server(registry);
        let by_helper = match config.helper(server) {
            Some(name) => helper::erase(&name, server)?,
            None => false,
        };
        let by_file = config.remove_entry(server);
        if by_file {
            config.write()?;
        }
        Ok(by_helper || by_file)
    }
}

fn server(registry: &str) -> &str {
    if registry == "docker.io" { DOCKER_HUB } else { registry }
}

#[cfg(test)]
mod tests;

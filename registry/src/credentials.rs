//! Logins to registries, where Docker keeps them.

mod error;
mod file;
mod helper;

pub use error::CredentialsError;

use docker_credential::{CredentialRetrievalError, DockerCredential};
use file::ConfigFile;
use serde_json::Value;
use std::path::PathBuf;

/// What Docker uses in place of `docker.io`.
const DOCKER_HUB: &str = "https://index.docker.io/v1/";

/// Docker's configuration, which holds logins or names the programs that do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    directory: Option<PathBuf>,
}

/// How to log in to a registry.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A user name and a password, or what stands for one.
    Password {
        /// The user name.
        user: String,
        /// The password.
        password: String,
    },
    /// A token that the registry's token server gave for a password.
    IdentityToken(String),
}

/// Where a login was written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// In this file, readable for its owner only, and not encrypted.
    File(PathBuf),
    /// With this program, such as `docker-credential-pass`.
    Helper(String),
}

impl Login {
    /// The user's name, where the login has one.
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
    /// Those of this process's user: in `$DOCKER_CONFIG`, else in `~/.docker`.
    pub fn from_environment() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self { directory: set("DOCKER_CONFIG").or_else(|| set("HOME").map(|home| home.join(".docker"))) }
    }

    /// Those of this directory's `config.json`.
    pub fn in_directory(directory: impl Into<PathBuf>) -> Self {
        Self { directory: Some(directory.into()) }
    }

    /// No logins at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// The login to a registry, if there is one.
    pub fn get(&self, registry: &str) -> Result<Option<Login>, CredentialsError> {
        let Some(directory) = &self.directory else { return Ok(None) };
        let Some(config) = ConfigFile::read(directory)? else { return Ok(None) };
        let server = server(registry);
        let mut document: Value = serde_json::from_str(&config.to_string()).unwrap_or_default();
        // Helpers are programs, which are found and started here.
        let removed =
            document.as_object_mut().map(|keys| (keys.remove("credHelpers"), keys.remove("credsStore")));
        let (own, all) = removed.unwrap_or_default();
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

    /// Keeps a login: with the helper that Docker's configuration names for the registry, else in the file.
    pub fn store(&self, registry: &str, user: &str, password: &str) -> Result<Kept, CredentialsError> {
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
                Ok(Kept::Helper(program))
            }
            None => {
                config.set_login(server, user, password)?;
                Ok(Kept::File(config.write()?))
            }
        }
    }

    /// Forgets the login to a registry. False where there was none.
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

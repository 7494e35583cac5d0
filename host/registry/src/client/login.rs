//! Checks a login before it is saved.

use super::Client;
use super::classify::Trouble;
use super::retry::Attempts;
use super::site::Site;
use crate::credentials::Login;
use crate::error::{Failure, RegistryError};
use reqwest::Method;
use terrace_core::reference::Repository;

/// A repository to request a token for. It need not exist: token servers check the login first.
const ANY_REPOSITORY: &str = "terrace";

impl Client {
    /// Checks that a registry accepts a user's password. A registry that requires no login accepts any.
    pub fn check_login(&self, registry: &str, user: &str, password: &str) -> Result<(), RegistryError> {
        self.question(&registry, async {
            let repository = Repository::parse(&format!("{registry}/{ANY_REPOSITORY}"))
                .map_err(|error| Failure::setup(registry, &error))?;
            let site = Site::open(registry, &self.options).await?;
            let login = Login::Password { user: user.to_owned(), password: password.to_owned() };
            let site = site.with_login(login);
            let mut attempts = Attempts::new(&self.options);
            while let Err(trouble) = self.check_once(&site, &repository).await {
                attempts.after(self.refused(&site, trouble)).await?;
            }
            Ok(())
        })
    }

    async fn check_once(&self, site: &Site, repository: &Repository) -> Result<(), Trouble> {
        let authorized = self.authorize(site, repository, super::auth::Intent::Pull).await?;
        let answer = site.gate.send(site.request(Method::GET, site.url("")?, &authorized)).await?;
        if answer.status().is_success() {
            return Ok(());
        }
        let mut trouble = answer.failure(&site.host).await;
        if let Failure::NoManifest { host, .. } = trouble.failure {
            trouble.failure = Failure::Malformed { host, reason: "it has no `/v2/`".to_owned() };
        }
        Err(trouble)
    }
}

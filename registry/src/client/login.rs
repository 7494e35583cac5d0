//! Trying a login before it is kept.

use super::Client;
use super::classify::Trouble;
use super::manifest::read_bounded;
use super::retry::Attempts;
use super::site::Site;
use crate::credentials::Login;
use crate::error::{Failure, RegistryError};
use crate::reference::Repository;

/// A repository that tokens are asked for. It need not exist: token servers check the login first.
const ANY_REPOSITORY: &str = "terrace";

/// The longest answer of a registry to a login that is read.
const LARGEST_ANSWER: u64 = 64 << 10;

impl Client {
    /// Checks that a registry accepts a user's password. A registry that wants no login accepts every one.
    pub fn check_login(&self, registry: &str, user: &str, password: &str) -> Result<(), RegistryError> {
        self.run(&registry, async {
            let repository = Repository::parse(&format!("{registry}/{ANY_REPOSITORY}"))
                .map_err(|error| Failure::setup(registry, &error))?;
            let site = Site::open(registry, &self.options).await?;
            let login = Login::Password { user: user.to_owned(), password: password.to_owned() };
            let site = site.with_login(login);
            let mut attempts = Attempts::new(&self.options);
            while let Err(trouble) = self.check_once(&site, &repository).await {
                attempts.after(&site, self.refused(&site, trouble)).await?;
            }
            Ok(())
        })
    }

    async fn check_once(&self, site: &Site, repository: &Repository) -> Result<(), Trouble> {
        let authorized = self.authorize(site, repository, super::auth::Intent::Pull).await?;
        let url = site.url("")?;
        let sent = site.authenticate(site.http.get(url.clone()), &authorized).send().await;
        let response = sent.map_err(|error| Failure::from_request(&site.host, &error))?;
        let status = response.status();
        let body = read_bounded(&site.host, response, "the answer", LARGEST_ANSWER).await?;
        if status.is_success() {
            return Ok(());
        }
        let failure = match Failure::from_status(&site.host, status, &body) {
            Failure::NoManifest { host, .. } => {
                Failure::Malformed { host, reason: "it has no `/v2/`".to_owned() }
            }
            other => other,
        };
        Err(Trouble { failure, url: Some(url), asked_for: None })
    }
}

//! Logging in to a registry before its requests.

mod challenge;
mod token;

use super::classify::Trouble;
use super::gate::OutgoingRequest;
use super::site::{Authorization, Site};
use super::{Client, ClientOptions};
use crate::credentials::Login;
use crate::error::Failure;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use challenge::Challenge;
use reqwest::Method;
use reqwest::header::{HeaderValue, WWW_AUTHENTICATE};
use std::time::{Duration, Instant};
use terrace_core::reference::Repository;

/// Tokens last at least a minute.
const TOKEN_LIFETIME: Duration = Duration::from_secs(30);

/// The user name that credential helpers return with an identity token.
const IDENTITY_TOKEN: &str = "<token>";

/// The permission that a request needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    Pull,
    Push,
}

impl Client {
    /// Gets a token for the repository if the registry issues tokens.
    pub(super) async fn authorize(
        &self,
        site: &Site,
        repository: &Repository,
        intent: Intent,
    ) -> Result<Authorization, Trouble> {
        let login = login(site, &self.options).await?;
        let key = (repository.name().to_owned(), intent == Intent::Push);
        let mut authorized = site.authorized.lock().await;
        if let Some(known) = authorized.get(&key).filter(|known| known.at.elapsed() < TOKEN_LIFETIME) {
            return Ok(known.clone());
        }
        let header = header(site, repository, intent, login).await.map_err(|trouble| name(trouble, login))?;
        let new = Authorization { at: Instant::now(), header };
        authorized.insert(key, new.clone());
        Ok(new)
    }

    /// Adds the login to the failure of a request that was refused.
    pub(super) fn refused(&self, site: &Site, trouble: Trouble) -> Trouble {
        name(trouble, site.login.get().and_then(Option::as_ref))
    }
}

impl Site {
    /// Starts a request to this host, or to an address that it redirected to. Only the host itself receives the credentials.
    pub(super) fn request<'a>(
        &self,
        method: Method,
        url: reqwest::Url,
        authorized: &Authorization,
    ) -> OutgoingRequest<'a> {
        let login = authorized.header.clone().filter(|_| self.owns(&url));
        OutgoingRequest { login, ..self.gate.request(method, url) }
    }
}

async fn login<'a>(site: &'a Site, options: &ClientOptions) -> Result<Option<&'a Login>, Failure> {
    let login = site.login.get_or_try_init(|| async { options.credentials.get(&site.host) }).await?;
    Ok(login.as_ref())
}

/// Returns the `Authorization` header: a token if the host issues tokens, else the password if there is one.
async fn header(
    site: &Site,
    repository: &Repository,
    intent: Intent,
    login: Option<&Login>,
) -> Result<Option<HeaderValue>, Trouble> {
    let answer = site.gate.send(site.gate.request(Method::GET, site.url("")?)).await?;
    let headers = answer.headers().get_all(WWW_AUTHENTICATE).iter();
    let challenge = headers.filter_map(|header| Challenge::parse(header.to_str().ok()?)).next();
    match (challenge, login) {
        (Some(challenge), _) => {
            let token = token::request(site, repository, intent, login, &challenge).await?;
            Ok(Some(secret(site, &format!("Bearer {token}"))?))
        }
        (None, Some(Login::Password { user, password })) => Ok(Some(basic(site, user, password)?)),
        (None, Some(Login::IdentityToken(_)) | None) => Ok(None),
    }
}

fn basic(site: &Site, user: &str, password: &str) -> Result<HeaderValue, Failure> {
    secret(site, &format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
}

/// Returns a header that is never shown, or an error if the text cannot be sent as a header.
fn secret(site: &Site, text: &str) -> Result<HeaderValue, Failure> {
    let mut header = HeaderValue::try_from(text).map_err(|error| Failure::malformed(&site.host, &error))?;
    header.set_sensitive(true);
    Ok(header)
}

fn name(mut trouble: Trouble, login: Option<&Login>) -> Trouble {
    if let Failure::Unauthorized { user: user @ None, .. } = &mut trouble.failure {
        *user = login.map(|login| login.user().unwrap_or(IDENTITY_TOKEN).to_owned());
    }
    trouble
}

//! Logging in to a registry before its requests.

mod challenge;
mod exchange;

use super::classify::Trouble;
use super::site::{Authorized, Site};
use super::{Client, ClientOptions};
use crate::credentials::Login;
use crate::error::Failure;
use crate::reference::Repository;
use oci_client::secrets::RegistryAuth;
use oci_client::token_cache::{RegistryToken, RegistryTokenType};
use oci_client::{Reference, RegistryOperation};
use reqwest::RequestBuilder;
use reqwest::header::HeaderValue;
use std::time::{Duration, Instant};

/// Tokens last a minute at least.
const FRESH: Duration = Duration::from_secs(30);

/// The user whom an identity token is of, as credential helpers call it.
const IDENTITY_TOKEN: &str = "<token>";

/// What a request is about to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    Pull,
    Push,
}

impl Client {
    /// Gets a token for the repository, where the registry gives tokens. `oci-client` uses it from then on.
    pub(super) async fn authorize(
        &self,
        site: &Site,
        repository: &Repository,
        intent: Intent,
    ) -> Result<Authorized, Trouble> {
        let login = login(site, &self.options).await?;
        let key = (repository.name().to_owned(), intent == Intent::Push);
        let mut authorized = site.authorized.lock().await;
        if let Some(known) = authorized.get(&key).filter(|known| known.at.elapsed() < FRESH) {
            return Ok(known.clone());
        }
        let token =
            request_token(site, repository, intent, login).await.map_err(|trouble| name(trouble, login))?;
        let new = Authorized { at: Instant::now(), token };
        authorized.insert(key, new.clone());
        Ok(new)
    }

    /// Says in the failure of a request whose login was refused.
    pub(super) fn refused(&self, site: &Site, trouble: Trouble) -> Trouble {
        name(trouble, site.login.get().and_then(Option::as_ref))
    }
}

impl Site {
    /// Adds the authority that was granted to a request to this host.
    pub(super) fn authenticate(&self, request: RequestBuilder, authorized: &Authorized) -> RequestBuilder {
        match (&authorized.token, self.login.get()) {
            (Some(token), _) => request.bearer_auth(token),
            (None, Some(Some(Login::Password { user, password }))) => {
                request.basic_auth(user, Some(password))
            }
            (None, _) => request,
        }
    }
}

async fn login<'a>(site: &'a Site, options: &ClientOptions) -> Result<Option<&'a Login>, Failure> {
    let login = site.login.get_or_try_init(|| async { options.credentials.get(&site.host) }).await?;
    Ok(login.as_ref())
}

async fn request_token(
    site: &Site,
    repository: &Repository,
    intent: Intent,
    login: Option<&Login>,
) -> Result<Option<String>, Trouble> {
    let reference = Reference::with_tag(site.host.clone(), repository.name().to_owned(), String::new());
    let operation = match intent {
        Intent::Pull => RegistryOperation::Pull,
        Intent::Push => RegistryOperation::Push,
    };
    let auth = match login {
        Some(Login::Password { user, password }) => RegistryAuth::Basic(user.clone(), password.clone()),
        Some(Login::IdentityToken(_)) | None => RegistryAuth::Anonymous,
    };
    let Some(Login::IdentityToken(identity)) = login else {
        let token = site.oci.auth(&reference, &auth, operation).await;
        return Ok(usable(site, token.map_err(|error| Trouble::from_oci(&site.host, error))?)?);
    };
    site.oci.store_auth_if_needed(reference.resolve_registry(), &auth).await;
    let token = usable(site, exchange::token(site, repository, intent, identity).await?)?;
    if let Some(token) = &token {
        let cached = RegistryTokenType::Bearer(RegistryToken::Token { token: token.clone() });
        site.oci.tokens.insert(&reference, operation, cached).await;
    }
    Ok(token)
}

/// Refuses a token that no header can carry.
fn usable(site: &Site, token: Option<String>) -> Result<Option<String>, Failure> {
    match token {
        Some(token) => match HeaderValue::try_from(format!("Bearer {token}")) {
            Ok(_) => Ok(Some(token)),
            Err(error) => Err(Failure::malformed(&site.host, &error)),
        },
        None => Ok(None),
    }
}

fn name(mut trouble: Trouble, login: Option<&Login>) -> Trouble {
    if let Failure::Unauthorized { user: user @ None, .. } = &mut trouble.failure {
        *user = login.map(|login| login.user().unwrap_or(IDENTITY_TOKEN).to_owned());
    }
    trouble
}

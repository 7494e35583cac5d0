//! Requests tokens for one repository from a registry's token server.

use super::super::classify::Trouble;
use super::super::gate::LimitedResponse;
use super::super::limits::MAX_TOKEN_BYTES;
use super::super::site::Site;
use super::challenge::Challenge;
use super::{Intent, basic};
use crate::credentials::Login;
use crate::error::Failure;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Body, Method, Url};
use serde::Deserialize;
use terrace_core::reference::Repository;

/// The client ID that is sent to token servers.
const CLIENT_ID: &str = "terrace";

/// A response of a token server, which has the token under one of these names, or both.
#[derive(Deserialize)]
struct Token {
    token: Option<String>,
    access_token: Option<String>,
}

/// Returns the token for the repository. The registry chooses the token server, whose address has to pass the gate: a password
/// for a registry with TLS is never sent without it.
pub(super) async fn request(
    site: &Site,
    repository: &Repository,
    intent: Intent,
    login: Option<&Login>,
    challenge: &Challenge,
) -> Result<String, Trouble> {
    let realm = Url::parse(&challenge.realm).map_err(|error| Failure::malformed(&site.host, &error))?;
    let actions = match intent {
        Intent::Pull => "pull",
        Intent::Push => "pull,push",
    };
    let scope = format!("repository:{}:{actions}", repository.name());
    let answer = match login {
        Some(Login::IdentityToken(identity)) => exchange(site, realm, challenge, &scope, identity).await?,
        Some(Login::Password { user, password }) => {
            ask(site, realm, challenge, &scope, Some(basic(site, user, password)?)).await?
        }
        None => ask(site, realm, challenge, &scope, None).await?,
    };
    let status = answer.status();
    if status.is_client_error() && status.as_u16() != 429 {
        return Err(Failure::Unauthorized { host: site.host.clone(), user: None }.into());
    }
    if !status.is_success() {
        let host = answer.url().host_str().unwrap_or_default().to_owned();
        return Err(answer.failure(&host).await);
    }
    let body = answer.read("the token", MAX_TOKEN_BYTES).await?;
    let answer: Token =
        serde_json::from_slice(&body).map_err(|error| Failure::malformed(&site.host, &error))?;
    answer.token.or(answer.access_token).ok_or_else(|| {
        let reason = "its token server returned no token".to_owned();
        Failure::Malformed { host: site.host.clone(), reason }.into()
    })
}

async fn ask(
    site: &Site,
    mut realm: Url,
    challenge: &Challenge,
    scope: &str,
    login: Option<HeaderValue>,
) -> Result<LimitedResponse, Failure> {
    let mut query = realm.query_pairs_mut();
    query.append_pair("scope", scope);
    if let Some(service) = &challenge.service {
        query.append_pair("service", service);
    }
    drop(query);
    let mut request = site.gate.request(Method::GET, realm);
    request.login = login;
    site.gate.send(request).await
}

/// Exchanges an identity token.
async fn exchange(
    site: &Site,
    realm: Url,
    challenge: &Challenge,
    scope: &str,
    identity: &str,
) -> Result<LimitedResponse, Failure> {
    let mut form = site.url("")?;
    form.query_pairs_mut()
        .append_pair("grant_type", "refresh_token")
        .append_pair("client_id", CLIENT_ID)
        .append_pair("service", challenge.service.as_deref().unwrap_or_default())
        .append_pair("scope", scope)
        .append_pair("refresh_token", identity);
    let form = form.query().expect("the pairs are its query").to_owned();
    let body = move || Body::from(form.clone());
    let mut request = site.gate.request(Method::POST, realm);
    request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    request.body = Some(&body);
    request.is_bound = true;
    site.gate.send(request).await
}

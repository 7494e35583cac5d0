//! Identity tokens, which `oci-client` does not know: they are exchanged for a token of one repository.

use super::super::classify::Trouble;
use super::super::site::Site;
use super::Intent;
use super::challenge::Challenge;
use crate::error::Failure;
use crate::reference::Repository;
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use serde::Deserialize;

/// How the client names itself to token servers.
const CLIENT_ID: &str = "terrace";

#[derive(Deserialize)]
struct Answer {
    access_token: String,
}

/// The token for the repository; none where the registry gives no tokens.
pub(super) async fn token(
    site: &Site,
    repository: &Repository,
    intent: Intent,
    identity: &str,
) -> Result<Option<String>, Trouble> {
    let failed = |error: reqwest::Error| Trouble::from(Failure::from_request(&site.host, &error));
    let answer = site.http.get(site.url("")?).send().await.map_err(failed)?;
    let header = answer.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    let Some(challenge) = header.and_then(Challenge::parse) else { return Ok(None) };
    let realm = Url::parse(&challenge.realm).map_err(|error| Failure::malformed(&site.host, &error))?;
    if realm.scheme() != "https" && !site.plain_http {
        return Err(Failure::Malformed {
            host: site.host.clone(),
            reason: format!("its token server `{realm}` has no TLS"),
        }
        .into());
    }
    let actions = match intent {
        Intent::Pull => "pull",
        Intent::Push => "pull,push",
    };
    let scope = format!("repository:{}:{actions}", repository.name());
    let mut form = site.url("")?;
    form.query_pairs_mut()
        .append_pair("grant_type", "refresh_token")
        .append_pair("client_id", CLIENT_ID)
        .append_pair("service", challenge.service.as_deref().unwrap_or_default())
        .append_pair("scope", &scope)
        .append_pair("refresh_token", identity);
    let request = site.http.post(realm.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = request.body(form.query().unwrap_or_default().to_owned()).send().await.map_err(failed)?;
    let status = answer.status();
    let body = answer.bytes().await.map_err(failed)?;
    if status.is_client_error() && status.as_u16() != 429 {
        return Err(Failure::Unauthorized { host: site.host.clone(), user: None }.into());
    }
    if !status.is_success() {
        return Err(Failure::from_status(realm.host_str().unwrap_or_default(), status, &body).into());
    }
    let answer: Answer =
        serde_json::from_slice(&body).map_err(|error| Failure::malformed(&site.host, &error))?;
    Ok(Some(answer.access_token))
}

//! A token server that a registry refers its clients to.

use crate::{Authority, PASSWORD, Request, Response, Server, USER};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// A token server on loopback. It issues tokens for everything to [`USER`], in exchange for the password or
/// [`Self::IDENTITY`]. Clients without a login get tokens to pull from repositories whose names begin with `public/`.
pub struct TokenServer {
    server: Server,
}

impl TokenServer {
    /// The service that tokens are for.
    pub const SERVICE: &'static str = "registry of the tests";

    /// The issuer of the tokens.
    pub const ISSUER: &'static str = "token server of the tests";

    /// The user's identity token.
    pub const IDENTITY: &'static str = "identity-of-ann";

    /// Starts a server with tokens and TLS of the authority.
    pub fn start(authority: &Authority) -> Self {
        let (key, x5c) = (authority.signing_key(), authority.x5c());
        let server = Server::start(Some(authority), move |request| match granted(request) {
            Some(access) => {
                let token = token(&key, &x5c, &access);
                Response::new(200, json!({ "token": token, "access_token": token }).to_string())
            }
            None => Response::new(
                401,
                json!({ "errors": [{ "code": "UNAUTHORIZED", "message": "no" }] }).to_string(),
            ),
        });
        Self { server }
    }

    /// Returns the URL that issues tokens.
    pub fn realm(&self) -> String {
        format!("https://{}/token", self.server.address())
    }

    /// Returns all requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.server.requests()
    }
}

/// Returns the permissions of the token in the form of the request, or `None` if the login is wrong.
fn granted(request: &Request) -> Option<Value> {
    let form = match request.method.as_str() {
        "POST" => parameters(str::from_utf8(&request.body).ok()?),
        _ => parameters(&request.query),
    };
    let basic = format!("Basic {}", STANDARD.encode(format!("{USER}:{PASSWORD}")));
    let is_user = match (request.headers.get("authorization"), form.get("refresh_token")) {
        (Some(login), _) if *login == basic => true,
        (None, Some(token)) if token == TokenServer::IDENTITY => true,
        (None, None) => false,
        _ => return None,
    };
    let scope = form.get("scope")?;
    let mut parts = scope.splitn(3, ':');
    let (kind, name, actions) = (parts.next()?, parts.next()?, parts.next()?);
    let actions: Vec<_> = actions.split(',').collect();
    match is_user || (name.starts_with("public/") && actions == ["pull"]) {
        true => Some(json!([{ "type": kind, "name": name, "actions": actions }])),
        false => Some(json!([])),
    }
}

fn parameters(text: &str) -> BTreeMap<String, String> {
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                bytes.push(u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap());
                rest = after;
            }
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Returns a JSON Web Token with ES256.
fn token(key: &SigningKey, x5c: &str, access: &Value) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let header = json!({ "typ": "JWT", "alg": "ES256", "x5c": [x5c] });
    let claims = json!({
        "iss": TokenServer::ISSUER, "sub": USER, "aud": TokenServer::SERVICE, "jti": "1",
        "exp": now + 300, "nbf": now - 60, "iat": now, "access": access,
    });
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature: Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

//! Inputs of the rules that choose what happens to a request.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// A rule of the listener: requests that meet all of its conditions, and what happens to them. A condition
/// with several values is met by any of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Position among the listener's rules: the one with the lowest number is tried first. Each number is
    /// used once in a listener, also by other tiers.
    #[schemars(range(min = 1, max = 50_000))]
    pub priority: u32,

    /// Host names, such as `api.example.com`; `*` matches any text and `?` one character.
    #[serde(default)]
    pub hosts: Vec<Input<String>>,

    /// Paths, such as `/api/*`; `*` matches any text and `?` one character. Case matters.
    #[serde(default)]
    pub paths: Vec<Input<String>>,

    /// Values of headers, by the header's name; `*` matches any text and `?` one character.
    #[serde(default)]
    pub headers: BTreeMap<String, Vec<Input<String>>>,

    /// Values of the query string, by their keys.
    #[serde(default)]
    pub query: BTreeMap<String, Input<String>>,

    /// HTTP methods, such as `GET`.
    #[serde(default)]
    pub methods: Vec<Input<String>>,

    /// IPv4 or IPv6 address ranges of clients.
    #[serde(default)]
    pub source_cidr_blocks: Vec<Input<String>>,

    /// What happens to the requests.
    pub action: Action,
}

/// What happens to a request. Set one of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Forwards it to this target group, by its name in `target_groups`, or `main`.
    pub forward: Option<String>,

    /// Forwards it to one of up to five target groups, by their names, with weights from 0 to 999.
    pub split: Option<BTreeMap<String, u16>>,

    /// Redirects it.
    pub redirect: Option<Redirect>,

    /// Answers it.
    pub fixed_response: Option<FixedResponse>,
}

/// The address that a client is sent to. Parts that are not set stay as they are in the request.
///
/// `#{host}`, `#{path}`, `#{port}` and `#{query}` stand for the parts of the request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// Host name.
    pub host: Option<Input<String>>,

    /// Path, with a `/` at the start.
    pub path: Option<Input<String>>,

    /// Query string, without the `?`. It is not enough for a redirect.
    pub query: Option<Input<String>>,

    /// Port.
    #[schemars(range(min = 1))]
    pub port: Option<u16>,

    /// Protocol.
    pub protocol: Option<super::target_group::Protocol>,

    /// Tells clients to remember the address: status 301 instead of 302. Default: false.
    #[serde(default)]
    pub permanent: bool,
}

/// An answer of the load balancer's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixedResponse {
    /// HTTP status: 200 to 299, or 400 to 599.
    #[schemars(range(min = 200, max = 599))]
    pub status: u16,

    /// Text of the answer, up to 1024 bytes. Default: none.
    pub body: Option<Input<String>>,

    /// Type of the text. Default: `text/plain`.
    #[serde(default)]
    pub content_type: ContentType,
}

/// Type of the text of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum ContentType {
    /// Plain text.
    #[default]
    #[serde(rename = "text/plain")]
    Plain,
    /// A style sheet.
    #[serde(rename = "text/css")]
    Css,
    /// A page.
    #[serde(rename = "text/html")]
    Html,
    /// A script.
    #[serde(rename = "application/javascript")]
    Javascript,
    /// JSON.
    #[serde(rename = "application/json")]
    Json,
}

impl ContentType {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Css => "text/css",
            Self::Html => "text/html",
            Self::Javascript => "application/javascript",
            Self::Json => "application/json",
        }
    }
}

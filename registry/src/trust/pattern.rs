//! Patterns of references.

use crate::reference::grammar;
use crate::reference::{HttpsReference, Reference};
use reqwest::Url;
use std::fmt;

/// A pattern of references: `*` matches within one segment, `**` across segments. A reference is matched
/// without its tag or digest. Patterns and references are written in one way, by the same code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    canonical: String,
}

/// Why a pattern can match no reference, so that a rule with it would be for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It begins with something else.
    #[error("it has to begin with `oci://`, `https://` or `**`")]
    Scheme,
    /// The host is none.
    #[error("`{0}` is not the name of a host")]
    Host(String),
    /// A host with a star has letters that are not of ASCII.
    #[error("`{0}` has a star and a letter that is not of ASCII")]
    International(String),
    /// It has a user name.
    #[error("no reference has a user name in it")]
    User,
    /// It has a tag or a digest.
    #[error("rules are for whole repositories, not for a tag or a digest")]
    Version,
    /// It has nothing after the registry.
    #[error("it names a registry, but no repository in it")]
    NoRepository,
    /// A segment that no repository has.
    #[error("no repository has `{0}` in its name")]
    Segment(String),
    /// It has a query or a fragment.
    #[error("rules are for the path of a URL, without `?` and `#`")]
    Query,
}

impl PatternError {
    /// Returns a hint.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Scheme | Self::User => {
                "write it like `oci://registry.example/platform/**`; `**` alone matches all"
            }
            Self::Host(_) => "write a host, with a port where it needs one: `oci://registry.example:5000/**`",
            Self::International(_) => "write the name in ASCII; it begins with `xn--`",
            Self::Version => "leave out what follows the repository",
            Self::NoRepository => "add `/**` for all of its repositories",
            Self::Segment(_) => {
                "names of repositories have `a`-`z`, `0`-`9`, `.`, `_` and `-`, with `/` between them"
            }
            Self::Query => "leave it out; the rule is for the path with any of them",
        }
    }
}

impl Pattern {
    /// Reads a pattern, and refuses one that could match no reference.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        Ok(Self { text: text.to_owned(), canonical: canonical_pattern(text)? })
    }

    /// Whether a reference is one of these, whatever its tag or digest.
    pub fn matches(&self, reference: &Reference) -> bool {
        matches(self.canonical.as_bytes(), canonical(reference).as_bytes())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Returns the string that patterns are matched against: registry and repository, or the URL's host and path.
fn canonical(reference: &Reference) -> String {
    match reference {
        Reference::Oci(reference) => format!("oci://{}", reference.repository),
        Reference::Https(url) => canonical_url(url),
    }
}

fn canonical_url(url: &HttpsReference) -> String {
    // It was parsed as a URL before.
    let Ok(url) = Url::parse(url.as_str()) else { return url.as_str().to_owned() };
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("https://{host}{port}{}", canonical_path(url.path()))
}

/// The path without `.`, `..` and empty segments, nothing percent-encoded that need not be.
fn canonical_path(path: &str) -> String {
    let mut segments: Vec<String> = Vec::new();
    for segment in path.split('/') {
        match decoded(segment).as_str() {
            "" | "." => {}
            ".." => _ = segments.pop(),
            segment => segments.push(segment.to_owned()),
        }
    }
    segments.iter().map(|segment| format!("/{segment}")).collect()
}

fn canonical_pattern(text: &str) -> Result<String, PatternError> {
    let Some((scheme, rest)) = text.split_once("://").filter(|(scheme, _)| !scheme.contains('*')) else {
        return any_scheme(text);
    };
    let (authority, path) = match rest.split_once('/') {
        Some((authority, path)) => (authority, Some(path)),
        None => (rest, None),
    };
    match scheme.to_ascii_lowercase().as_str() {
        "oci" => {
            let is_open = authority.contains("**");
            let host = host(authority, grammar::registry)?;
            match path {
                Some(path) if !path.is_empty() => {
                    path.split('/').try_for_each(check_segment)?;
                    Ok(format!("oci://{host}/{path}"))
                }
                None if is_open => Ok(format!("oci://{host}")),
                _ => Err(PatternError::NoRepository),
            }
        }
        "https" => {
            let host = host(authority, grammar::authority)?;
            let path = path.unwrap_or_default();
            if path.contains(['?', '#']) {
                return Err(PatternError::Query);
            }
            // Letters that a URL encodes are encoded here, too.
            let path = Url::parse(&format!("https://host/{path}"))
                .map_or(path.to_owned(), |url| url.path().to_owned());
            Ok(format!("https://{host}{}", canonical_path(&path)))
        }
        _ => Err(PatternError::Scheme),
    }
}

/// A pattern for references of every kind: `**`, `**/platform/*`.
fn any_scheme(text: &str) -> Result<String, PatternError> {
    let rest = text.strip_prefix("**").ok_or(PatternError::Scheme)?;
    if rest.contains(['?', '#']) {
        return Err(PatternError::Query);
    }
    if rest.contains('@') || rest.rsplit('/').next().is_some_and(|last| last.contains(':')) {
        return Err(PatternError::Version);
    }
    match rest.split('/').find(|part| !part.bytes().all(|byte| byte.is_ascii_graphic())) {
        Some(part) => Err(PatternError::Segment(part.to_owned())),
        None => Ok(text.to_owned()),
    }
}

fn host_error(authority: &str) -> PatternError {
    match authority.contains('@') {
        true => PatternError::User,
        false => PatternError::Host(authority.to_owned()),
    }
}

/// A host, with stars or without.
fn host(authority: &str, exact: impl Fn(&str) -> Option<String>) -> Result<String, PatternError> {
    let refused = || host_error(authority);
    if !authority.contains('*') {
        return exact(authority).ok_or_else(refused);
    }
    if !authority.is_ascii() {
        return Err(PatternError::International(authority.to_owned()));
    }
    let lower = authority.to_ascii_lowercase();
    let lower = lower.strip_suffix(":443").unwrap_or(&lower);
    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '*' | ':' | '[' | ']');
    let (name, port) = match lower.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        _ => (lower, None),
    };
    let is_port = |port: &str| {
        port.contains('*') || (!port.starts_with('0') && port.parse::<u16>().is_ok_and(|port| port != 0))
    };
    let is_name =
        lower.chars().all(is_good) && !name.ends_with('.') && !name.starts_with('.') && !name.contains("..");
    match is_name && port.is_none_or(is_port) {
        true => Ok(lower.to_owned()),
        false => Err(refused()),
    }
}

/// Whether a segment of a repository can look like this, with something in the place of its stars.
fn check_segment(segment: &str) -> Result<(), PatternError> {
    if segment.contains(['@', ':']) {
        return Err(PatternError::Version);
    }
    let is_stars = !segment.is_empty() && segment.bytes().all(|byte| byte == b'*');
    let fits = ["", "a"].iter().any(|filled| grammar::is_segment(&segment.replace('*', filled)));
    match is_stars || fits {
        true => Ok(()),
        false => Err(PatternError::Segment(segment.to_owned())),
    }
}

/// A segment with the letters, digits and `-._~` that are percent-encoded written plainly.
fn decoded(segment: &str) -> String {
    let mut text = String::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('%') {
        text += before;
        let byte = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                text.push(char::from(byte));
                rest = &after[2..];
            }
            _ => {
                text.push('%');
                rest = after;
            }
        }
    }
    text + rest
}

/// Matches greedily, and goes back to the last star where that fails. Only the innermost `*` and `**` are
/// gone back to: what a later one can match, an earlier one need not.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where the pattern goes on after a star, and from where in the text.
    type Star = Option<(usize, usize)>;
    let (mut one, mut many): (Star, Star) = (None, None);
    loop {
        if pattern[p..].starts_with(b"**") {
            p += 2;
            many = Some((p, t));
            one = None;
        } else if pattern.get(p) == Some(&b'*') {
            p += 1;
            one = Some((p, t));
        } else if p < pattern.len() && pattern.get(p) == text.get(t) {
            p += 1;
            t += 1;
        } else if p == pattern.len() && t == text.len() {
            return true;
        } else if let Some((after, at)) =
            one.filter(|(_, at)| text.get(*at).is_some_and(|byte| *byte != b'/'))
        {
            one = Some((after, at + 1));
            (p, t) = (after, at + 1);
        } else if let Some((after, at)) = many.filter(|(_, at)| *at < text.len()) {
            many = Some((after, at + 1));
            one = None;
            (p, t) = (after, at + 1);
        } else {
            return false;
        }
    }
}

//! Patterns of references.

use reqwest::Url;
use std::fmt;
use terrace_core::reference::grammar;
use terrace_core::reference::{HttpsReference, Reference};

/// A pattern of references: `*` matches within one segment, `**` across segments. A reference is matched without its tag or
/// digest. Patterns and references are brought into canonical form by the same code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    canonical: String,
}

/// The reason why a pattern cannot match any reference, so that a rule with it would have no effect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error("it must begin with `oci://`, `https://` or `**`")]
    Scheme,
    #[error("`{0}` is not a host name")]
    Host(String),
    #[error("`{0}` has a star and a non-ASCII letter")]
    International(String),
    #[error("a reference cannot contain a user name")]
    User,
    #[error("rules apply to whole repositories, not to a tag or a digest")]
    Version,
    #[error("it names a registry, but no repository in it")]
    NoRepository,
    #[error("a repository name cannot contain `{0}`")]
    Segment(String),
    #[error("rules apply to the path of a URL, without `?` and `#`")]
    Query,
}

impl PatternError {
    /// Returns how to fix the pattern.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Scheme | Self::User => {
                "write it like `oci://registry.example/platform/**`; `**` alone matches everything"
            }
            Self::Host(_) => "write a host, with a port if it needs one: `oci://registry.example:5000/**`",
            Self::International(_) => "write the name in ASCII; it begins with `xn--`",
            Self::Version => "remove everything after the repository",
            Self::NoRepository => "add `/**` for all of its repositories",
            Self::Segment(_) => {
                "repository names consist of `a`-`z`, `0`-`9`, `.`, `_` and `-`, with `/` between them"
            }
            Self::Query => "remove it; the rule applies to the path with any query and fragment",
        }
    }
}

impl Pattern {
    /// Parses a pattern, and rejects one that could not match any reference.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        Ok(Self { text: text.to_owned(), canonical: canonical_pattern(text)? })
    }

    /// Returns true if the pattern matches a reference, whatever its tag or digest.
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
    let url = Url::parse(url.as_str()).expect("a reference by URL was parsed as one");
    let host = url.host_str().expect("an https URL has a host").trim_end_matches('.');
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("https://{host}{port}{}", canonical_path(url.path()))
}

/// Returns the path without `.`, `..` and empty segments, with no unnecessary percent-encoding.
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
            // Percent-encode the letters that a URL encodes here, too.
            let path = Url::parse(&format!("https://host/{path}"))
                .map_or(path.to_owned(), |url| url.path().to_owned());
            Ok(format!("https://{host}{}", canonical_path(&path)))
        }
        _ => Err(PatternError::Scheme),
    }
}

/// Parses a pattern for references of every scheme: `**`, `**/platform/*`.
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

/// Checks a host, with or without stars.
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

/// Checks that a segment of a repository can look like this, with something in place of its stars.
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

/// Returns a segment in which percent-encoded letters, digits and `-._~` are decoded.
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

/// Matches greedily, and backtracks to the last star on a mismatch. Only the innermost `*` and `**` are tried again: an earlier
/// star need not match anything that a later one can.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // The position in the pattern after a star, and the position in the text to continue from.
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

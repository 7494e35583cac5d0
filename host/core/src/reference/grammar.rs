//! The grammar of references.

use url::Url;

use super::{HttpsReference, Namespace, OciReference, ReferenceError, Repository, Target};

const MAX_TAG_BYTES: usize = 128;
const MAX_REPOSITORY_BYTES: usize = 255;

pub(super) fn oci(text: &str, rest: &str) -> Result<OciReference, ReferenceError> {
    let (before, digest) = match rest.split_once('@') {
        Some((before, digest)) => (before, Some(digest)),
        None => (rest, None),
    };
    let (path, tag_text) = match before.rsplit_once(':') {
        Some((path, tag)) if path.contains('/') => (path, Some(tag)),
        _ => (before, None),
    };
    let repository = repository(text, path)?;
    let target = match (tag_text, digest) {
        (Some(_), Some(_)) => return Err(ReferenceError::TagAndDigest(text.to_owned())),
        (Some(name), None) => {
            tag(text, name)?;
            Target::Tag(name.to_owned())
        }
        (None, Some(digest)) => Target::Digest(
            digest.parse().map_err(|source| ReferenceError::Digest { text: text.to_owned(), source })?,
        ),
        (None, None) => Target::Unspecified,
    };
    Ok(OciReference { repository, target })
}

pub(super) fn repository(text: &str, path: &str) -> Result<Repository, ReferenceError> {
    let (host, name) = path.split_once('/').unwrap_or((path, ""));
    let registry = registry(host)
        .ok_or_else(|| ReferenceError::Registry { text: text.to_owned(), registry: host.to_owned() })?;
    if name.is_empty() {
        return Err(ReferenceError::NoRepository(text.to_owned()));
    }
    if name.len() > MAX_REPOSITORY_BYTES || !name.split('/').all(is_segment) {
        return Err(ReferenceError::Repository { text: text.to_owned(), repository: name.to_owned() });
    }
    Ok(Repository { registry, name: name.to_owned() })
}

pub(super) fn namespace(text: &str) -> Result<Namespace, ReferenceError> {
    let path = text.strip_prefix("oci://").unwrap_or(text).trim_end_matches('/');
    match repository(text, path) {
        Ok(Repository { registry, name }) => Ok(Namespace { registry, path: Some(name) }),
        Err(ReferenceError::NoRepository(_)) => {
            let registry = registry(path).ok_or_else(|| ReferenceError::NoRepository(text.to_owned()))?;
            Ok(Namespace { registry, path: None })
        }
        Err(error) => Err(error),
    }
}

pub(super) fn tag(text: &str, tag: &str) -> Result<(), ReferenceError> {
    let good = tag.len() <= MAX_TAG_BYTES
        && tag.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    if good { Ok(()) } else { Err(ReferenceError::Tag { text: text.to_owned(), tag: tag.to_owned() }) }
}

pub(super) fn https(text: &str) -> Result<HttpsReference, ReferenceError> {
    let mut url = Url::parse(text)
        .map_err(|error| ReferenceError::Url { text: text.to_owned(), reason: error.to_string() })?;
    if !url.username().is_empty() || url.password().is_some() {
        // Neither call fails on a URL that has a host, and `https` always has one.
        let _ = (url.set_username(""), url.set_password(None));
        return Err(ReferenceError::Secret(url.to_string()));
    }
    if url.fragment().is_some() {
        return Err(ReferenceError::Fragment(text.to_owned()));
    }
    Ok(HttpsReference(url.to_string()))
}

pub(super) fn repository_hint(repository: &str) -> String {
    let lower = repository.to_lowercase();
    if lower != repository && lower.split('/').all(is_segment) {
        return format!("repository names are lower case: `{lower}`");
    }
    "a repository name has segments of `a`-`z` and `0`-`9`, with `.`, `_`, `__` or `-` within them and `/` between them"
        .to_owned()
}

pub(super) fn tag_hint(name: &str) -> String {
    let replaced = name.replace('+', "_");
    if replaced != name && tag("", &replaced).is_ok() {
        return format!("a tag cannot contain `+`; the version `{name}` has the tag `{replaced}`");
    }
    "a tag has up to 128 letters, digits, `_`, `.` and `-`, and does not begin with `.` or `-`".to_owned()
}

/// Returns the canonical form of a registry: `host`, `host:port`, `192.0.2.1:5000`, `[2001:db8::1]:5000`, or `None` if the text
/// is not a registry.
pub fn registry(text: &str) -> Option<String> {
    let authority = authority(text)?;
    let host = authority.rsplit_once(':').map_or(authority.as_str(), |(host, _)| host);
    let is_address = authority.starts_with('[');
    if !is_address && !host.split('.').all(is_label) {
        return None;
    }
    Some(match authority.as_str() {
        "index.docker.io" | "registry-1.docker.io" => "docker.io".to_owned(),
        _ => authority,
    })
}

/// Returns the canonical form of the host of a URL, with its port unless that is 443. It is the form that a connection uses, so
/// that the host a rule is for and the host a request goes to never differ: `LOCALHOST:05000` is `localhost:5000`, `127.1` is
/// `127.0.0.1`, and an international name is written in ASCII.
pub fn authority(text: &str) -> Option<String> {
    // The URL parser drops other characters, or ends the host at them.
    let is_host = |c: char| {
        !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']')
    };
    if text.ends_with(':') || !text.chars().all(is_host) {
        return None;
    }
    let url = Url::parse(&format!("https://{text}/")).ok()?;
    // A trailing dot leads to the same host.
    let host = url.host_str()?.trim_end_matches('.');
    match url.port() {
        _ if host.is_empty() => None,
        Some(0) => None,
        Some(port) => Some(format!("{host}:{port}")),
        None => Some(host.to_owned()),
    }
}

fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Returns true for runs of `a`-`z` and `0`-`9`, separated by one `.`, one or two `_`, or any number of `-`.
pub fn is_segment(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(|byte| is_plain(*byte)) || !bytes.last().is_some_and(|byte| is_plain(*byte))
    {
        return false;
    }
    text.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        .all(|between| matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-'))
}

//! What the parts of a reference may look like.

use std::net::Ipv6Addr;

use reqwest::Url;

use super::{HttpsReference, Namespace, OciReference, ReferenceError, Repository, Target};

const TAG_LENGTH: usize = 128;
const REPOSITORY_LENGTH: usize = 255;

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
    let (registry, name) = path.split_once('/').unwrap_or((path, ""));
    if !is_registry(registry) {
        return Err(ReferenceError::Registry { text: text.to_owned(), registry: registry.to_owned() });
    }
    if name.is_empty() {
        return Err(ReferenceError::NoRepository(text.to_owned()));
    }
    if name.len() > REPOSITORY_LENGTH || !name.split('/').all(is_segment) {
        return Err(ReferenceError::Repository { text: text.to_owned(), repository: name.to_owned() });
    }
    Ok(Repository { registry: registry.to_owned(), name: name.to_owned() })
}

pub(super) fn namespace(text: &str) -> Result<Namespace, ReferenceError> {
    let path = text.strip_prefix("oci://").unwrap_or(text).trim_end_matches('/');
    match repository(text, path) {
        Ok(Repository { registry, name }) => Ok(Namespace { registry, path: Some(name) }),
        Err(ReferenceError::NoRepository(_)) => Ok(Namespace { registry: path.to_owned(), path: None }),
        Err(error) => Err(error),
    }
}

pub(super) fn tag(text: &str, tag: &str) -> Result<(), ReferenceError> {
    let good = tag.len() <= TAG_LENGTH
        && tag.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    if good { Ok(()) } else { Err(ReferenceError::Tag { text: text.to_owned(), tag: tag.to_owned() }) }
}

pub(super) fn https(text: &str) -> Result<HttpsReference, ReferenceError> {
    let mut url = Url::parse(text)
        .map_err(|error| ReferenceError::Url { text: text.to_owned(), reason: error.to_string() })?;
    if !url.username().is_empty() || url.password().is_some() {
        // Neither fails on a URL that has a host, and `https` always has one.
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
        return format!("names of repositories are in lower case: `{lower}`");
    }
    "a repository has segments of `a`-`z` and `0`-`9`, with `.`, `_`, `__` or `-` within them and `/` between them"
        .to_owned()
}

pub(super) fn tag_hint(name: &str) -> String {
    let replaced = name.replace('+', "_");
    if replaced != name && tag("", &replaced).is_ok() {
        return format!("a tag cannot have a `+`; the version `{name}` has the tag `{replaced}`");
    }
    "a tag has up to 128 letters, digits, `_`, `.` and `-`, and begins with none of the last two".to_owned()
}

/// `host`, `host:port`, `192.0.2.1:5000`, `[2001:db8::1]:5000`.
fn is_registry(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, "")) => return address.parse::<Ipv6Addr>().is_ok(),
            Some((address, after)) => match after.strip_prefix(':') {
                Some(port) => return address.parse::<Ipv6Addr>().is_ok() && is_port(port),
                None => return false,
            },
            None => return false,
        },
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    port.is_none_or(is_port) && host.split('.').all(is_label)
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|digit| digit.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port != 0)
}

fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Runs of `a`-`z` and `0`-`9`, with one `.`, one or two `_`, or any number of `-` between two of them.
fn is_segment(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(|byte| is_plain(*byte)) || !bytes.last().is_some_and(|byte| is_plain(*byte))
    {
        return false;
    }
    text.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        .all(|between| matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-'))
}

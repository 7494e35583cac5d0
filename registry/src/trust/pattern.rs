//! Patterns of references.

use std::fmt;

/// A pattern of references: `*` matches within one segment, `**` across segments. A reference is matched
/// without its tag or digest, and written in one way, whatever way the stack file writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    canonical: String,
}

impl Pattern {
    /// None for a pattern that could not match any reference.
    pub fn parse(text: &str) -> Option<Self> {
        let canonical = canonical(text);
        let known = ["oci://", "https://", "**"].iter().any(|start| canonical.starts_with(start));
        known.then(|| Self { text: text.to_owned(), canonical })
    }

    /// Whether a reference is one of these: `oci://registry/repository` with or without tag or digest, or an
    /// https URL.
    pub fn matches(&self, reference: &str) -> bool {
        let reference = canonical(&without_version(reference));
        matches(self.canonical.as_bytes(), reference.as_bytes())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn without_version(reference: &str) -> String {
    let Some(rest) = reference.strip_prefix("oci://") else { return reference.to_owned() };
    let name = rest.split_once('@').map_or(rest, |(name, _)| name);
    match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') && repository.contains('/') => {
            format!("oci://{repository}")
        }
        _ => format!("oci://{name}"),
    }
}

/// The one way to write a reference, so that no other way of writing it escapes a pattern: scheme and host in
/// lower case, no user, no default port, no dot at the host's end, no `.`, `..` or empty segments, nothing
/// percent-encoded that need not be, neither query nor fragment.
fn canonical(reference: &str) -> String {
    let Some((scheme, rest)) = reference.split_once("://") else { return reference.to_owned() };
    let scheme = scheme.to_ascii_lowercase();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host).to_ascii_lowercase();
    let host = host.strip_suffix(":443").unwrap_or(&host).trim_end_matches('.');
    let host = match host {
        "index.docker.io" | "registry-1.docker.io" => "docker.io",
        other => other,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments: Vec<String> = Vec::new();
    for segment in path.split('/') {
        match decoded(segment).as_str() {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment.to_owned()),
        }
    }
    match segments.is_empty() {
        true => format!("{scheme}://{host}"),
        false => format!("{scheme}://{host}/{}", segments.join("/")),
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

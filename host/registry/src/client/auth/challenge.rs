//! The `WWW-Authenticate` header of registries with a token server.

/// A token server, and the service to request a token for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) realm: String,
    pub(super) service: Option<String>,
}

impl Challenge {
    /// Parses `Bearer realm="…",service="…"`. Returns `None` if the header asks for another scheme.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let (scheme, mut rest) = header.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let (mut realm, mut service) = (None, None);
        while let Some((name, after)) = rest.split_once('=') {
            let (value, after) = match after.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => after.split_at(after.find(',').unwrap_or(after.len())),
            };
            match name.trim().to_ascii_lowercase().as_str() {
                "realm" => realm = Some(value.to_owned()),
                "service" => service = Some(value.to_owned()),
                _ => {}
            }
            rest = after.trim_start().trim_start_matches(',');
        }
        Some(Self { realm: realm?, service })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenge_has_a_realm_and_maybe_a_service() {
        let challenge = |realm: &str, service: Option<&str>| {
            Some(Challenge { realm: realm.to_owned(), service: service.map(str::to_owned) })
        };
        let read = Challenge::parse;
        assert_eq!(
            read(r#"Bearer realm="https://a/token?x=1,2",service="registry a",scope="b:c:pull,push""#),
            challenge("https://a/token?x=1,2", Some("registry a")),
        );
        assert_eq!(read("bearer service=a, realm=https://a"), challenge("https://a", Some("a")));
        assert_eq!(read(r#"Bearer realm="https://a""#), challenge("https://a", None));
        assert_eq!(read(r#"Basic realm="a""#), None);
        assert_eq!(read(r#"Bearer service="a""#), None);
        assert_eq!(read(r#"Bearer realm="a"#), None);
        assert_eq!(read(""), None);
    }
}

//! A quick comparison of two outputs, which rules out most changes that have no consequences for existing blocks.
//!
//! It reads names and providers only, so an output of ten megabytes takes hardly any time.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Glance<'a> {
    #[serde(default)]
    provider: Value,
    #[serde(borrow, default)]
    resource: BTreeMap<&'a str, BTreeMap<&'a str, Resource<'a>>>,
    #[serde(borrow, default)]
    module: BTreeMap<&'a str, Module>,
}

#[derive(Deserialize, PartialEq)]
struct Resource<'a> {
    #[serde(borrow)]
    provider: Option<&'a str>,
}

#[derive(Deserialize, PartialEq)]
struct Module {
    #[serde(default)]
    providers: Value,
}

/// Returns whether a block may have been removed, or may use another provider configuration than before. True if an output
/// cannot be parsed.
pub(super) fn may_matter(old: &[u8], new: &str) -> bool {
    let (Ok(old), Ok(new)) =
        (serde_json::from_slice::<Glance<'_>>(old), serde_json::from_str::<Glance<'_>>(new))
    else {
        return true;
    };
    if old.resource.is_empty() && old.module.is_empty() {
        return false;
    }
    let resources = old.resource.iter().all(|(type_name, named)| {
        let there = new.resource.get(type_name);
        named.iter().all(|(name, body)| there.and_then(|there| there.get(name)) == Some(body))
    });
    let modules = old.module.iter().all(|(name, body)| new.module.get(name) == Some(body));
    !(resources && modules && old.provider == new.provider)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn glance_notices_removed_blocks_and_changed_providers_only() {
        let old = json!({
            "//": { "terrace": "x" },
            "provider": { "aws": [{ "alias": "east", "region": "a" }] },
            "resource": { "aws_vpc": { "a": { "provider": "aws.east", "cidr_block": "x" } }, "null_resource": { "b": {} } },
            "module": { "c": { "source": "./c", "providers": { "aws": "aws.east" } } },
        });
        let matters = |new: &Value| may_matter(old.to_string().as_bytes(), &new.to_string());
        assert!(!matters(&old));
        let edited = |pointer: &str, value: Value| {
            let mut new = old.clone();
            *new.pointer_mut(pointer).unwrap() = value;
            new
        };
        assert!(!matters(&edited("/resource/aws_vpc/a/cidr_block", json!("y"))));
        assert!(!matters(&edited("/module/c/source", json!("./d"))));
        assert!(!matters(&edited("/resource/null_resource", json!({ "b": {}, "more": {} }))));
        assert!(matters(&edited("/resource/null_resource", json!({ "more": {} }))));
        assert!(matters(&edited("/resource/aws_vpc/a/provider", json!("aws.west"))));
        assert!(matters(&edited("/provider/aws/0/region", json!("b"))));
        assert!(matters(&edited("/module/c/providers/aws", json!("aws.west"))));
        assert!(matters(&edited("/module", json!({}))));
        assert!(may_matter(b"[", "{}"));
        let nothing = json!({ "provider": { "aws": {} } });
        assert!(!may_matter(nothing.to_string().as_bytes(), &old.to_string()), "there was nothing");
    }
}

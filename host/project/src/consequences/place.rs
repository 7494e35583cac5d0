//! Decides where a provider configuration points.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use terrace_core::difference::Attribute;

/// Arguments of various providers that decide where resources are made. Their values may be shown.
const PLACES: &[&str] = &[
    "account_id",
    ALLOWED,
    "assume_role",
    "assume_role_with_web_identity",
    "config_context",
    "location",
    "namespace",
    "organization",
    "owner",
    "profile",
    "project",
    "region",
    "subscription_id",
    "tenant_id",
    "zone",
];
/// Such arguments whose values may contain a password.
const SERVERS: &[&str] = &["address", "api_url", "base_url", "endpoint", "host", "server", "url"];
const ALLOWED: &str = "allowed_account_ids";
/// Arguments that do not matter if the account is known.
const WAYS_IN: &[&str] = &["assume_role", "assume_role_with_web_identity", "profile"];

/// AWS services that are not regional, by type name prefix. `NOT_GLOBAL` has the exceptions.
const GLOBAL: &[&str] = &[
    "aws_account_",
    "aws_budgets_",
    "aws_cloudfront_",
    "aws_globalaccelerator_",
    "aws_iam_",
    "aws_organizations_",
    "aws_route53_",
    "aws_shield_",
    "aws_waf_",
];
const NOT_GLOBAL: &[&str] = &["aws_route53_resolver_"];

/// Returns whether resources of this type are independent of their provider's region.
pub(super) fn is_global(type_name: &str) -> bool {
    let begins = |all: &[&str]| all.iter().any(|beginning| type_name.starts_with(beginning));
    begins(GLOBAL) && !begins(NOT_GLOBAL)
}

/// Returns the arguments by which two configurations of a provider point to different places, sorted. A missing configuration
/// counts as one without arguments.
pub(super) fn differences(old: Option<&Value>, new: Option<&Value>) -> Vec<Attribute> {
    let (mut old, mut new) = (place(old), place(new));
    if old.get(ALLOWED).is_some_and(|allowed| is_one(allowed) && new.get(ALLOWED) == Some(allowed)) {
        for name in WAYS_IN {
            old.remove(name);
            new.remove(name);
        }
    }
    let names = PLACES.iter().chain(SERVERS).filter(|name| old.get(*name) != new.get(*name));
    let shown =
        |name: &str, of: &BTreeMap<&str, Value>| of.get(name).filter(|_| PLACES.contains(&name)).cloned();
    let attribute =
        |name: &&str| Attribute { path: (*name).to_owned(), old: shown(name, &old), new: shown(name, &new) };
    names.map(attribute).collect()
}

fn place(body: Option<&Value>) -> BTreeMap<&'static str, Value> {
    let Some(body) = body.and_then(Value::as_object) else { return BTreeMap::new() };
    let argument = |name: &&'static str| {
        let value = body.get(*name).filter(|value| !value.is_null())?;
        Some((*name, if name.starts_with("assume_role") { account(value) } else { value.clone() }))
    };
    PLACES.iter().chain(SERVERS).filter_map(argument).collect()
}

/// Returns the account of the role that is assumed last, or the role if its ARN does not contain an account.
fn account(roles: &Value) -> Value {
    let role = roles.as_array().map_or(Some(roles), |roles| roles.last());
    let Some(arn) = role.and_then(Value::as_object).and_then(|role: &Map<_, _>| role.get("role_arn")) else {
        return roles.clone();
    };
    let account = arn.as_str().and_then(|arn| arn.split(':').nth(4));
    let is_account = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    account.filter(is_account).map_or_else(|| arn.clone(), Value::from)
}

fn is_one(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn provider_differences_in_region_and_account_are_found() {
        let role = |account: &str, name: &str| json!({ "role_arn": format!("arn:aws:iam::{account}:role/{name}"), "session_name": name });
        let differ = |old: Value, new: Value| {
            let found = differences(Some(&old), Some(&new));
            found.into_iter().map(|it| it.path).collect::<Vec<_>>().join(" ")
        };
        for (old, new, expected) in [
            (json!({ "region": "a" }), json!({ "region": "b" }), "region"),
            (json!({ "region": "a", "alias": "x" }), json!({ "region": "a", "default_tags": {} }), ""),
            (json!({ "profile": "a" }), json!({ "profile": "b" }), "profile"),
            (json!({ "assume_role": role("1", "a") }), json!({ "assume_role": [role("1", "b")] }), ""),
            (
                json!({ "assume_role": role("1", "a") }),
                json!({ "assume_role": role("2", "a") }),
                "assume_role",
            ),
            (json!({ "assume_role": role("1", "a") }), json!({}), "assume_role"),
            (
                json!({ "allowed_account_ids": ["1"], "profile": "a" }),
                json!({ "allowed_account_ids": ["1"], "assume_role": role("1", "a") }),
                "",
            ),
            (json!({ "host": "https://a" }), json!({ "host": "https://b" }), "host"),
        ] {
            assert_eq!(differ(old.clone(), new.clone()), expected, "{old} {new}");
        }
        let host = differences(Some(&json!({ "host": "u:p@a" })), None);
        assert_eq!((&host[0].old, &host[0].new), (&None, &None), "a server's address may hold a password");
    }

    #[test]
    fn global_services_have_no_region() {
        assert!(is_global("aws_iam_role") && is_global("aws_route53_record"));
        assert!(!is_global("aws_route53_resolver_rule") && !is_global("aws_s3_bucket"));
    }
}

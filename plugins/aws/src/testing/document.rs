//! The rules for one policy document.

use super::literal::UNKNOWN;
use crate::policy_grammar::{accepts, is_action, is_condition_key, is_operator, is_resource, is_sid};
use std::collections::BTreeSet;
use terrace_sdk::serde_json::{Map, Value as Json};

/// What a policy belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A managed policy.
    Managed,
    /// A policy within a role, user or group.
    Identity,
    /// The trust policy of a role.
    Trust,
    /// The policy of a KMS key, whose resource is always the key.
    Key,
    /// The policy of a secret, whose resource may be `*` for the secret.
    Own,
    /// The policy of another resource, which names it.
    Resource,
    /// The policy of a VPC endpoint, which only limits what other policies allow.
    Endpoint,
    /// The policy of a repository, which has no resource.
    Repository,
}

impl Kind {
    /// Returns the maximum number of characters.
    fn max_chars(self) -> usize {
        match self {
            Self::Managed => 6144,
            Self::Identity => 10_240,
            Self::Trust => 2048,
            Self::Key => 32_768,
            Self::Own | Self::Resource | Self::Endpoint | Self::Repository => 20_480,
        }
    }

    fn has_principals(self) -> bool {
        !matches!(self, Self::Managed | Self::Identity)
    }

    fn has_resources(self) -> bool {
        !matches!(self, Self::Trust | Self::Repository)
    }

    /// Returns whether `*` among the resources means no more than the one that the policy belongs to, or adds
    /// no permission.
    fn is_bound(self) -> bool {
        matches!(self, Self::Key | Self::Own | Self::Endpoint)
    }
}

/// Returns what is wrong with a document.
pub(super) fn check(document: &Json, kind: Kind, needed: &[&str]) -> Vec<String> {
    let mut problems = Vec::new();
    let Some(members) = document.as_object() else { return vec!["it is not an object".into()] };
    unknown_keys(members, &["Version", "Id", "Statement"], "it", &mut problems);
    if members.get("Version") != Some(&Json::from("2012-10-17")) {
        problems.push("its version is not 2012-10-17".into());
    }
    let size = document.to_string().chars().filter(|c| !c.is_whitespace()).count();
    if size > kind.max_chars() {
        problems.push(format!("it has {size} characters, but IAM allows {}", kind.max_chars()));
    }
    let statements = list(members.get("Statement"));
    if statements.is_empty() {
        problems.push("it has no statements".into());
    }
    let mut sids = BTreeSet::new();
    for (i, statement) in statements.iter().enumerate() {
        let mut found = Vec::new();
        match statement.as_object() {
            Some(members) => Statement { members, kind, needed }.check(&mut sids, &mut found),
            None => found.push("is not an object".into()),
        }
        problems.extend(found.into_iter().map(|it| format!("statement {i} {it}")));
    }
    problems
}

struct Statement<'a> {
    members: &'a Map<String, Json>,
    kind: Kind,
    needed: &'a [&'a str],
}

const KEYS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

impl<'a> Statement<'a> {
    fn check(&self, sids: &mut BTreeSet<&'a str>, found: &mut Vec<String>) {
        unknown_keys(self.members, &KEYS, "", found);
        if let Some(sid) = self.members.get("Sid") {
            let sid = sid.as_str().unwrap_or_default();
            if sid.is_empty() || !is_sid(sid) {
                found.push(format!("has the name `{sid}`, which is not letters and digits"));
            }
            if !sids.insert(sid) {
                found.push(format!("has the name `{sid}`, as another one has"));
            }
        }
        if !matches!(self.text("Effect"), Some("Allow" | "Deny")) {
            found.push("has no effect `Allow` or `Deny`".into());
        }
        self.one_of("Action", "NotAction", true, found);
        self.one_of("Resource", "NotResource", self.kind.has_resources(), found);
        self.one_of("Principal", "NotPrincipal", self.kind.has_principals(), found);
        self.check_actions(found);
        self.check_resources(found);
        self.check_principals(found);
        self.check_conditions(found);
        if self.text("Effect") == Some("Allow") {
            self.check_privileges(found);
        }
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.members.get(key).and_then(Json::as_str)
    }

    fn texts(&self, key: &str) -> Vec<&'a str> {
        texts(self.members.get(key))
    }

    fn one_of(&self, one: &str, other: &str, wanted: bool, found: &mut Vec<String>) {
        match (self.members.contains_key(one), self.members.contains_key(other), wanted) {
            (false, false, true) => found.push(format!("has neither {one} nor {other}")),
            (true, true, true) => found.push(format!("has both {one} and {other}")),
            (true, _, false) | (_, true, false) => {
                found.push(format!("has {one} or {other}, which do not belong here"))
            }
            _ => {}
        }
        for key in [one, other] {
            if self.members.get(key).is_some_and(|value| value.as_array().is_some_and(Vec::is_empty)) {
                found.push(format!("has an empty {key}"));
            }
        }
    }

    fn check_actions(&self, found: &mut Vec<String>) {
        for action in [self.texts("Action"), self.texts("NotAction")].concat() {
            if !action.contains(UNKNOWN) && !is_action(action) {
                found.push(format!("has `{action}`, which is not an action"));
            }
            if self.kind == Kind::Trust && !action.starts_with("sts:") {
                found.push(format!("has the action `{action}`, but a trust policy is about `sts`"));
            }
        }
    }

    fn check_resources(&self, found: &mut Vec<String>) {
        for arn in [self.texts("Resource"), self.texts("NotResource")].concat() {
            if !arn.contains(UNKNOWN) && !is_resource(arn) {
                found.push(format!("has the resource `{arn}`, which is not an ARN"));
            }
        }
    }

    fn check_principals(&self, found: &mut Vec<String>) {
        for key in ["Principal", "NotPrincipal"] {
            match self.members.get(key) {
                None => {}
                Some(Json::String(all)) if all == "*" => {}
                Some(Json::Object(kinds)) => {
                    unknown_keys(kinds, &["AWS", "Service", "Federated", "CanonicalUser"], "", found);
                    for (kind, names) in kinds {
                        for name in texts(Some(names)) {
                            if !name.contains(UNKNOWN) && !is_principal(kind, name) {
                                found.push(format!(
                                    "has the principal `{name}`, which is not of the kind {kind}"
                                ));
                            }
                        }
                    }
                }
                Some(_) => found.push(format!("has a {key} that is neither `*` nor an object")),
            }
        }
    }

    fn check_conditions(&self, found: &mut Vec<String>) {
        let Some(conditions) = self.members.get("Condition") else { return };
        let Some(conditions) = conditions.as_object().filter(|conditions| !conditions.is_empty()) else {
            return found.push("has conditions that are not an object with members".into());
        };
        for (operator, keys) in conditions {
            if !is_operator(operator) {
                found.push(format!("has the operator `{operator}`, which IAM does not have"));
            }
            // The keys may be an expression.
            for (key, values) in keys.as_object().into_iter().flatten() {
                if !key.contains(UNKNOWN) && !is_condition_key(key) {
                    found.push(format!("has `{key}`, which is not a key of a condition"));
                }
                let values = texts(Some(values));
                if values.is_empty() {
                    found.push(format!("has no strings as values of `{key}`"));
                }
                for value in
                    values.iter().filter(|value| !value.contains(UNKNOWN) && !accepts(operator, value))
                {
                    found.push(format!("has `{value}`, which is not a value for `{operator}`"));
                }
            }
        }
    }

    fn check_privileges(&self, found: &mut Vec<String>) {
        let (actions, has_conditions) = (self.texts("Action"), self.members.contains_key("Condition"));
        if self.members.contains_key("NotAction") && self.kind != Kind::Endpoint {
            found.push("allows all actions except some".into());
        }
        // The account's statement in the policy of a key: without it, nobody can change the policy.
        let is_root = self.kind == Kind::Key && self.is_account_only();
        for action in &actions {
            let is_broad = *action == "*" || action.ends_with(":*");
            if is_broad && !is_root && self.kind != Kind::Endpoint {
                let all = if *action == "*" { "every action" } else { "every action of a service" };
                found.push(format!("allows `{action}`, {all}"));
            }
        }
        if self.texts("Resource").contains(&"*") && !self.kind.is_bound() {
            for action in actions.iter().filter(|action| !self.needed.contains(*action)) {
                found.push(format!("allows `{action}` on every resource"));
            }
        }
        if self.is_for_everybody() && !has_conditions && self.kind != Kind::Endpoint {
            found.push("allows everybody, without a condition".into());
        }
    }

    fn is_for_everybody(&self) -> bool {
        let principal = self.members.get("Principal");
        principal.is_some_and(|it| it == "*" || texts(it.get("AWS")).contains(&"*"))
    }

    /// Returns whether the only principal is an account: `arn:aws:iam::123456789012:root`.
    fn is_account_only(&self) -> bool {
        let principals = self.members.get("Principal").and_then(Json::as_object);
        principals.is_some_and(|kinds| {
            kinds.len() == 1 && texts(kinds.get("AWS")).iter().all(|arn| arn.ends_with(":root"))
        })
    }
}

fn is_principal(kind: &str, name: &str) -> bool {
    match kind {
        "AWS" => {
            let is_account = name.len() == 12 && name.chars().all(|c| c.is_ascii_digit());
            let is_arn = name.starts_with("arn:") && (name.contains(":iam::") || name.contains(":sts::"));
            name == "*" || is_account || is_arn && !name.contains('*')
        }
        "Service" => {
            name.contains('.') && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
        }
        "Federated" => name.contains('.') || name.starts_with("arn:"),
        _ => !name.is_empty(),
    }
}

fn unknown_keys(members: &Map<String, Json>, known: &[&str], subject: &str, found: &mut Vec<String>) {
    for key in members.keys().filter(|key| !known.contains(&key.as_str())) {
        found.push(format!("{subject} has the key `{key}`, which IAM does not know").trim_start().to_owned());
    }
}

fn list(value: Option<&Json>) -> Vec<&Json> {
    match value {
        Some(Json::Array(items)) => items.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    }
}

fn texts(value: Option<&Json>) -> Vec<&str> {
    list(value).into_iter().filter_map(Json::as_str).collect()
}

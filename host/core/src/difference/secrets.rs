//! Secrets in a configuration, and differences that hide them.
//!
//! A written configuration lists the paths of its secrets under `"//"`. So they are hidden in a difference from it even if the
//! stack file has other secrets by then, or none.

use super::attributes::{Attribute, HIDDEN};
use super::blocks;
use crate::model::Secrets;
use crate::path::{Path, member};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The paths of secrets, by the address of the block. An empty path means the whole block.
pub type Places = BTreeMap<String, BTreeSet<String>>;

/// Finds the paths of these secrets in a configuration.
pub fn places(configuration: &Value, secrets: &Secrets) -> Places {
    let mut places = Places::new();
    for (address, body) in blocks::of(configuration) {
        let mut found = BTreeSet::new();
        find(&body, String::new(), secrets, &mut found);
        if !found.is_empty() {
            places.insert(address.text, found);
        }
    }
    places
}

fn find(value: &Value, path: String, secrets: &Secrets, found: &mut BTreeSet<String>) {
    let is_secret = match value {
        Value::String(text) => secrets.are_in(text),
        Value::Number(number) => secrets.are_in(&number.to_string()),
        // A path through such a key would reveal it.
        Value::Object(members) => members.keys().any(|key| !secrets.find(key).is_empty()),
        _ => false,
    };
    match value {
        _ if is_secret => _ = found.insert(path),
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| find(value, member(&path, key), secrets, found));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| find(item, format!("{path}[{index}]"), secrets, found));
        }
        _ => {}
    }
}

/// Reads the paths of secrets that a configuration lists.
pub fn of(configuration: &Value) -> Places {
    let places = configuration.get(blocks::REMARK).and_then(|remark| remark.get("secrets"));
    let mut places: Places =
        places.and_then(|places| serde_json::from_value(places.clone()).ok()).unwrap_or_default();
    // An earlier version may have written the same path differently.
    for paths in places.values_mut() {
        *paths = paths.iter().map(|path| Path::parse(path).to_string()).collect();
    }
    places
}

/// Hides the values at these paths. The difference itself stays.
pub(super) fn hide(attributes: Vec<Attribute>, places: &BTreeSet<String>) -> Vec<Attribute> {
    let mut shown: Vec<Attribute> = Vec::new();
    for Attribute { path, old, new } in attributes {
        let Some(place) = places.iter().find(|place| is_below(&path, place)) else {
            let mask = |value: Option<Value>| value.map(|value| masked(value, &path, places));
            let (old, new) = (mask(old), mask(new));
            shown.push(Attribute { path, old, new });
            continue;
        };
        // Everything below the path is part of the secret, including names.
        if shown.last().is_none_or(|last| last.path != *place) {
            let hidden = Some(Value::from(HIDDEN));
            shown.push(Attribute { path: place.clone(), old: hidden.clone(), new: hidden });
        }
    }
    shown
}

fn is_below(path: &str, place: &str) -> bool {
    match path.strip_prefix(place) {
        Some(rest) if place.is_empty() => !rest.is_empty(),
        Some(rest) => rest.starts_with(['.', '[']),
        None => false,
    }
}

fn masked(value: Value, path: &str, places: &BTreeSet<String>) -> Value {
    if places.contains(path) {
        return HIDDEN.into();
    }
    match value {
        Value::Object(members) => {
            let member = |(key, value): (String, Value)| {
                let path = member(path, &key);
                (key, masked(value, &path, places))
            };
            Value::Object(members.into_iter().map(member).collect())
        }
        Value::Array(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(index, item)| masked(item, &format!("{path}[{index}]"), places)).collect()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{compare, text};
    use super::*;
    use serde_json::json;

    /// Returns a configuration with this body of a resource and these outputs, which lists the paths of the secret.
    fn configuration(secret: &str, body: Value, outputs: Value) -> Value {
        let mut secrets = Secrets::default();
        secrets.add(secret);
        let mut configuration =
            json!({ "resource": { "x_y": { "z": body } }, "output": outputs, "locals": { "l": secret } });
        configuration["//"] = json!({ "secrets": places(&configuration, &secrets) });
        configuration
    }

    #[test]
    fn old_and_new_secrets_are_hidden_and_differ() {
        let (before, after) = ("hunter2hunter2", "correct-horse");
        let old = configuration(
            before,
            json!({ "a": before, "list": [1, { "b": before }], "open": "1", "was": format!("x{before}"),
                "keys": { before: 1 }, "gone": { "c": before, "d": 1 } }),
            json!({ "o": { "value": before } }),
        );
        let new = configuration(
            after,
            json!({ "a": after, "list": [1, { "b": after }], "open": "2", "is": { "x": { "y": after, "z": 1 } },
                "keys": { after: 1 } }),
            json!({ "o": { "value": after } }),
        );
        let changes = compare(&old, &new);
        let shown = text(&changes, false) + &serde_json::to_string_pretty(&changes).unwrap();
        assert!(!shown.contains("hunter2") && !shown.contains("horse"), "{shown}");
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn places_are_paths_to_secrets_of_every_kind() {
        let mut secrets = Secrets::default();
        ["hunter2hunter2", "53173"].iter().for_each(|secret| secrets.add(secret));
        let body = json!({ "a": "x hunter2hunter2", "n": [53173], "o": { "k": "hunter2hunter2" }, "open": [1, true, null] });
        let configuration =
            json!({ "resource": { "x_y": { "z": body } }, "locals": { "l": "hunter2hunter2" } });
        let places = places(&configuration, &secrets);
        assert_eq!(json!(places), json!({ "x_y.z": ["a", "n[0]", "o.k"], "local.l": [""] }));
    }

    #[test]
    fn place_of_a_secret_hides_what_is_below() {
        let changed = |place: &str, old: Value, new: Value| {
            let configuration = |body: Value| json!({ "//": { "secrets": { "x_y.z": [place] } }, "resource": { "x_y": { "z": body } } });
            text(&compare(&configuration(old), &configuration(new)), false)
        };
        let whole = changed("", json!({ "a": "s1", "b": ["s2"] }), json!({ "a": "s3" }));
        assert_eq!(whole, "~ x_y.z\n    ~ value: \"(sensitive)\" -> \"(sensitive)\"\n1 changed\n");
        let part = changed(
            "tags",
            json!({ "tags": { "a": "s1" } }),
            json!({ "tags": { "b": "s2" }, "tags_all": 1 }),
        );
        assert_eq!(
            part,
            "~ x_y.z\n    ~ tags: \"(sensitive)\" -> \"(sensitive)\"\n    + tags_all: 1\n1 changed\n"
        );
    }

    #[test]
    fn moved_block_keeps_its_secrets() {
        let mut old = configuration("hunter2hunter2", json!({ "a": "hunter2hunter2" }), json!({}));
        let mut new = json!({ "resource": { "x_y": { "w": { "a": "" } } } });
        new["moved"] = json!([{ "from": "x_y.z", "to": "x_y.w" }]);
        assert!(!text(&compare(&old, &new), false).contains("hunter2"));
        // A path that is secret in the new configuration is secret in the old one, which may have been written before.
        old["//"] = json!({});
        new["//"] = json!({ "secrets": { "x_y.w": ["a"], "local.l": [""] } });
        let shown = text(&compare(&old, &new), false);
        assert!(!shown.contains("hunter2") && shown.contains("(sensitive)"), "{shown}");
    }

    #[test]
    fn secrets_stay_hidden_at_paths_in_an_earlier_notation() {
        let listed =
            json!({ "//": { "secrets": { "x_y.z": ["tags.a/b", "tags[\"c\u{200b}\"]", "list[0].d"] } } });
        let expected = ["list[0].d", "tags[\"a/b\"]", "tags[\"c\\u200b\"]"];
        assert!(of(&listed)["x_y.z"].iter().eq(expected), "{:?}", of(&listed));
    }
}

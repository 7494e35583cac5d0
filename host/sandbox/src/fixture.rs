//! Fixtures: values that the stack file sets for objects it does not create.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::settings::split_instance;

/// Attributes and their values, by pattern.
type Patterns = BTreeMap<String, BTreeMap<String, Json>>;

/// Values set for data sources, ephemeral resources, and the computed attributes of resources.
///
/// A pattern is a type (`aws_availability_zones`), an address (`aws_ami.compute_primary_linux`) or an address with `*` for any
/// run of characters (`aws_ami.*_primary_*`). In `data` it may begin with `data.`, in `ephemeral` with `ephemeral.`. If several
/// patterns match, the one with more literal characters wins, attribute by attribute.
///
/// ```json
/// { "data": { "aws_caller_identity": { "account_id": "210987654321" },
///             "data.aws_secretsmanager_secret_version.iam__database": { "secret_string": { "username": "app" } } } }
/// ```
///
/// The value of an attribute that holds JSON text may be written as the decoded JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fixtures {
    /// Values for data sources.
    pub data: Patterns,
    /// Values for ephemeral resources.
    pub ephemeral: Patterns,
    /// Values for computed attributes of managed resources, used when they are created.
    pub resource: Patterns,
}

/// Returns the values set for one block: for its address if that is known, otherwise for its type.
pub(crate) fn prescribed(
    patterns: &Patterns,
    type_name: &str,
    address: Option<&str>,
) -> BTreeMap<String, Json> {
    let mut fitting: Vec<_> =
        patterns.iter().filter(|(pattern, _)| fits(pattern, type_name, address)).collect();
    fitting.sort_by_key(|(pattern, _)| pattern.chars().filter(|letter| *letter != '*').count());
    let mut values = BTreeMap::new();
    for (_, attributes) in fitting {
        values.extend(attributes.iter().map(|(name, json)| (name.clone(), json.clone())));
    }
    values
}

/// Returns true if the pattern names a block rather than a whole type.
pub(crate) fn is_address(pattern: &str) -> bool {
    local(pattern).contains('.')
}

/// Returns true if the pattern may match the block at this address.
pub(crate) fn fits(pattern: &str, type_name: &str, address: Option<&str>) -> bool {
    let pattern = local(pattern);
    if !pattern.contains('.') {
        return matches(pattern, type_name);
    }
    let Some(address) = address.map(local) else { return false };
    matches(pattern, address) || matches(pattern, split_instance(address).0)
}

fn local(address: &str) -> &str {
    address.strip_prefix("data.").or_else(|| address.strip_prefix("ephemeral.")).unwrap_or(address)
}

fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text.strip_prefix(head).is_some_and(|rest| {
            let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.into_iter().any(|at| matches(tail, &rest[at..]))
        }),
    }
}

/// Returns true if the pattern is for blocks of this type, whatever their names.
pub(crate) fn of_type(pattern: &str, type_name: &str) -> bool {
    local(pattern).split('.').next() == Some(type_name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Fixtures, fits, prescribed};

    #[test]
    fn fixture_pattern_is_a_type_an_address_or_has_stars() {
        let address = Some("data.aws_ami.compute_primary_linux[\"a\"]");
        for pattern in [
            "aws_ami",
            "aws_ami.compute_primary_linux",
            "data.aws_ami.*_primary_*",
            "aws_*",
            "aws_ami.compute_primary_linux[\"a\"]",
        ] {
            assert!(fits(pattern, "aws_ami", address), "{pattern}");
        }
        for pattern in
            ["aws", "aws_ami.linux", "aws_ami.*_secondary_*", "aws_ami.compute_primary_linux[\"b\"]"]
        {
            assert!(!fits(pattern, "aws_ami", address), "{pattern}");
        }
        assert!(!fits("aws_ami.linux", "aws_ami", None));
    }

    #[test]
    fn fixture_pattern_that_is_more_specific_wins_per_attribute() {
        let fixtures: Fixtures = serde_json::from_value(json!({ "data": {
            "aws_ami": { "id": "general", "name": "general" },
            "aws_ami.linux": { "id": "particular" }
        } }))
        .unwrap();
        let values = prescribed(&fixtures.data, "aws_ami", Some("data.aws_ami.linux"));
        assert_eq!(serde_json::to_value(values).unwrap(), json!({ "id": "particular", "name": "general" }));
    }

    #[test]
    fn fixture_kinds_that_are_misspelled_are_rejected() {
        assert!(serde_json::from_value::<Fixtures>(json!({ "datas": {} })).is_err());
    }
}

//! Conditions of statements.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// Conditions by operator and key.
type Conditions = BTreeMap<String, BTreeMap<String, Vec<Input<String>>>>;

/// Keys, in lower case, of which a fixed value keeps a policy for everybody from being public.
const LIMITING: [&str; 13] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Keys, in lower case, that say for whom a service acts.
const SOURCES: [&str; 4] = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];

/// Returns whether the conditions limit a statement for everybody to known callers.
pub(super) fn limit_everybody(conditions: &Conditions) -> bool {
    let limits = |(key, values): (&String, &Vec<Input<String>>)| {
        let is_fixed = |value: &Input<String>| {
            value
                .known()
                .is_none_or(|text| !text.is_empty() && text.as_str() != "*" && text.as_str() != "0.0.0.0/0")
        };
        LIMITING.contains(&key.to_ascii_lowercase().as_str())
            && !values.is_empty()
            && values.iter().all(is_fixed)
    };
    let selects = |operator: &str| {
        // With these, a request without the key, or with another value, is allowed.
        let loose = operator.contains("Not")
            || operator.ends_with("IfExists")
            || operator.starts_with("ForAllValues:");
        !loose && !["Bool", "Null"].contains(&operator)
    };
    conditions.iter().any(|(operator, keys)| selects(operator) && keys.iter().any(limits))
}

/// Returns whether the conditions say for whom a service may act.
pub(super) fn name_source(conditions: &Conditions) -> bool {
    let mut keys = conditions.values().flat_map(BTreeMap::keys);
    keys.any(|key| SOURCES.contains(&key.to_ascii_lowercase().as_str()))
}

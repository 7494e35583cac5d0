//! Conditions of statements.

use crate::keys::key_path;
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// Conditions by operator and key.
type Conditions = BTreeMap<String, BTreeMap<String, Vec<Input<String>>>>;

/// IAM's operators, without `IfExists` and without the quantifiers for keys with several values.
const OPERATORS: [&str; 27] = [
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "BinaryEquals",
    "Bool",
    "DateEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateNotEquals",
    "IpAddress",
    "NotIpAddress",
    "Null",
    "NumericEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericNotEquals",
    "StringEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotEquals",
    "StringNotEqualsIgnoreCase",
    "StringNotLike",
];

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

/// Checks operators, keys and values.
pub(super) fn check(conditions: &Conditions, path: &str) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let path = format!("{path}/conditions");
    for (operator, keys) in conditions {
        let path = key_path(&path, operator);
        if !OPERATORS.contains(&plain(operator)) {
            let summary = format!("`{operator}` is not an operator of IAM");
            let problem = Diagnostic::new("not-an-operator", summary).path(&path);
            problems.push(problem.hint("write one such as `StringEquals`, `ArnLike` or `Bool`"));
        }
        for (key, values) in keys {
            let path = key_path(&path, key);
            if !key.contains(':') {
                let summary = format!("`{key}` is not a condition key");
                let problem = Diagnostic::new("not-a-condition-key", summary).path(&path);
                problems.push(problem.hint("write a service and a name, such as `aws:SourceAccount`"));
            }
            if values.is_empty() {
                let summary = format!("the condition on `{key}` has no values");
                problems.push(Diagnostic::new("no-values", summary).path(&path).hint("list at least one"));
            }
        }
    }
    problems.finish()
}

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

/// Returns the operator without its quantifier and `IfExists`.
fn plain(operator: &str) -> &str {
    let operator = operator
        .strip_prefix("ForAllValues:")
        .or_else(|| operator.strip_prefix("ForAnyValue:"))
        .unwrap_or(operator);
    operator.strip_suffix("IfExists").unwrap_or(operator)
}

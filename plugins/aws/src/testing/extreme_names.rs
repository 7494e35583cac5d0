//! Stacks whose names are legal, but hard to turn into names in AWS.

use super::name_problems;
use std::fmt::Write;
use terrace_sdk::Tier;
use terrace_sdk::serde_json::json;
use terrace_sdk::testing::Instance;

/// Names of stacks, environments and regions.
const NAMES: [(&str, &str, &str); 13] = [
    ("sg-platform", "production", "primary"),
    ("sg", "p", "a"),
    ("internal-web", "production", "primary"),
    ("aws", "rds", "primary"),
    ("xn--shop", "production", "primary"),
    ("sthree-shop", "production", "primary"),
    ("shop--web", "production", "primary"),
    ("shop-", "production-", "primary-"),
    ("shop2026", "p1", "a1"),
    ("platform-of-the-whole-organisation", "production-of-europe", "standby-region"),
    (HUNDRED, "production", "primary"),
    (HUNDRED, HUNDRED, "a-standby-region"),
    (HUNDRED, HUNDRED, HUNDRED),
];

const HUNDRED: &str =
    "shop-with-a-long-name-shop-with-a-long-name-shop-with-a-long-name-shop-with-a-long-name-shop-with-a-";

/// Synthesizes an instance in stacks whose names are hard, each with and without a tag `Name` of the stack's own,
/// and asserts that AWS accepts all names of those that succeed. `instance` gets the name of the region.
///
/// Returns a line for each stack: `ok`, or the problems that the tier reports, with their paths.
///
/// # Panics
///
/// If AWS would refuse a name, with all of them.
#[track_caller]
pub fn names_in_extreme_stacks<T: Tier>(instance: impl Fn(&str) -> Instance<T>) -> String {
    let (mut lines, mut problems) = (String::new(), Vec::new());
    for (stack, environment, region) in NAMES {
        let named = || instance(region).stack(stack).environment(environment);
        let mut results = Vec::new();
        for instance in [named(), named().tags(json!({"Name": "shop"}))] {
            let result = instance.try_synth();
            problems.extend(result.iter().flat_map(|made| name_problems(made.json())));
            results.push(result.err().map_or_else(|| "ok".to_owned(), |problems| summary(&problems)));
        }
        let short = |name: &str| name.get(..40).map_or_else(|| name.to_owned(), |start| format!("{start}…"));
        let names = [stack, environment, region].map(short).join(", ");
        results.dedup();
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{names}: {}", results.join("; with a tag `Name`: "));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    lines
}

/// Returns the code and the path of each problem.
fn summary(problems: &str) -> String {
    let lines = problems.lines().filter_map(|line| match line.strip_prefix("  at ") {
        Some(path) => Some(format!("at {path}")),
        None if line.starts_with(' ') => None,
        None => line.split(':').next().map(str::to_owned),
    });
    lines.collect::<Vec<_>>().join(" ")
}

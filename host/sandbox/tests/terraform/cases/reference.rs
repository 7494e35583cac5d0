//! The reference architecture, as Terrace generates it.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use tempfile::TempDir;
use terrace_sandbox::add_schemas;

use super::Case;
use crate::run::{Stack, shared};

pub const ALL: &[Case] = &[
    ("three_tiers_with_inferred_schemas", || whole_life(&Stack::new(&three_tier()), &three_tier())),
    ("three_tiers_with_real_schemas", || with_real_schemas(&three_tier())),
    ("both_active_with_inferred_schemas", || whole_life(&Stack::new(&active_active()), &active_active())),
    ("both_active_with_real_schemas", || with_real_schemas(&active_active())),
    ("a_region_more_adds_and_changes_little", region),
];

fn three_tier() -> Json {
    serde_json::from_str(include_str!("../stacks/three-tier.json")).unwrap()
}

fn active_active() -> Json {
    serde_json::from_str(include_str!("../stacks/active-active.json")).unwrap()
}

fn addresses(configuration: &Json) -> BTreeSet<String> {
    let types = configuration["resource"].as_object().unwrap().iter();
    types
        .flat_map(|(ty, named)| named.as_object().unwrap().keys().map(move |name| format!("{ty}.{name}")))
        .collect()
}

/// A third region adds its own resources; of the existing ones, only the policy that lists the regions' databases changes.
fn region() {
    let stack = Stack::new(&three_tier());
    stack.apply();
    let before = stack.objects();
    let three: Json = serde_json::from_str(include_str!("../stacks/three-regions.json")).unwrap();
    stack.write(&three);
    let more = addresses(&three).len() - addresses(&three_tier()).len();
    let said = stack.apply();
    assert!(said.contains(&format!("Plan: {more} to add, 1 to change, 0 to destroy")), "{said}");
    assert!(said.contains("aws_iam_policy.iam__databases: Modifying"), "{said}");
    let after = stack.objects();
    assert!(before.keys().all(|address| after[address]["id"] == before[address]["id"]));
}

/// Applies exactly the generated configuration, finds nothing more to do, and destroys everything.
fn whole_life(stack: &Stack, configuration: &Json) {
    stack.prepare();
    assert_eq!(stack.prepare().init, None, "a sandbox is initialized once");
    stack.apply();
    let made: BTreeSet<_> =
        stack.objects().into_keys().filter(|address| !address.starts_with("data.")).collect();
    assert_eq!(made, addresses(configuration));
    stack.destroy();
}

fn with_real_schemas(configuration: &Json) {
    let (Some(aws), Some(random)) = (shared("aws-6.47.0.json.gz"), shared("random-3.7.2.json.gz")) else {
        return println!("skipped: the real schemas are not available");
    };
    let schemas = TempDir::new().unwrap();
    assert_eq!(add_schemas(&aws, schemas.path()).unwrap(), ["hashicorp/aws"]);
    assert_eq!(add_schemas(&random, schemas.path()).unwrap(), ["hashicorp/random"]);
    let mut stack = Stack::new(configuration);
    stack.options.schemas = vec![schemas.path().to_owned()];
    whole_life(&stack, configuration);
}

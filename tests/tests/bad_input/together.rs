//! Tiers that are correct by themselves, but not in combination.

use super::{stacks, synth};
use terrace_test_artifacts::QUEUES;

fn with_faulty(stack: &str) -> String {
    synth(&[("terrace.yaml", stack.as_bytes()), ("faulty.wasm", terrace_test_artifacts::FAULTY)], &[])
}

#[test]
fn cycles() {
    let two = "\
stack: shop
tiers:
  left: { component: ./faulty.wasm, inputs: { fault: expression, value: '$${tier.right.id}' }, grants: [{ references: [tier.right.id] }] }
  right: { component: ./faulty.wasm, inputs: { fault: expression, value: '$${tier.left.id}' }, grants: [{ references: [tier.left.id] }] }
";
    let regions = "\
stack: shop
regions: { a: {}, b: {} }
tiers:
  left: { component: ./faulty.wasm, regions: all, inputs: { fault: expression, value: '$${tier.right.id}' }, grants: [{ references: [tier.right.id] }] }
  right: { component: ./faulty.wasm, regions: all, inputs: { fault: expression, value: '$${tier.left.id}' }, grants: [{ references: [tier.left.id] }] }
";
    let itself = "\
stack: shop
tiers:
  main: { component: ./faulty.wasm, inputs: { fault: expression, value: '$${tier.main.id}' }, grants: [{ references: [tier.main.id] }] }
";
    let shown = [("two tiers", two), ("in both regions", regions), ("itself", itself)]
        .map(|(name, stack)| format!("=== {name}\n{}", with_faulty(stack)));
    snapshot!(shown.concat());
}

#[test]
fn blocks_with_the_same_address() {
    let stack = "\
stack: shop
regions: { a: {}, b: {} }
tiers:
  web: { component: ./faulty.wasm, regions: all, inputs: { fault: duplicate-different } }
";
    snapshot!(with_faulty(stack));
}

/// Returns the tier for queues, for other versions of the provider.
fn for_another_aws() -> Vec<u8> {
    const VERSIONS: &[u8] = b">= 5.0, < 7.0";
    const OTHERS: &[u8] = b">= 7.0, < 8.0";
    let mut bytes = QUEUES.to_vec();
    let places: Vec<_> =
        bytes.windows(VERSIONS.len()).enumerate().filter(|(_, text)| *text == VERSIONS).collect();
    let [(at, _)] = places[..] else { panic!("{} constraints", places.len()) };
    bytes[at..at + OTHERS.len()].copy_from_slice(OTHERS);
    bytes
}

#[test]
fn provider_versions() {
    let tiers = "\
stack: shop
regions: { home: { aws: { region: us-east-1 } } }
tiers:
  queues: { component: ./queues.wasm, regions: all, inputs: { names: [jobs] } }
  storage: { component: storage, regions: all }
";
    let tiers = synth(&[("terrace.yaml", tiers.as_bytes()), ("queues.wasm", &for_another_aws())], &[]);
    let stack = |aws: &str| {
        format!(
            "\
stack: shop
providers:
  random: {{ version: \"~> 3.5\" }}
  aws: {{ {aws} }}
regions: {{ home: {{ aws: {{ region: us-east-1 }} }} }}
tiers:
  network: {{ component: network, regions: all }}
  storage: {{ component: storage, regions: all }}
"
        )
    };
    let with_stack = stacks(&[
        ("stack file and tiers", &stack("version: \"~> 4.0\"")),
        ("the stack file with itself", &stack("version: \">= 6.0, < 6.0\"")),
        ("no constraint", &stack("version: latest")),
        ("another source", &stack("source: example/aws")),
        ("no source", &stack("source: a/b/c/d")),
    ]);
    snapshot!(format!("=== two tiers\n{tiers}{with_stack}"));
}

#[test]
fn provider_without_a_region() {
    let head = "stack: shop\nregions:\n  a: { aws: { region: us-east-1 } }\n  b: { aws: { region: us-west-2 } }\n  c: {}\n";
    let no_default = format!("{head}tiers:\n  storage: {{ component: storage }}\n");
    let unconfigured = format!("{head}tiers:\n  storage: {{ component: storage, regions: [c] }}\n");
    let no_source = "stack: shop\nproviders: { cloudflare: { configuration: { api_token: x } } }\n";
    snapshot!(stacks(&[
        ("no default region", &no_default),
        ("not configured", &unconfigured),
        ("of unknown source", no_source),
    ]));
}

//! The schema for editors accepts every existing stack, and rejects mistakes.

use crate::under_test;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_tests::program::{CommandOutput, Sandbox, repository};
use terrace_tests::schema::{against, faults};

const STACK: &str = "\
stack: shop
regions:
  east: { aws: { region: us-east-1 } }
  west: { aws: { region: us-west-2 } }
tiers:
  network:
    component: network
    regions: all
    inputs: { public_subnets: 2 }
  jobs:
    component: ./tiers/queues.wasm
    regions: [east]
    inputs: { names: [orders] }
";

fn sandbox() -> Sandbox {
    let sandbox = under_test::sandbox();
    sandbox.write("tiers/queues.wasm", terrace_test_artifacts::QUEUES).unwrap();
    sandbox.write("terrace.yaml", STACK).unwrap();
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    sandbox.run(arguments).unwrap()
}

/// Returns the stack files below a directory of the repository.
fn stacks(directory: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository().join(directory)).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path().join("terrace.yaml")).collect();
    files.retain(|file| file.is_file());
    files
}

#[test]
fn stacks_match_their_own_schema() {
    let sandbox = sandbox();
    let mut files: Vec<_> = ["examples", "tests/stacks"].into_iter().flat_map(stacks).collect();
    assert!(files.len() >= 5);
    files.push("terrace.yaml".into());
    for file in files {
        // The schema of a tier in Rust is known once it is built, and a read-only command builds nothing.
        let ran = run(&sandbox, &["synth", "--stdout", &file.to_string_lossy()]);
        assert_eq!(ran.code, 0, "{}: {}", file.display(), ran.stderr);
        assert_eq!(faults(&sandbox, &file, None, &file), [""; 0], "{}", file.display());
    }
}

#[test]
fn mistakes_are_refused() {
    let sandbox = sandbox();
    let mistakes = [
        ("stack: shop", "stack: shop\ntagz: {}", "tagz"),
        ("stack: shop", "stack: Shop", "Shop"),
        ("public_subnets: 2", "public_subnet: 2", "public_subnet"),
        ("public_subnets: 2", "public_subnets: two", "two"),
        ("public_subnets: 2", "public_subnets: '${var.two}'", "var.two"),
        ("regions: all", "regions: every", "every"),
        ("regions: [east]", "regions: [north]", "north"),
        ("regions: [east]", "region_inputs: { north: {} }", "north"),
        ("regions: [east]", "region_inputs: { east: { name: [a] } }", "name"),
        ("inputs: { names: [orders] }", "inputs: {}", "names"),
        ("    inputs: { names: [orders] }\n", "", "inputs"),
        ("names: [orders]", "names: ['${var.name}']", "var.name"),
        ("component: network", "kompnent: network", "kompnent"),
    ];
    for (right, wrong, named) in mistakes {
        // The schema is the one from before the mistake, as in an editor.
        let schema = run(&sandbox, &["schema"]).stdout;
        sandbox.write("wrong.yaml", STACK.replace(right, wrong)).unwrap();
        let text = fs::read_to_string(sandbox.work().join("wrong.yaml")).unwrap();
        let value =
            terrace_stack::stack::values(terrace_stack::stack::Text { path: "wrong.yaml".into(), text })
                .unwrap();
        let faults = against(&schema, &value);
        assert!(faults.iter().any(|fault| fault.contains(named)), "{wrong}: {faults:?}");
    }
}

#[test]
fn overlay_has_its_own_schema() {
    let sandbox = sandbox();
    let overlay = Path::new("terrace.test.yaml");
    let of = |text: &str| {
        sandbox.write("terrace.test.yaml", text).unwrap();
        faults(&sandbox, Path::new("."), Some("test"), overlay)
    };
    assert_eq!(of("tiers: { network: { inputs: { public_subnets: 3, nat: null } }, jobs: null }\n"), [""; 0]);
    assert_eq!(
        of("regions: { west: null, north: { aws: {} } }\ntiers: { network: { regions: [north] } }\n"),
        [""; 0]
    );
    assert!(!of("tiers: { network: { inputs: { public_subnet: 3 } } }\n").is_empty());
    // Inputs that the overlay may set are not missing in the stack file.
    sandbox.write("terrace.yaml", STACK.replace("    inputs: { names: [orders] }\n", "")).unwrap();
    let file = Path::new("terrace.yaml");
    assert_eq!(faults(&sandbox, file, None, file), [""; 0]);
}

#[test]
fn component_that_cannot_be_loaded_is_a_warning() {
    let sandbox = sandbox();
    sandbox.write("tiers/queues.wasm", "no component").unwrap();
    let ran = run(&sandbox, &["schema"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.stderr);
    let value = serde_json::json!({
        "stack": "shop",
        "tiers": { "jobs": { "component": "./tiers/queues.wasm", "inputs": { "anything": 1 } } },
    });
    assert_eq!(against(&ran.stdout, &value), [""; 0]);
    assert_eq!(run(&sandbox, &["schema", "nowhere"]).code, 1);
}

#[test]
fn schema_file_is_updated_once_it_exists() {
    let sandbox = sandbox();
    let file = sandbox.work().join(".terrace/schema.json");
    let synth = || assert_eq!(run(&sandbox, &["synth"]).code, 0);
    synth();
    assert!(!file.exists(), "nobody asked for it");
    let ran = run(&sandbox, &["schema", "--write"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(fs::read_to_string(sandbox.work().join(".terrace/.gitignore")).unwrap(), "*\n");
    assert_eq!(fs::read_to_string(&file).unwrap(), run(&sandbox, &["schema"]).stdout);

    let before = fs::read_to_string(&file).unwrap();
    synth();
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    sandbox
        .write("terrace.yaml", STACK.replace("  west:", "  north: { aws: { region: eu-north-1 } }\n  west:"))
        .unwrap();
    for arguments in [&["synth", "--check"][..], &["synth", "--stdout"]] {
        run(&sandbox, arguments);
        assert_eq!(fs::read_to_string(&file).unwrap(), before, "{arguments:?} writes nothing");
    }
    synth();
    assert!(fs::read_to_string(&file).unwrap().contains("\"north\""));
}

/// A colleague's clone has the stack file without the generated files.
#[test]
fn synth_writes_the_schema_that_a_stack_file_names() {
    let sandbox = sandbox();
    assert_eq!(run(&sandbox, &["init", "new"]).code, 0);
    let directory = sandbox.work().join("new/.terrace");
    let made = fs::read_to_string(directory.join("schema.json")).unwrap();
    fs::remove_dir_all(&directory).unwrap();
    for arguments in [&["synth", "new", "--check"][..], &["synth", "new", "--stdout"], &["diff", "new"]] {
        run(&sandbox, arguments);
        assert!(!directory.exists(), "{arguments:?} writes nothing");
    }
    for round in ["of nothing", "of what is up to date"] {
        let ran = run(&sandbox, &["synth", "new"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{round}");
        assert!(!ran.stdout.contains("schema"), "{round}: {}", ran.stdout);
        assert_eq!(fs::read_to_string(directory.join("schema.json")).unwrap(), made, "{round}");
        assert_eq!(fs::read_to_string(directory.join(".gitignore")).unwrap(), "*\n", "{round}");
        fs::remove_dir_all(&directory).unwrap();
    }

    let overlay = "# yaml-language-server: $schema=.terrace/schema.test.json\n{}\n";
    sandbox.write("new/terrace.test.yaml", overlay).unwrap();
    let ran = run(&sandbox, &["synth", "new", "--environment", "test"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(directory.join("schema.json").exists() && directory.join("schema.test.json").exists());
}

/// Whatever a checkout contains, nothing is written outside of it, and the synth still succeeds.
#[cfg(unix)]
#[test]
fn schema_is_not_written_through_links() {
    use std::os::unix::fs::symlink;
    let sandbox = sandbox();
    assert_eq!(run(&sandbox, &["init", "new"]).code, 0);
    let (directory, elsewhere) = (sandbox.work().join("new/.terrace"), sandbox.work().join("elsewhere"));
    fs::create_dir(&elsewhere).unwrap();
    sandbox.write("other/mine.json", "mine").unwrap();

    fs::remove_dir_all(&directory).unwrap();
    symlink(&elsewhere, &directory).unwrap();
    let ran = run(&sandbox, &["synth", "new"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    let ran = run(&sandbox, &["schema", "new", "--write"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stderr);

    fs::remove_file(&directory).unwrap();
    fs::create_dir(&directory).unwrap();
    symlink(sandbox.work().join("other/mine.json"), directory.join("schema.json")).unwrap();
    assert_eq!(run(&sandbox, &["synth", "new"]).code, 0);
    assert_eq!(fs::read_to_string(sandbox.work().join("other/mine.json")).unwrap(), "mine");
}

#[test]
fn new_stack_has_a_schema() {
    let sandbox = sandbox();
    assert_eq!(run(&sandbox, &["init", "new"]).code, 0);
    let file = Path::new("new/terrace.yaml");
    let text = fs::read_to_string(sandbox.work().join(file)).unwrap();
    assert_eq!(text.lines().next(), Some("# yaml-language-server: $schema=.terrace/schema.json"));
    let schema = fs::read_to_string(sandbox.work().join("new/.terrace/schema.json")).unwrap();
    assert_eq!(schema, run(&sandbox, &["schema", "new"]).stdout);
    assert_eq!(faults(&sandbox, file, None, file), [""; 0]);
    let ran = run(&sandbox, &["schema", "new", "--write", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["schema"], "new/.terrace/schema.json");
}

#[test]
fn tier_reference_is_markdown() {
    let sandbox = sandbox();
    let ran = run(&sandbox, &["tier", "docs", "tiers/queues.wasm"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stdout);
    let ran = run(&sandbox, &["tier", "docs", "tiers/queues.wasm", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let example = report["example"].as_str().unwrap();
    // The example is part of a stack that synthesizes once the placeholders are replaced.
    let example = example.replace("\"<names>\"", "orders");
    let stack = format!("stack: shop\nregions: {{ main: {{ aws: {{ region: us-east-1 }} }} }}\n{example}");
    sandbox.write("terrace.yaml", stack).unwrap();
    let ran = run(&sandbox, &["synth"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(run(&sandbox, &["tier", "docs", "netwrok"]).code, 1);
}

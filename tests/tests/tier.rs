//! `terrace tier`: checks and test cases, for authors of tiers.

use crate::under_test;
use serde_json::{Value, json};
use std::fs;
use terrace_tests::masks;
use terrace_tests::program::{CommandOutput, Sandbox, is_there, repository};

/// Creates a sandbox with the tier of the tutorial, the one that breaks the contract, and these files.
fn sandbox(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = under_test::sandbox();
    sandbox.write("queues.wasm", terrace_test_artifacts::QUEUES).unwrap();
    sandbox.write("faulty.wasm", terrace_test_artifacts::FAULTY).unwrap();
    for (path, content) in files {
        sandbox.write(path, content).unwrap();
    }
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    let ran = sandbox.run([&["tier"], arguments].concat()).unwrap();
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran
}

/// Returns the output of a command, with digests, sizes and times masked.
fn shown(ran: &CommandOutput) -> String {
    let text = masks::digests(&format!("exit code {}\n{}{}", ran.code, ran.stdout, ran.stderr));
    let mut lines = Vec::new();
    for line in text.lines() {
        let size = line.split(' ').zip(line.split(' ').skip(1)).find(|(_, unit)| *unit == "bytes,");
        let line = size.map_or_else(|| line.to_owned(), |(size, _)| line.replacen(size, "<size>", 1));
        lines.push(line);
    }
    lines.join("\n")
}

/// Masks the times of JUnit.
fn without_times(xml: &str) -> String {
    let mut parts = xml.split(" time=\"");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked += " time=\"<time>";
        masked += part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    }
    masked
}

#[test]
fn cases_of_the_tutorial_pass() {
    let sandbox = sandbox(&[]);
    let cases = repository().join("examples/tiers/queues/tests");
    let ran = run(&sandbox, &["test", "queues.wasm", "--cases", &cases.to_string_lossy()]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    snapshot!(ran.stdout);
}

const TWO: &str = "inputs: { names: [orders], retention_seconds: 60 }\n";

#[test]
fn cases_pass_after_accept_until_the_tier_changes() {
    let sandbox = sandbox(&[("tests/two.yaml", TWO), ("tests/refused.yaml", "inputs: { names: [a, a] }\n")]);
    let missing = run(&sandbox, &["test", "queues.wasm"]);
    assert_eq!(missing.code, 1);
    let accepted = run(&sandbox, &["test", "queues.wasm", "--accept"]);
    assert_eq!(accepted.code, 0);
    let expected = sandbox.work().join("tests/two.expected.json");
    let text = fs::read_to_string(&expected).unwrap();
    assert!(text.contains("\"message_retention_seconds\": 60,\n"), "{text}");
    let passed = run(&sandbox, &["test", "queues.wasm"]);
    assert_eq!(passed.code, 0);

    fs::write(&expected, text.replace("60", "61")).unwrap();
    sandbox.write("tests/gone.expected.json", "{}\n").unwrap();
    let different = run(&sandbox, &["test", "queues.wasm"]);
    assert_eq!(different.code, 1);
    let filtered = run(&sandbox, &["test", "queues.wasm", "--filter", "refu"]);
    assert_eq!(filtered.code, 0);
    snapshot!(
        [missing, accepted, passed, different, filtered].iter().map(shown).collect::<Vec<_>>().join("\n\n")
    );
    assert_eq!(run(&sandbox, &["test", "queues.wasm", "--accept"]).code, 1, "a stray is nothing to accept");
    assert_eq!(fs::read_to_string(&expected).unwrap(), text);
}

/// The report as JSON, and as JUnit XML.
#[test]
fn results_as_json_and_junit() {
    let sandbox = sandbox(&[
        ("tests/new.yaml", TWO),
        ("tests/old.yaml", "inputs: { names: [a, a] }\n"),
        ("tests/old.expected.json", "{}\n"),
        ("tests/unreadable.yaml", "inptus: {}\n"),
        ("tests/stray.expected.json", "{}\n"),
    ]);
    let ran = run(&sandbox, &["test", "queues.wasm", "--format", "json", "--junit", "results.xml"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let xml = fs::read_to_string(sandbox.work().join("results.xml")).unwrap();
    snapshot!(format!("{}\n{}", ran.stdout, without_times(&xml)));
}

/// Errors in case files.
#[test]
fn cases_that_cannot_be_read() {
    let piece = |text: &str| format!("stack_file:\n  tiers:\n    queues: {{ {text} }}\n");
    let cases: Vec<(&str, String)> = vec![
        ("an-expression", "inputs: { names: [\"${tier.a}\", \"${x.y}\", \"${\"] }\n".to_owned()),
        ("beside", format!("region: a\n{}", piece("component: self"))),
        ("empty", String::new()),
        ("environment", "inputs: { names: [\"${terrace.environment}\"] }\n".to_owned()),
        ("keys", "inptus: {}\nsomething: 1\n".to_owned()),
        ("list", "- a\n".to_owned()),
        ("no-self", piece("component: network")),
        ("regions", "region: here\nregions: { there: [aws], Here: {}, other: [1] }\n".to_owned()),
        ("stack-file", piece("component: self, inptus: {}")),
        ("types", "stack: 1\ntier: A\nenvironment: [a]\ntags: x\ninputs: 1\n".to_owned()),
        ("yaml", "inputs: {\n".to_owned()),
    ];
    let sandbox = sandbox(&[]);
    for (name, text) in &cases {
        sandbox.write(&format!("tests/{name}.yaml"), text).unwrap();
    }
    let ran = run(&sandbox, &["test", "queues.wasm", "--accept"]);
    assert!(!sandbox.work().join("tests/keys.expected.json").exists());
    snapshot!(shown(&ran));
}

/// The possible faults of a tier, as the expected contributions show them, and invalid contributions.
#[test]
fn cases_that_expect_errors() {
    let sandbox = sandbox(&[]);
    for fault in ["errors", "expression", "type", "undeclared-output", "warning", "panic", "body-no-json"] {
        let case = format!("inputs: {{ fault: {fault}, value: \"${{var.a}} ${{tier.b.c}}\" }}\n");
        sandbox.write(&format!("tests/{fault}.yaml"), case).unwrap();
    }
    sandbox.write("tests/in-a-stack.yaml", "stack_file: { tiers: { a: { component: self, inputs: { fault: type } }, b: { component: self, inputs: { fault: none } } } }\n").unwrap();
    let ran = run(&sandbox, &["test", "faulty.wasm", "--accept"]);
    assert_eq!(ran.code, 1);
    let mut all = shown(&ran);
    // The call stack depends on the compiler.
    let stack = all.find("call stack: ").unwrap();
    let end = stack + all[stack..].find('\n').unwrap();
    all.replace_range(stack..end, "call stack: <functions>");
    let mut expected: Vec<_> = fs::read_dir(sandbox.work().join("tests"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    expected.sort();
    for path in expected {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        all += &format!("\n\n=== {name}\n{}", fs::read_to_string(&path).unwrap());
    }
    snapshot!(all);
}

#[test]
fn cases_are_missing() {
    let sandbox = sandbox(&[("some/a.yaml", "inputs: {}\n"), ("none/readme", "")]);
    let runs = [
        &["test", "queues.wasm"][..],
        &["test", "queues.wasm", "--cases", "none"],
        &["test", "queues.wasm", "--cases", "some", "--filter", "b"],
        &["test", "network"],
        &["test", "nowhere.wasm", "--cases", "some"],
        &["test", ".", "--cases", "some"],
    ];
    snapshot!(
        runs.map(|arguments| format!("=== {}\n{}", arguments.join(" "), shown(&run(&sandbox, arguments))))
            .join("\n")
    );
}

#[test]
fn cases_are_applied() {
    if !is_there("terraform") {
        return;
    }
    let good = "inputs: { fault: none }\n";
    let sandbox = sandbox(&[
        ("tests/good.yaml", good),
        ("tests/refused.yaml", "inputs: { fault: errors }\n"),
        ("tests/elsewhere.yaml", "inputs: { fault: expression, value: \"${tier.network.vpc_id}\" }\n"),
        ("tests/wrong.yaml", "inputs: { fault: expression, value: \"${nosuch(1)}\" }\n"),
    ]);
    run(&sandbox, &["test", "faulty.wasm", "--accept"]);
    let ran = run(&sandbox, &["test", "faulty.wasm", "--sandbox"]);
    assert_eq!(ran.code, 1);
    let lines: Vec<_> = ran.stdout.lines().filter(|line| line.starts_with(['p', 'f', 's'])).skip(1).collect();
    snapshot!(lines.join("\n"));
    assert!(ran.stdout.contains("4 cases: 1 passed, 2 skipped, 1 failed"), "{}", ran.stdout);
    let junit = sandbox.work().join("cases.xml");
    run(&sandbox, &["test", "faulty.wasm", "--sandbox", "--junit", &junit.to_string_lossy()]);
    let xml = fs::read_to_string(junit).unwrap();
    assert_eq!(xml.matches("<skipped").count(), 2, "{xml}");
    assert!(ran.stdout.contains("Call to unknown function"), "{}", ran.stdout);
}

#[test]
fn check_of_a_valid_tier() {
    let sandbox = sandbox(&[("queues/tests/two.yaml", TWO)]);
    fs::copy(sandbox.work().join("queues.wasm"), sandbox.work().join("queues/queues.wasm")).unwrap();
    let without = run(&sandbox, &["check", "queues.wasm"]);
    assert_eq!(without.code, 0, "{}", without.stdout);
    let with = run(&sandbox, &["check", "queues/queues.wasm"]);
    let network = run(&sandbox, &["check", "network"]);
    assert_eq!(network.code, 0, "{}", network.stdout);
    snapshot!([without, with, network].iter().map(shown).collect::<Vec<_>>().join("\n\n"));
}

/// Returns the schemas of the two types that the guest may emit; those of Terraform itself are built in.
fn schemas() -> String {
    let attribute = json!({ "type": "string", "optional": true });
    let topic = json!({ "version": 0, "block": { "attributes": { "name": attribute } } });
    json!({
        "format_version": "1.0",
        "provider_schemas": { "registry.terraform.io/hashicorp/aws": { "resource_schemas": { "aws_sns_topic": topic } } },
    })
    .to_string()
}

#[test]
fn check_compares_bodies_with_schemas() {
    let sandbox = sandbox(&[
        ("aws.json", &schemas()),
        ("good.yaml", "fault: none\n"),
        ("bad.yaml", "fault: misspelt\n"),
        ("unreadable.yaml", "fault: [\n"),
        ("undeclared.yaml", "fault: type\n"),
        ("refused.yaml", "fualt: none\n"),
        ("no-schema.json", "{}"),
    ]);
    let cache = sandbox.work().join("cache");
    let check = |arguments: &[&str]| {
        let arguments = [&["tier", "check", "faulty.wasm"], arguments].concat();
        shown(
            &sandbox
                .masked_output(sandbox.command(arguments).env("TERRACE_CACHE_DIR", &cache).output().unwrap()),
        )
    };
    let mut all = vec![
        check(&["--inputs", "good.yaml", "--schema", "aws.json"]),
        check(&["--inputs", "bad.yaml", "--schema", "aws.json"]),
        check(&["--inputs", "bad.yaml"]),
        check(&["--inputs", "unreadable.yaml"]),
        check(&["--inputs", "undeclared.yaml"]),
        check(&["--inputs", "refused.yaml"]),
        check(&["--inputs", "good.yaml", "--schema", "no-schema.json"]),
        check(&["--inputs", "good.yaml", "--schema", "nowhere.json"]),
    ];
    let add = ["sandbox", "schema", "add", "aws.json"];
    assert!(sandbox.command(add).env("TERRACE_CACHE_DIR", &cache).status().unwrap().success());
    all.push(check(&["--inputs", "bad.yaml"]));
    snapshot!(all.join("\n\n"));
}

#[test]
fn check_of_components_that_are_not_tiers() {
    let wat = |text: &str| wat::parse_str(text).unwrap();
    let files = [
        ("script.wasm", b"#!/bin/sh\n".to_vec()),
        ("module.wasm", wat("(module)")),
        ("world.wasm", wat("(component)")),
        (
            "version.wasm",
            wat(r#"(component (instance $i) (export "terrace:tier/synthesis@7.1.0" (instance $i)))"#),
        ),
        (
            "imports.wasm",
            wat(r#"(component (import "wasi:cli/environment@0.2.0" (instance)) (instance $i)
                (export "terrace:tier/synthesis@0.1.0" (instance $i)))"#),
        ),
    ];
    let sandbox = sandbox(&[]);
    let mut all = Vec::new();
    for (name, bytes) in files {
        sandbox.write(name, bytes).unwrap();
        let ran = run(&sandbox, &["check", name]);
        assert_eq!(ran.code, 1);
        all.push(
            shown(&ran)
                .lines()
                .filter(|line| !line.contains("cannot be used"))
                .collect::<Vec<_>>()
                .join("\n"),
        );
    }
    snapshot!(all.join("\n\n"));
    let ran = run(&sandbox, &["check", "script.wasm", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["passed"], false);
    assert_eq!(report["checks"][0]["diagnostics"][0]["code"], "not-wasm");
    let results: Vec<_> = report["checks"].as_array().unwrap().iter().map(|check| &check["result"]).collect();
    assert_eq!(results.len(), 12, "{results:?}");
}

//! Secret inputs: they are in the stack file and in `main.tf.json`, and nowhere else.

use crate::under_test;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use terrace_tests::program::{CommandOutput, Sandbox};

/// A secret that occurs in nothing else.
const MARKER: &str = "Zq7Xw3Kv\"9Lm'2Pb";
/// Another one of the same form.
const OTHER: &str = "Yj5Vt8Hn\"4Rf'6Cd";
/// The parts of both that stay recognizable in other notations, in clear text and in Base64 at every offset.
const TRACES: [&str; 10] = [
    "Zq7Xw3Kv",
    "9Lm'2Pb",
    "WnE3WHczS3",
    "xN1h3M0t2I",
    "cTdYdzNLd",
    "Yj5Vt8Hn",
    "4Rf'6Cd",
    "WWo1VnQ4SG",
    "qNVZ0OEhu",
    "ajVWdDhIb",
];

/// Returns a stack with a secret in every form of schemas and stack files, which other blocks contain as well.
fn stack(secret: &str) -> String {
    let quoted = serde_json::to_string(secret).unwrap();
    format!(
        "stack: shop
tiers:
  a: {{ component: ./typed.wasm, inputs: {{ password: {quoted}, text: open }} }}
  b:
    component: ./typed.wasm
    inputs: {{ text: \"user:${{tier.a.link}}@host\", any: {{ \"x\": \"${{tier.a.link}}\" }} }}
outputs:
  link: ${{tier.a.link}}
"
    )
}

struct Project {
    sandbox: Sandbox,
    cache: PathBuf,
}

impl Project {
    fn new(secret: &str) -> Self {
        let sandbox = under_test::sandbox();
        sandbox.write("typed.wasm", terrace_test_artifacts::TYPED).unwrap();
        let ran = sandbox.run(["inspect", "typed.wasm"]).unwrap();
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let cache = sandbox.cache_of_its_own().unwrap();
        let project = Self { sandbox, cache };
        project.write("terrace.yaml", &stack(secret));
        project
    }

    fn write(&self, path: &str, text: &str) {
        self.sandbox.write(path, text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.sandbox.command(arguments);
        command.env("TERRACE_CACHE_DIR", &self.cache);
        command
    }

    /// Runs a command, as text and as JSON, and expects that the output contains no secret. Returns the text.
    fn run(&self, arguments: &[&str]) -> CommandOutput {
        let json = self.once(&[arguments, &["--format", "json"]].concat());
        let ran = self.once(arguments);
        assert_eq!(json.code, ran.code, "{arguments:?}");
        ran
    }

    fn once(&self, arguments: &[&str]) -> CommandOutput {
        let ran = self.sandbox.masked_output(self.command(arguments).output().unwrap());
        let said = format!("{}{}", ran.stdout, ran.stderr);
        no_trace(&said, &format!("{arguments:?}"));
        assert!(!said.contains("panicked"), "{said}");
        ran
    }

    fn output(&self) -> String {
        fs::read_to_string(self.sandbox.work().join("terrace.out/default/main.tf.json")).unwrap()
    }

    /// Returns the files of the cache that are too small for compiled code, with their content.
    fn kept(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut kept = BTreeMap::new();
        collect(&self.cache, &mut kept);
        kept
    }
}

fn collect(directory: &Path, kept: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() && entry.file_name() != "languages" {
            collect(&path, kept);
        } else if path.is_file() && entry.metadata().unwrap().len() < 1 << 20 {
            kept.insert(path.clone(), fs::read(path).unwrap());
        }
    }
}

/// Returns whether a file of the cache belongs to a stack, and not to a component.
fn is_of_a_run(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("answers-") || name.starts_with("run-")
}

fn no_trace(text: &str, what: &str) {
    for trace in TRACES {
        assert!(!text.contains(trace), "{what} reveals `{trace}`:\n{text}");
    }
}

#[test]
fn secrets_are_neither_shown_nor_cached() {
    let project = Project::new(MARKER);
    assert_eq!(project.run(&["synth"]).code, 0);
    let output = project.output();
    assert!(output.contains("Zq7Xw3Kv"), "terraform needs it");

    // The output shows that the secret changes, but not what it was or is.
    project.write("terrace.yaml", &stack(OTHER));
    let ran = project.run(&["diff"]);
    assert_eq!(ran.code, 3);
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(project.run(&["synth", "--check"]).code, 3);
    assert_eq!(project.once(&["synth"]).code, 0);
    assert!(project.output().contains("Yj5Vt8Hn"), "another secret is another run");
    assert_eq!(project.run(&["diff"]).code, 0);

    // A tier without the secret had it before.
    project.write(
        "terrace.yaml",
        &stack("")
            .replace("\"\"", "\"${var.p}\"")
            .replace("tiers:", "variables: { p: { type: string } }\ntiers:"),
    );
    assert_eq!(project.run(&["diff"]).code, 3);
    project.write("terrace.yaml", &stack(MARKER));

    for arguments in [
        &["why", "a"][..],
        &["why", "nothing"],
        &["inspect", "typed.wasm"],
        &["lock"],
        &["outdated"],
        &["update"],
        &["schema"],
    ] {
        project.run(arguments);
    }
    let terraform = "#!/bin/sh\necho 'Terraform v1.9.0'\n";
    let program = project.sandbox.write("fake/terraform", terraform).unwrap();
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for command in ["validate", "plan"] {
        let ran = project.run(&[command, "--terraform", program.to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    for (path, content) in project.kept() {
        no_trace(&String::from_utf8_lossy(&content), &path.display().to_string());
    }
}

#[test]
fn secrets_are_not_shown_by_watch() {
    for format in ["text", "json"] {
        let project = Project::new(MARKER);
        assert_eq!(project.once(&["synth"]).code, 0);
        project.write("terrace.yaml", &stack(OTHER));
        let log = |name: &str| fs::File::create(project.sandbox.work().join(name)).unwrap();
        let mut command = project.command(&["watch", "--format", format]);
        let mut child =
            command.stdout(log("log")).stderr(log("errors")).stdin(Stdio::null()).spawn().unwrap();
        let said = || {
            ["log", "errors"]
                .map(|name| fs::read_to_string(project.sandbox.work().join(name)).unwrap())
                .concat()
        };
        let begin = Instant::now();
        while !said().contains("main.tf.json") && begin.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(20));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let said = said();
        no_trace(&said, "watch");
        assert!(said.contains("(sensitive)") && said.contains("output.link"), "{said}");
    }
}

/// Returns stack files with a secret and a mistake, with a name for each.
fn mistakes() -> Vec<(&'static str, String)> {
    let secret = serde_json::to_string(MARKER).unwrap();
    let typed =
        |inputs: &str| format!("stack: shop\ntiers:\n  a: {{ component: ./typed.wasm, inputs: {inputs} }}\n");
    let long = "-".repeat(100) + MARKER;
    let long = serde_json::to_string(&long).unwrap();
    vec![
        ("another type", typed(&format!("{{ password: [{secret}] }}"))),
        ("another type, with a secret in a map", typed(&format!("{{ password: {{ k: {secret} }} }}"))),
        ("another mistake on the line", typed(&format!("{{ password: {secret}, name: UPPER }}"))),
        ("an unknown key on the line", typed(&format!("{{ password: {secret}, nmae: x }}"))),
        ("a key with a slip", typed(&format!("{{ pasword: {secret} }}"))),
        ("a key with a slip, and more below", typed(&format!("{{ pasword: [{{ a: {secret} }}] }}"))),
        ("an unknown key of the tier", typed(&format!("{{ password: {secret} }}, regoins: all"))),
        (
            "an unknown reference on the line",
            typed(&format!("{{ password: {secret}, text: \"${{tier.x.y}}\" }}")),
        ),
        ("no such component", typed(&format!("{{ password: {secret} }}")).replace("typed", "none")),
        ("a key that is there twice", typed(&format!("{{ password: {secret}, password: x }}"))),
        ("no YAML", typed(&format!("{{ password: {secret}: x }}"))),
        (
            "a block that is no YAML",
            format!(
                "stack: shop\ntiers:\n  a:\n    inputs:\n      password: {secret}: x\n    component: ./typed.wasm\n"
            ),
        ),
        (
            "a secret over several lines between two mistakes",
            format!(
                "stack: shop\ntiers:\n  a:\n    component: ./typed.wasm\n    inputs:\n      name: UPPER\n      password: |\n        {MARKER}\n        {MARKER}\n      nmae: 1\n"
            ),
        ),
        (
            "a link that does not fit",
            typed(&format!("{{ password: {secret} }}"))
                + "  b: { component: ./typed.wasm, inputs: { port: '${tier.a.link}', ids: '${tier.a.link}' } }\n",
        ),
        (
            "a long link that does not fit",
            typed(&format!("{{ password: {long} }}"))
                + "  b: { component: ./typed.wasm, inputs: { port: '${tier.a.link}', name: '${tier.a.link}' } }\n",
        ),
        (
            "a secret that is named before",
            format!("stack: shop\ntags: {{ A: &a {secret} }}\n")
                + "tiers:\n  a: { component: ./typed.wasm, inputs: { password: *a, name: UPPER } }\n",
        ),
    ]
}

#[test]
fn secrets_are_not_shown_in_errors() {
    let project = Project::new(MARKER);
    for (name, text) in mistakes() {
        project.write("terrace.yaml", &text);
        for arguments in [&["synth"][..], &["diff"], &["why", "a"], &["plan"]] {
            let ran = project.run(arguments);
            assert!(ran.code != 0 || arguments[0] == "why", "{name}: {}", ran.stdout);
        }
    }
    // A value that an overlay replaces is still in the file.
    let secret = serde_json::to_string(MARKER).unwrap();
    project.write("terrace.yaml", &format!("stack: shop\ntiers:\n  a: {{ component: ./typed.wasm, inputs: {{ password: {secret}, name: UPPER }} }}\n"));
    project.write("terrace.test.yaml", "tiers: { a: { inputs: { password: '${terrace.stack}' } } }\n");
    assert_eq!(project.run(&["synth", "--environment", "test"]).code, 1);
    for (path, content) in project.kept() {
        no_trace(&String::from_utf8_lossy(&content), &path.display().to_string());
    }
}

#[test]
fn secrets_next_to_errors_are_masked() {
    let project = Project::new(MARKER);
    let mut shown = String::new();
    for (name, text) in mistakes() {
        project.write("terrace.yaml", &text);
        shown += &format!("=== {name}\n{}\n", project.once(&["synth"]).stderr);
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn secrets_are_not_shown_by_test_cases() {
    let project = Project::new(MARKER);
    let case = |secret: &str| {
        let secret = serde_json::to_string(secret).unwrap();
        format!("inputs: {{ password: {secret}, text: open }}\n")
    };
    project.write("cases/one.yaml", &case(MARKER));
    let test = ["tier", "test", "typed.wasm", "--cases", "cases", "--junit", "report.xml"];
    assert_eq!(project.run(&test).code, 1, "nothing is expected yet");
    assert_eq!(project.once(&[&test[..], &["--accept"]].concat()).code, 0);
    assert_eq!(project.run(&test).code, 0);
    project.write("cases/one.yaml", &case(OTHER).replace("open", "other"));
    let ran = project.run(&test);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stdout);
    let report = fs::read_to_string(project.sandbox.work().join("report.xml")).unwrap();
    no_trace(&report, "the JUnit report");
    project.write("cases/one.yaml", &case(MARKER).replace("text: open", "name: UPPER, nmae: 1"));
    project.run(&test);
    project.write("inputs.yaml", &case(MARKER)["inputs: ".len()..].replace("text: open", "name: UPPER"));
    assert_eq!(project.run(&["tier", "check", "typed.wasm", "--inputs", "inputs.yaml"]).code, 1);
}

#[test]
fn cache_does_not_depend_on_secrets() {
    let project = Project::new(MARKER);
    let base = project.kept();
    let mut kept = [MARKER, OTHER].map(|secret| {
        fs::remove_dir_all(&project.cache).unwrap();
        project.sandbox.cache_of_its_own().unwrap();
        project.write("terrace.yaml", &stack(secret));
        assert_eq!(project.once(&["synth"]).code, 0);
        let mut kept = project.kept();
        // Cached components contain file times.
        kept.retain(|path, _| is_of_a_run(path));
        assert!(!kept.is_empty(), "what the other tier answered is kept");
        (kept, project.output())
    });
    let escaped = |secret: &str| serde_json::to_string(secret).unwrap().trim_matches('"').to_owned();
    kept[1].1 = kept[1].1.replace(&escaped(OTHER), &escaped(MARKER));
    assert_eq!(kept[0].1, kept[1].1, "no digest in the output is made of the secret");
    assert_eq!(kept[0].0, kept[1].0, "nothing in the cache is made of the secret");
    project.write("terrace.test.yaml", "tiers: { a: { inputs: { password: '${terrace.stack}' } } }\n");
    assert_eq!(project.once(&["synth", "--environment", "test"]).code, 0);
    let is_run = |path: &PathBuf| path.to_string_lossy().contains("/run-");
    let runs = project.kept().into_keys().filter(|path| is_run(path) && !base.contains_key(path)).count();
    assert_eq!(runs, 0, "a run whose key is made of the secret is not remembered");
}

#[cfg(unix)]
#[test]
fn output_with_a_secret_is_readable_only_by_its_owner() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(MARKER);
    assert_eq!(project.once(&["synth"]).code, 0);
    let file = project.sandbox.work().join("terrace.out/default/main.tf.json");
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
}

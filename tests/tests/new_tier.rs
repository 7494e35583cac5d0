//! A new tier can be synthesized, tested and checked without any edit, in every language.

use crate::under_test;
use terrace_tests::masks;

/// Creates a tier and runs the commands of its README.
fn works(language: &str) {
    let sandbox = under_test::sandbox();
    let run = |arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        // The dependencies of a project are compiled once for all runs of this test.
        command.env("CARGO_TARGET_DIR", under_test::cargo_target());
        let ran = sandbox.masked_output(command.output().unwrap());
        assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
        ran.stdout
    };
    let made = run(&["tier", "new", "message-queues", "--lang", language]);
    snapshot!("made", made);
    let summary = run(&["synth", "message-queues"]);
    assert!(summary.contains("message-queues@0.1.0"), "{summary}");
    let tested = run(&["tier", "test", "message-queues"]);
    assert!(tested.contains(" passed\n") && !tested.contains("failed"), "{tested}");
    let checked = masks::digests(&run(&["tier", "check", "message-queues"]));
    assert!(checked.contains("determinism"), "{checked}");
    run(&["schema", "message-queues"]);
    // Users of the tier cannot tell its language.
    let reference = run(&["tier", "docs", "message-queues"]);
    let stack = masks::digests(&run(&["synth", "--stdout", "message-queues"]));
    snapshot!("reference", reference);
    snapshot!("stack", stack);
}

#[test]
fn new_tier_in_typescript_works() {
    works("typescript");
}

#[test]
fn new_tier_in_python_works() {
    works("python");
}

#[test]
fn new_tier_in_rust_works() {
    works("rust");
}

/// The reader of this message has written the tier: it names the functions and the file, not another author.
#[test]
fn panic_in_rust_names_the_authors_functions() {
    let sandbox = under_test::sandbox();
    let run = |arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        command.env("CARGO_TARGET_DIR", under_test::cargo_target());
        sandbox.masked_output(command.output().unwrap())
    };
    assert_eq!(run(&["tier", "new", "queues", "--lang", "rust"]).code, 0);
    let source = sandbox.work().join("queues/src/lib.rs");
    let text = std::fs::read_to_string(&source).unwrap();
    let begin = "let mut out = Contribution::new();";
    let panicking = "let mut out = Contribution::new(); assert!(inputs.names.is_empty(), \"too many\");";
    std::fs::write(&source, text.replace(begin, panicking)).unwrap();
    let ran = run(&["synth", "queues"]);
    assert_eq!(ran.code, 1);
    let functions = ran.stderr.split_once("call stack: ").unwrap().1.lines().next().unwrap();
    let first = functions.split(" < ").next().unwrap();
    assert!(first.contains("queues::Queues") && first.contains("synth"), "{functions}");
    let told = ran.stderr.replace(functions, "FUNCTIONS");
    snapshot!(told);
}

#[test]
fn existing_directory_is_left_alone() {
    let sandbox = under_test::sandbox();
    sandbox.write("queues/mine.txt", "mine").unwrap();
    let mut said = String::new();
    for arguments in [
        ["tier", "new", "queues", "--lang=python"],
        ["tier", "new", "Message Queues", "--lang=python"],
        ["tier", "new", "queues", "--lang=cobol"],
        ["tier", "build", "queues", "--out=x.wasm"],
        ["tier", "build", "nowhere", "--out=x.wasm"],
    ] {
        let ran = sandbox.run(arguments).unwrap();
        assert_ne!(ran.code, 0);
        said += &format!("--- {}\n{}", arguments[1..3].join(" "), ran.stderr);
    }
    snapshot!(said);
    assert_eq!(std::fs::read_dir(sandbox.work().join("queues")).unwrap().count(), 1);
}

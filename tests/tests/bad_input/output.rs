//! Output directories that are not writable.

use super::{sandbox, shown};

const STACK: &str = "stack: shop\nregions: { home: { aws: { region: us-east-1 } } }\ntiers:\n  network: { component: network, regions: all }\n";

#[test]
fn output_path_is_taken() {
    let sandbox = sandbox();
    sandbox.write("terrace.yaml", STACK).unwrap();
    sandbox.write("terrace.out", "a file").unwrap();
    sandbox.write("file", "").unwrap();
    sandbox.write("taken/main.tf.json/file", "").unwrap();
    let shown = [
        &["synth"][..],
        &["synth", "--out", "file"],
        &["synth", "--out", "file/below"],
        &["synth", "--out", "taken"],
        &["synth", "--check", "--out", "taken"],
    ]
    .map(|arguments| format!("=== {}\n{}", arguments.join(" "), shown(&sandbox, arguments)));
    snapshot!(shown.concat());
}

/// Even root cannot create files there.
#[cfg(target_os = "linux")]
#[test]
fn output_directory_accepts_no_files() {
    let sandbox = sandbox();
    sandbox.write("terrace.yaml", STACK).unwrap();
    for arguments in [["synth", "--out", "/proc/self"], ["synth", "--out", "/proc/self/terrace"]] {
        let shown = shown(&sandbox, &arguments);
        assert!(shown.starts_with("exit code 1\nerror[output]: cannot "), "{shown}");
        assert!(shown.contains("`/proc/self") && shown.contains("`--out`"), "{shown}");
    }
}

#[test]
fn check_does_not_write_what_differs() {
    let sandbox = sandbox();
    sandbox.write("terrace.yaml", STACK).unwrap();
    for (content, said) in [(None, "does not exist"), (Some("an old one"), "is out of date")] {
        if let Some(content) = content {
            sandbox.write("terrace.out/default/main.tf.json", content).unwrap();
        }
        let ran = super::failure(&sandbox, &["synth", "--check"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (3, ""));
        assert!(ran.stdout.contains(said), "{}", ran.stdout);
    }
}

//! The commands that do not need terraform.

use crate::under_test::sandbox;
use serde_json::Value;
use std::fs;
use terrace_tests::masks;
use terrace_tests::program::{CommandOutput, Sandbox, repository};

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    sandbox.run(arguments).unwrap()
}

/// Creates a sandbox with the example.
fn example() -> Sandbox {
    let sandbox = sandbox();
    let text = fs::read(repository().join("examples/three-tier/terrace.yaml")).unwrap();
    sandbox.write("terrace.yaml", text).unwrap();
    sandbox
}

#[test]
fn synth_reports_its_result_and_check_reports_differences() {
    let sandbox = example();
    let ran = run(&sandbox, &["synth", "--check"]);
    assert_eq!(
        (ran.code, ran.stdout.lines().last()),
        (3, Some("terrace.out/production/main.tf.json does not exist; run `terrace synth`"))
    );
    assert!(!sandbox.work().join("terrace.out").exists());

    let ran = run(&sandbox, &["synth"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stdout);

    let file = sandbox.work().join("terrace.out/production/main.tf.json");
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(run(&sandbox, &["synth", "--stdout"]).stdout, written);
    let ran = run(&sandbox, &["synth", "--check"]);
    assert_eq!(
        (ran.code, ran.stdout.lines().last()),
        (0, Some("terrace.out/production/main.tf.json is up to date"))
    );

    fs::write(&file, written.replace("us-west-2", "us-west-1")).unwrap();
    let ran = run(&sandbox, &["synth", "--check"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.ends_with("is out of date; run `terrace synth`\n"), "{}", ran.stdout);
    assert_ne!(fs::read_to_string(&file).unwrap(), written, "check writes nothing");
    let ran = run(&sandbox, &["synth", "--out", "elsewhere"]);
    assert_eq!(ran.code, 0);
    assert_eq!(fs::read_to_string(sandbox.work().join("elsewhere/main.tf.json")).unwrap(), written);
}

#[test]
fn synth_as_json_is_the_manifest_of_the_file() {
    let sandbox = example();
    let ran = run(&sandbox, &["synth", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let file = fs::read_to_string(sandbox.work().join("terrace.out/production/main.tf.json")).unwrap();
    let configuration: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(report["manifest"], configuration["//"]);
    assert_eq!(report["changed"], true);
    assert_eq!(report["diagnostics"], Value::Array(vec![]));
    insta::assert_snapshot!(masks::digests(&ran.stdout));
    let ran = run(&sandbox, &["synth", "--format", "json"]);
    assert!(ran.stdout.contains("\"changed\": false"), "{}", ran.stdout);
}

#[test]
fn overlay_is_merged_over_the_stack_file() {
    let sandbox = example();
    let overlay = "tiers: { compute: { inputs: { max_size: 2 }, regions: [secondary] } }\n";
    sandbox.write("terrace.test.yaml", overlay).unwrap();
    let ran = run(&sandbox, &["synth", "-e", "test"]);
    // The secondary region has one public subnet, and outputs refer to the primary's load balancer.
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stderr);

    let overlay = "variables: { primary_region: { default: eu-west-1 } }\ntiers: { compute: { inputs: { max_size: 2 } } }\n";
    sandbox.write("terrace.test.yaml", overlay).unwrap();
    let ran = run(&sandbox, &["synth", "-e", "test"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let file = fs::read_to_string(sandbox.work().join("terrace.out/test/main.tf.json")).unwrap();
    let configuration: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(configuration["resource"]["aws_autoscaling_group"]["compute_primary_main"]["max_size"], 2);
    assert_eq!(configuration["variable"]["primary_region"]["default"], "eu-west-1");
    assert_eq!(configuration["//"]["environment"], "test");
}

#[test]
fn init_makes_a_stack_that_synthesizes() {
    let sandbox = sandbox();
    let ran = run(&sandbox, &["init", "My Shop!"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stdout);
    let ran = run(&sandbox, &["synth", "My Shop!"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("my-shop: "), "{}", ran.stdout);

    let ran = run(&sandbox, &["init", "My Shop!"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("init_twice", ran.stderr);
    let ran = run(&sandbox, &["init", "other", "--name", "Not a name"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("init_bad_name", ran.stderr);
    assert!(!sandbox.work().join("other").exists());
}

#[test]
fn inspect_shows_a_tier() {
    let sandbox = sandbox();
    for tier in ["compute", "containers", "database", "iam", "keys", "network", "storage"] {
        let ran = run(&sandbox, &["inspect", tier]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        insta::assert_snapshot!(format!("inspect_{tier}"), masks::digests(&ran.stdout));
        let ran = run(&sandbox, &["inspect", tier, "--format", "json"]);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(report["name"], tier);
        assert_eq!(report["imports"], Value::Array(vec![]));
    }
    sandbox.write("tiers/own.wasm", terrace_test_artifacts::FAULTY).unwrap();
    let ran = run(&sandbox, &["inspect", "tiers/own.wasm"]);
    insta::assert_snapshot!("inspect_path", masks::digests(&ran.stdout));
    let ran = run(&sandbox, &["inspect"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("inspect_lists_the_built_in_tiers", ran.stdout);
    let ran = run(&sandbox, &["inspect", "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).unwrap()[0]["name"], "compute");
    let ran = run(&sandbox, &["inspect", "netwrok"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("inspect_unknown", ran.stderr);
}

#[cfg(unix)]
#[test]
fn doctor_reports_available_and_missing_programs() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox();
    let doctor = |path: &str| {
        let output = sandbox
            .command(["doctor"])
            .env("PATH", path)
            .env("TERRACE_CACHE_DIR", sandbox.work().join("cache"))
            .env("TF_VAR_secret", "hidden")
            // A toolchain linked under Terrace's own name must not be used by these tests.
            .env("CARGO_HOME", "/nowhere")
            .env("RUSTUP_HOME", "/nowhere")
            .output()
            .unwrap();
        sandbox.masked_output(output)
    };
    let ran = doctor("/nowhere");
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("doctor_without_terraform", ran.stdout);

    // Each language's tools print their version differently; pip's is read through Python, and rustc's from its location.
    let tools = [
        ("terraform", "echo 'Terraform v1.11.4'"),
        ("node", "echo v22.1.0"),
        ("npm", "echo 10.9.2"),
        (
            "python3",
            "case \"$*\" in *pip*) echo 'pip 24.0 from /site (python 3.12)';; *) echo 'Python 3.12.1';; esac",
        ),
        ("cargo", "echo 'cargo 1.90.0 (840b83a10 2025-07-30)'"),
    ];
    for (name, script) in tools {
        let program = sandbox.write(&format!("../bin/{name}"), format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let ran = doctor(&sandbox.work().with_file_name("bin").to_string_lossy());
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!("doctor_with_terraform", ran.stdout);

    // A program of that name that is not run is reported, with the reason.
    for (place, mode) in
        [("here/terraform", 0o755), ("../closed/terraform", 0o644), ("../closed/tofu", 0o755)]
    {
        let path = sandbox.write(place, "#!/bin/sh\necho 'OpenTofu v1.10.0'\n").unwrap();
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    }
    let work = sandbox.work();
    let closed = work.with_file_name("closed");
    let ran = doctor(&format!("{}:here:{}", work.join("here").display(), closed.display()));
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!("doctor_with_refused_programs", ran.stdout);
}

#[test]
fn doctor_reports_configured_files_that_are_missing() {
    let sandbox = sandbox();
    sandbox
        .write_configuration("config.toml", "[registry.\"registry.example\"]\nca = \"gone.pem\"\n")
        .unwrap();
    let doctor = || {
        let output = sandbox
            .command(["doctor"])
            .env("PATH", "/nowhere")
            .env("TERRACE_CACHE_DIR", "/dev/null/cache")
            .env("TF_CLI_CONFIG_FILE", sandbox.work().join("gone.tfrc"))
            .env("TF_PLUGIN_CACHE_DIR", "/dev/null")
            .env("TERRACE_WORKSPACE", "packages")
            .env("SSL_CERT_FILE", "/dev")
            .output()
            .unwrap();
        sandbox.masked_output(output)
    };
    let ran = doctor();
    assert_eq!(ran.code, 1);
    let missing = |ran: &CommandOutput| {
        ran.stdout.lines().filter(|line| line.starts_with("missing")).collect::<Vec<_>>().join("\n")
    };
    let first = missing(&ran);
    sandbox.write_configuration("config.toml", "[registry\n").unwrap();
    insta::assert_snapshot!(format!("{first}\n\n{}", missing(&doctor())));
}

/// Runs `terrace synth - --stdout` and similar commands with this on standard input.
#[cfg(unix)]
fn with_input(sandbox: &Sandbox, arguments: &[&str], input: &str) -> CommandOutput {
    use std::io::Write;
    use std::process::Stdio;
    let mut command = sandbox.command(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that rejects its arguments does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    sandbox.masked_output(child.wait_with_output().unwrap())
}

#[cfg(unix)]
#[test]
fn standard_input_as_the_stack_is_only_printed() {
    let sandbox = example();
    let text = fs::read_to_string(sandbox.work().join("terrace.yaml")).unwrap();
    let expected = run(&sandbox, &["synth", "--stdout"]).stdout;
    fs::remove_file(sandbox.work().join("terrace.yaml")).unwrap();
    let ran = with_input(&sandbox, &["synth", "-", "--stdout"], &text);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout, expected);

    // Its overlay is where that of `terrace.yaml` would be.
    sandbox.write("terrace.test.yaml", "tiers: { compute: { inputs: { max_size: 7 } } }\n").unwrap();
    let ran = with_input(&sandbox, &["synth", "-", "--stdout", "-e", "test"], &text);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("\"max_size\": 7"), "{}", ran.stdout);
    let ran = with_input(&sandbox, &["synth", "-", "--stdout"], "stack: shop\nteirs: {}\n");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("terrace.yaml:2:1"), "{}", ran.stderr);

    let before: Vec<_> = fs::read_dir("/dev").unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let mut told = String::new();
    for arguments in [
        &["synth", "-"][..],
        &["synth", "-", "--check"],
        &["synth", "/dev/stdin"],
        &["plan", "/dev/fd/0", "--sandbox"],
        &["schema", "/proc/self/fd/0"],
        &["lock", "-"],
    ] {
        let ran = with_input(&sandbox, arguments, &text);
        assert_eq!(ran.code, 1, "{arguments:?}: {}", ran.stdout);
        told += &format!("$ terrace {}\n{}", arguments.join(" "), ran.stderr);
    }
    insta::assert_snapshot!(told);
    // A file on standard input has a path, but nothing is written next to `/dev/stdin`.
    let path = sandbox.write("stack.yaml", &text).unwrap();
    let mut command = sandbox.command(["synth", "/dev/stdin"]);
    let ran = sandbox.masked_output(command.stdin(fs::File::open(path).unwrap()).output().unwrap());
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let after: Vec<_> = fs::read_dir("/dev").unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(after, before);
    assert!(!sandbox.work().join("terrace.out").exists());
}

#[test]
fn output_as_text_ends_with_a_line_break() {
    let sandbox = example();
    assert_eq!(run(&sandbox, &["synth"]).code, 0);
    for arguments in [
        &["why", "aws"][..],
        &["why", "network"],
        &["add", "storage", "--name", "other"],
        &["remove", "other"],
        &["lock"],
        &["outdated"],
        &["diff"],
        &["inspect"],
        &["inspect", "iam"],
        &["tier", "docs", "iam"],
        &["tier", "check", "iam"],
        &["cache", "list"],
        &["sandbox", "reset"],
        &["doctor"],
    ] {
        let ran = run(&sandbox, arguments);
        assert!(ran.stdout.is_empty() || ran.stdout.ends_with('\n'), "{arguments:?}: {:?}", ran.stdout);
        assert!(!ran.stdout.is_empty() || !ran.stderr.is_empty(), "{arguments:?} says nothing");
    }
}

#[test]
fn help_is_whole() {
    let ran = run(&sandbox(), &["--help"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.stdout);
}

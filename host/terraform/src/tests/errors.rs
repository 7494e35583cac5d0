//! The texts of all errors, as users see them.

use super::Fake;
use crate::{Environment, Search, TerraformError, Workspace};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Returns the error of finding a program when `terraform` is this script.
fn with_script(script: &str, patience: Duration) -> String {
    let fake = Fake::new();
    fake.program("terraform", script);
    let environment = fake.environment(&[]);
    let search = Search { patience, ..Search::new(None, &environment) };
    fake.shown(&search.find().unwrap_err())
}

const LONG: Duration = Duration::from_secs(10);

#[test]
fn program_that_is_not_on_path_is_reported() {
    let fake = Fake::new();
    let environment: Environment = [("PATH", fake.path("bin"))].into_iter().collect();
    insta::assert_snapshot!(fake.shown(&Search::new(None, &environment).find().unwrap_err()));
}

#[test]
fn program_that_is_configured_but_missing_is_reported() {
    let fake = Fake::new();
    fake.write("bin/plain", "");
    let shown = |option: Option<PathBuf>, variable: &str| {
        let environment = fake.environment(&[("TERRACE_TERRAFORM", variable)]);
        fake.shown(&Search::new(option.as_deref(), &environment).find().unwrap_err())
    };
    let texts = [
        shown(Some(fake.path("bin/gone")), ""),
        shown(Some(fake.path("bin/plain")), ""),
        shown(Some(fake.path("bin")), ""),
        shown(None, "no-such-program"),
    ];
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn program_that_cannot_be_started_is_reported() {
    let fake = Fake::new();
    let path = fake.program("terraform", "");
    fake.program("terraform", "\n");
    std::fs::write(&path, "#!/no/such/interpreter\n").unwrap();
    let environment = fake.environment(&[]);
    insta::assert_snapshot!(fake.shown(&Search::new(None, &environment).find().unwrap_err()));
}

#[test]
fn program_that_hangs_is_reported() {
    let start = Instant::now();
    let patience = Duration::from_millis(300);
    // A shell that waits for another process, a program that closes its stdout and stays, and one that was left behind with
    // stdout.
    let texts =
        ["sleep 60", "exec >&-; sleep 60", "sleep 60 & exit"].map(|script| with_script(script, patience));
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0], texts[2]);
    insta::assert_snapshot!(texts[0]);
}

#[test]
fn program_that_crashes_is_reported() {
    let texts = [
        with_script("printf '\\n\\033[31mNo version configured\\033[0m\\nmore\\n' >&2; exit 7", LONG),
        with_script("kill -SEGV $$", LONG),
    ];
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn program_that_is_not_terraform_is_reported() {
    let texts = [
        with_script("", LONG),
        with_script("echo hello", LONG),
        with_script("echo Terraform vNext", LONG),
        with_script("printf '\\377\\376\\001 \\033]0;title\\007 rubbish\\n'", LONG),
        // The program prints without end.
        with_script(
            "while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done",
            LONG / 5,
        ),
    ];
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn program_that_is_too_old_is_reported() {
    let old = |version: &str, configuration: &str| {
        let fake = Fake::new();
        fake.terraform(version, "");
        fake.write("out/main.tf.json", configuration);
        let environment = fake.environment(&[]);
        let terraform = fake.found(&environment);
        fake.shown(&Workspace::open(&terraform, &environment, &fake.out()).unwrap_err())
    };
    let ephemeral = r#"{"ephemeral": {"random_password": {"database_primary_admin": {}}}}"#;
    let removed =
        r#"{"removed": [{"from": "aws_vpc.network_primary_main", "lifecycle": {"destroy": false}}]}"#;
    let write_only = r#"{"resource": {"aws_db_instance": {
        "database_main_main": {"password_wo": "${ephemeral.x.y.z}", "password_wo_version": 1}
    }}}"#;
    let texts = [
        old("Terraform v1.10.5", write_only),
        old("Terraform v1.4.7", "{}"),
        old("OpenTofu v1.10.5", ephemeral),
        old("OpenTofu v1.9.1", removed),
        old("Terraform v1.6.0", removed),
    ];
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn configuration_that_cannot_be_read_is_reported() {
    let fake = Fake::new();
    fake.terraform("Terraform v1.11.4", "");
    let environment = fake.environment(&[]);
    let terraform = fake.found(&environment);
    let open = || fake.shown(&Workspace::open(&terraform, &environment, &fake.out()).unwrap_err());
    let missing = open();
    fake.write("out/main.tf.json", "{\n  \"resource\": {,\n");
    let broken = open();
    fake.write("out/main.tf.json", "[]");
    insta::assert_snapshot!([missing, broken, open()].join("\n"));
}

#[test]
fn run_and_stamp_errors_are_reported() {
    let fake = Fake::new();
    let source = || io::Error::from_raw_os_error(28);
    let path = || Path::new("/opt/terraform").to_owned();
    let texts = [
        TerraformError::Run { path: path(), source: source() },
        TerraformError::Stamp { path: "out/.terraform/terrace-init.json".into(), source: source() },
    ];
    insta::assert_snapshot!(texts.map(|error| fake.shown(&error)).join("\n"));
}

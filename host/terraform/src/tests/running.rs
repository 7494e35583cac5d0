//! The input of terraform, and the handling of its output.

use super::Fake;
use super::fake::{test_name, test_program};
use crate::{Environment, InitReason, Request, RunOutcome, Search, Subcommand, Workspace};
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

/// Appends the arguments to the log.
const LOG: &str = r#"echo "$@" >> "$log""#;

fn run(
    fake: &Fake,
    environment: &Environment,
    subcommand: Subcommand,
    arguments: &[&str],
) -> (RunOutcome, Vec<InitReason>) {
    let terraform = fake.found(environment);
    let workspace = Workspace::open(&terraform, environment, &fake.out()).unwrap();
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let request = Request {
        color_stdout: false,
        color_stderr: false,
        ..Request::new(subcommand, &arguments, environment)
    };
    let mut announced = Vec::new();
    let ended = workspace.run(&request, |reason| announced.push(reason)).unwrap();
    (ended, announced)
}

#[test]
fn arguments_are_passed_on_as_they_are() {
    let fake = Fake::new();
    fake.terraform("Terraform v1.11.4", r#"for argument in "$@"; do echo "<$argument>" >> "$log"; done"#);
    fake.write("out/main.tf.json", "{}");
    let (ended, announced) =
        run(&fake, &fake.environment(&[]), Subcommand::Apply, &["-var", "a b=$c", "", "plan.bin"]);
    assert_eq!((ended.subcommand, ended.code), (Subcommand::Apply, 0));
    assert_eq!(announced, []);
    assert_eq!(
        fake.masked(&fake.read("log")),
        "<-chdir=DIR/out>\n<apply>\n<-no-color>\n<-var>\n<a b=$c>\n<>\n<plan.bin>\n"
    );
}

#[test]
fn colours_are_kept_if_requested() {
    let fake = Fake::new();
    fake.terraform("Terraform v1.11.4", LOG);
    fake.write("out/main.tf.json", "{}");
    let environment = fake.environment(&[]);
    let terraform = fake.found(&environment);
    let workspace = Workspace::open(&terraform, &environment, &fake.out()).unwrap();
    let request = Request { color_stdout: true, ..Request::new(Subcommand::Plan, &[], &environment) };
    workspace.run(&request, |_| ()).unwrap();
    assert_eq!(fake.masked(&fake.read("log")), "-chdir=DIR/out plan\n");
    let environment = fake.environment(&[("NO_COLOR", "1")]);
    let request = Request::new(Subcommand::Plan, &[], &environment);
    assert!(!request.color_stdout && !request.color_stderr);
}

#[test]
fn exit_codes_and_signals_are_returned() {
    let cases = [("exit 0", 0), ("exit 1", 1), ("exit 2", 2), ("kill -KILL $$", 137), ("kill -TERM $$", 143)];
    for (script, code) in cases {
        let fake = Fake::new();
        fake.terraform("Terraform v1.11.4", script);
        fake.write("out/main.tf.json", "{}");
        let (ended, _) = run(&fake, &fake.environment(&[]), Subcommand::Plan, &["-detailed-exitcode"]);
        assert_eq!(ended.code, code, "{script}");
    }
}

#[test]
fn background_process_with_stderr_does_not_delay_the_end() {
    let fake = Fake::new();
    fake.terraform("Terraform v1.11.4", "sleep 30 & exit 1");
    fake.write("out/main.tf.json", "{}");
    let start = std::time::Instant::now();
    assert_eq!(run(&fake, &fake.environment(&[]), Subcommand::Plan, &[]).0.code, 1);
    assert!(start.elapsed().as_secs() < 10);
}

/// Does the same as `terraform init` for this configuration.
const INIT: &str = r#"
echo "$command $3 $4 $5" >> "$log"
if [ "$command" = init ]; then
    mkdir -p "$directory/.terraform/providers/host.example/hashicorp/random"
    echo lock > "$directory/.terraform.lock.hcl"
    case "$*" in *-backend=false*) ;; *) echo '{}' > "$directory/.terraform/terraform.tfstate" ;; esac
fi"#;

const WITH_PROVIDER: &str = r#"{"terraform": {
    "required_providers": {"random": {"source": "hashicorp/random", "version": "~> 3.0"}},
    "backend": {"local": {"path": "state"}}
}}"#;

#[test]
fn init_runs_only_if_it_has_to() {
    let fake = Fake::new();
    fake.terraform("Terraform v1.11.4", INIT);
    fake.write("out/main.tf.json", WITH_PROVIDER);
    let environment = fake.environment(&[]);
    let reason = |subcommand| run(&fake, &environment, subcommand, &[]).1;
    // Validation works without the backend's credentials.
    assert_eq!(reason(Subcommand::Validate), [InitReason::First]);
    assert_eq!(reason(Subcommand::Validate), []);
    assert_eq!(reason(Subcommand::Plan), [InitReason::Backend]);
    assert_eq!(reason(Subcommand::Validate), []);
    assert_eq!(reason(Subcommand::Output), []);

    fake.write("out/main.tf.json", &WITH_PROVIDER.replace("~> 3.0", "~> 3.6"));
    assert_eq!(reason(Subcommand::Plan), [InitReason::Providers]);
    fake.write("out/main.tf.json", &WITH_PROVIDER.replace("~> 3.0", "~> 3.6").replace("state", "other"));
    assert_eq!(reason(Subcommand::Validate), []);
    assert_eq!(reason(Subcommand::Plan), [InitReason::Backend]);
    fake.write("out/.terraform.lock.hcl", "another");
    assert_eq!(reason(Subcommand::Plan), [InitReason::Lock]);
    std::fs::remove_dir_all(fake.path("out/.terraform/providers")).unwrap();
    assert_eq!(reason(Subcommand::Plan), [InitReason::Incomplete]);
    fake.terraform("Terraform v1.12.0", INIT);
    assert_eq!(reason(Subcommand::Plan), [InitReason::Program]);
    std::fs::remove_dir_all(fake.path("out/.terraform")).unwrap();
    assert_eq!(reason(Subcommand::Plan), [InitReason::First]);
    assert_eq!(reason(Subcommand::Plan), []);

    fake.write("out/.terraform/terrace-init.json", "{\"program\": \"Terraform 1.12.0\"}");
    assert_eq!(reason(Subcommand::Plan), [InitReason::First]);
    let log = fake.read("log");
    assert!(log.starts_with("init -no-color -backend=false"), "{log}");
    assert!(log.lines().nth(1).unwrap().starts_with("validate -no-color"), "{log}");
}

#[test]
fn init_by_the_user_is_not_repeated() {
    let fake = Fake::new();
    fake.terraform("Terraform v1.11.4", INIT);
    fake.write("out/main.tf.json", WITH_PROVIDER);
    let environment = fake.environment(&[]);
    run(&fake, &environment, Subcommand::Init, &["-reconfigure"]);
    assert_eq!(fake.read("log"), "init -no-color -reconfigure \n");
    assert_eq!(run(&fake, &environment, Subcommand::Plan, &[]).1, []);
}

#[test]
fn init_failure_ends_the_run_and_is_not_recorded() {
    let fake = Fake::new();
    fake.terraform("Terraform v1.11.4", r#"echo "$command" >> "$log"; exit 3"#);
    fake.write("out/main.tf.json", WITH_PROVIDER);
    let environment = fake.environment(&[]);
    for _ in 0..2 {
        let (ended, announced) = run(&fake, &environment, Subcommand::Plan, &[]);
        assert_eq!((ended.subcommand, ended.code), (Subcommand::Init, 3));
        assert_eq!(announced, [InitReason::First]);
    }
    assert_eq!(fake.read("log"), "init\ninit\n");
}

#[test]
fn data_directory_of_the_environment_is_used() {
    let fake = Fake::new();
    let script = INIT.replace("$directory/.terraform/", "$directory/../data/");
    fake.terraform("Terraform v1.11.4", &script);
    fake.write("out/main.tf.json", WITH_PROVIDER);
    let environment = fake.environment(&[("TF_DATA_DIR", "../data")]);
    assert_eq!(run(&fake, &environment, Subcommand::Plan, &[]).1, [InitReason::First]);
    assert_eq!(run(&fake, &environment, Subcommand::Plan, &[]).1, []);
    assert!(fake.path("data/terrace-init.json").exists());
}

#[test]
fn terraform_errors_are_traced_to_the_tier() {
    let fake = Fake::new();
    fake.terraform(
        "Terraform v1.11.4",
        r#"printf '\033[31m│\033[0m \033[1mError: no\033[0m\n│   with terraform_data.network_primary_main,\n' >&2; exit 1"#,
    );
    fake.write(
        "out/main.tf.json",
        r#"{
            "//": {"components": [{"name": "network", "version": "0.1.0", "tiers": ["network"]}]},
            "resource": {"terraform_data": {"network_primary_main": {"//": {
                "tier": "network", "region": "primary", "name": "main"
            }}}}
        }"#,
    );
    let (ended, _) = run(&fake, &fake.environment(&[]), Subcommand::Apply, &[]);
    let [origin] = &ended.origins[..] else { panic!("{ended:?}") };
    assert_eq!(
        format!("{} {} {}", origin.address, origin.instance, origin.local),
        "terraform_data.network_primary_main network[primary] terraform_data.main"
    );
    assert_eq!(origin.component.as_deref(), Some("network@0.1.0"));
}

/// The process that the tests of streams and signals start. It runs `output` or `apply` with the terraform in a directory, and
/// exits as Terrace would.
#[test]
#[ignore = "run by other tests in a process of its own"]
fn child() {
    let Some(directory) = std::env::var_os("TERRACE_TEST_DIRECTORY") else { return };
    let directory = Path::new(&directory);
    std::fs::write(directory.join("pid"), std::process::id().to_string()).unwrap();
    let environment: Environment = [
        ("PATH", OsString::from("/bin:/usr/bin")),
        ("TF_CLI_CONFIG_FILE", directory.join("home/terraformrc").into()),
    ]
    .into_iter()
    .collect();
    let terraform = Search::new(Some(&directory.join("bin/terraform")), &environment).find().unwrap();
    let workspace = Workspace::open(&terraform, &environment, &directory.join("out")).unwrap();
    let apply = std::env::var_os("TERRACE_TEST_APPLY").is_some();
    let subcommand = if apply { Subcommand::Apply } else { Subcommand::Output };
    let arguments: &[OsString] = if apply { &["-auto-approve".into()] } else { &[] };
    let ended = workspace.run(&Request::new(subcommand, arguments, &environment), |_| ()).unwrap();
    if std::env::var_os("TERRACE_TEST_LINGER").is_some() {
        std::fs::write(directory.join("log"), "after").unwrap();
        std::thread::sleep(std::time::Duration::from_secs(20));
    }
    std::process::exit(ended.code.into());
}

/// Makes the calling thread start programs with the default dispositions of signals from now on.
pub(super) fn default_signals_in_children() {
    // A hold checks once which signals this process ignores, so it must do that before the dispositions change.
    drop(crate::signals::Hold::new().unwrap());
    terrace_test_signals::default_in_children();
}

/// Returns the command of that process.
pub(super) fn child_command(fake: &Fake) -> Command {
    default_signals_in_children();
    let mut command = Command::new(test_program());
    let name = test_name("running::child");
    command.args(["--exact", &name, "--include-ignored", "--nocapture", "-q"]);
    command.env("TERRACE_TEST_DIRECTORY", fake.path(""));
    command
}

#[test]
fn stdout_has_only_the_output_of_the_command() {
    let fake = Fake::new();
    fake.terraform(
        "Terraform v1.11.4",
        &format!(
            "{INIT}\nif [ $command = output ]; then cat; echo '{{}}'; exit 5; fi\n\
             cat; echo Initializing; echo quietly >&2"
        ),
    );
    fake.write("out/main.tf.json", WITH_PROVIDER);
    fake.write("input", "answer\n");
    let input = std::fs::File::open(fake.path("input")).unwrap();
    let output =
        child_command(&fake).stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    // The test harness of the other process prints its own lines first.
    assert!(stdout.ends_with("answer\n{}\n") && !stdout.contains("Initializing"), "{stdout}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "Initializing\nquietly\n");
    assert_eq!(output.status.code(), Some(5));
}

//! Tests with the real terraform, if it is installed. Nothing is downloaded: `terraform_data` is built in.

use super::Fake;
use super::fake::on_path;
use super::running::child_command;
use super::signals::{terrace, wait_for};
use crate::{Environment, InitReason, Request, RunOutcome, Search, Subcommand, Terraform, Workspace};
use rustix::process::{Signal, kill_process};
use std::ffi::OsString;
use std::process::Stdio;

struct Real {
    fake: Fake,
    environment: Environment,
    terraform: Terraform,
}

impl Real {
    #[allow(clippy::print_stderr)]
    fn new() -> Option<Self> {
        let Some(path) = on_path("terraform").or_else(|| on_path("tofu")) else {
            eprintln!("skipped: neither `terraform` nor `tofu` is installed");
            return None;
        };
        let fake = Fake::new();
        fake.write("home/terraformrc", "");
        let environment = fake.environment(&[]);
        // The program's stdout would clutter the output of the tests.
        let quiet = format!(
            "[ $1 = version ] && exec '{0}' version\nexec '{0}' \"$@\" > '{1}'",
            path.display(),
            fake.path("stdout").display()
        );
        let path = fake.program("terraform", &quiet);
        let terraform = Search::new(Some(&path), &environment).find().unwrap();
        Some(Self { fake, environment, terraform })
    }

    fn run(&self, subcommand: Subcommand, arguments: &[&str]) -> (RunOutcome, Vec<InitReason>) {
        let workspace = Workspace::open(&self.terraform, &self.environment, &self.fake.out()).unwrap();
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let mut announced = Vec::new();
        let request = Request::new(subcommand, &arguments, &self.environment);
        let ended = workspace.run(&request, |reason| announced.push(reason)).unwrap();
        (ended, announced)
    }
}

const CONFIGURATION: &str = r#"{
  "terraform": {
    "backend": {"local": {"path": "here.tfstate"}},
    "required_providers": {"terraform": {"source": "terraform.io/builtin/terraform"}}
  },
  "variable": {
    "ok": {"type": "bool", "default": true}
  },
  "resource": {
    "terraform_data": {
      "network_primary_main": {
        "//": {"tier": "network", "region": "primary", "name": "main"},
        "input": "a",
        "lifecycle": {
          "precondition": [{"condition": "${var.ok}", "error_message": "not ok"}]
        }
      },
      "iam__role": {
        "//": {"tier": "iam", "name": "role"},
        "input": "${terraform_data.network_primary_main.output}"
      }
    }
  },
  "output": {
    "id": {"value": "${terraform_data.network_primary_main.output}"}
  }
}
"#;

#[test]
fn terraform_runs_from_validate_to_destroy() {
    let Some(real) = Real::new() else { return };
    real.fake.write("out/main.tf.json", CONFIGURATION);
    assert_eq!(real.run(Subcommand::Validate, &[]).0.code, 0);
    let (ended, announced) = real.run(Subcommand::Plan, &["-detailed-exitcode"]);
    assert_eq!((ended.code, &announced[..]), (2, &[InitReason::First][..]));
    let (ended, announced) = real.run(Subcommand::Apply, &["-auto-approve"]);
    assert_eq!((ended.code, &announced[..]), (0, &[][..]));
    assert!(real.fake.path("out/here.tfstate").exists());
    assert_eq!(real.run(Subcommand::Plan, &["-detailed-exitcode"]).0.code, 0);
    assert_eq!(real.run(Subcommand::Output, &["-json"]).0.code, 0);
    let outputs: serde_json::Value = serde_json::from_str(&real.fake.read("stdout")).unwrap();
    assert_eq!(outputs["id"]["value"], "a");

    // Another backend needs init, which does not decide for the user what happens to the state.
    real.fake.write("out/main.tf.json", &CONFIGURATION.replace("here.tfstate", "there.tfstate"));
    let (ended, announced) = real.run(Subcommand::Plan, &[]);
    assert_eq!((ended.subcommand, &announced[..]), (Subcommand::Init, &[InitReason::Backend][..]));
    assert_ne!(ended.code, 0);
    assert_eq!(real.run(Subcommand::Init, &["-migrate-state", "-force-copy"]).0.code, 0);
    assert_eq!(real.run(Subcommand::Plan, &["-detailed-exitcode"]).0.code, 0);
    assert_eq!(real.run(Subcommand::Destroy, &["-auto-approve"]).0.code, 0);

    // The same applies to a backend that was removed.
    let without = CONFIGURATION.replace(r#""backend": {"local": {"path": "here.tfstate"}},"#, "");
    real.fake.write("out/main.tf.json", &without);
    let workspace = Workspace::open(&real.terraform, &real.environment, &real.fake.out()).unwrap();
    assert_eq!(workspace.init_reason(Subcommand::Plan), Some(InitReason::Backend));
}

#[test]
fn terraform_errors_are_traced_to_tiers() {
    let Some(real) = Real::new() else { return };
    let blamed = |configuration: &str, arguments: &[&str]| {
        real.fake.write("out/main.tf.json", configuration);
        let (ended, _) = real.run(Subcommand::Plan, arguments);
        assert_eq!(ended.code, 1);
        ended.origins.iter().map(|origin| format!("{} {}", origin.instance, origin.local)).collect::<Vec<_>>()
    };
    let both = ["iam terraform_data.role", "network[primary] terraform_data.main"];
    assert_eq!(blamed(CONFIGURATION, &["-var=ok=false"]), both[1..]);
    // For an unknown argument, terraform only reports the line.
    let wrong = CONFIGURATION.replace(r#""input": "${terra"#, r#""no_such": 1, "input": "${terra"#);
    assert_eq!(blamed(&wrong, &[]), both[..1]);
    let cycle = CONFIGURATION.replace(r#""input": "a""#, r#""input": "${terraform_data.iam__role.output}""#);
    let mut blamed = blamed(&cycle, &[]);
    blamed.sort();
    assert_eq!(blamed, both);
}

#[test]
fn interrupted_apply_keeps_what_it_has_created() {
    let Some(real) = Real::new() else { return };
    let configuration = serde_json::json!({
        "resource": {"terraform_data": {
            "first": {"input": "a"},
            "second": {
                "input": "${terraform_data.first.output}",
                "provisioner": [{"local-exec": {"command": "echo started > ../log; sleep 20"}}],
            },
        }},
    });
    real.fake.write("out/main.tf.json", &configuration.to_string());
    let mut command = child_command(&real.fake);
    command.env("TERRACE_TEST_APPLY", "1").stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    wait_for(&real.fake, "log", "started");
    kill_process(terrace(&real.fake), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let said = real.fake.read("stdout");
    assert!(said.contains("Gracefully shutting down"), "{said}");
    assert!(!said.contains("Two interrupts"), "{said}");
    let state: serde_json::Value = serde_json::from_str(&real.fake.read("out/terraform.tfstate")).unwrap();
    assert_eq!(state["resources"][0]["name"], "first");
}

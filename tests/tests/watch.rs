//! `terrace diff` and `terrace watch`.

use crate::under_test;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;
use terrace_tests::elsewhere::of_provider;
use terrace_tests::program::{CommandOutput, Sandbox};

/// The maximum time for a line, for a very busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

const STACK: &str = "\
stack: shop
regions:
  main: { aws: { region: us-east-1 } }
tiers:
  storage:
    component: storage
    regions: all
    inputs: { force_destroy: false }
";

fn sandbox() -> Sandbox {
    let sandbox = under_test::sandbox();
    sandbox.write("terrace.yaml", STACK).unwrap();
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    sandbox.run(arguments).unwrap()
}

/// A command that runs until this is dropped.
struct Running {
    child: Child,
    lines: Receiver<String>,
    errors: Receiver<String>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        Self { child, lines: lines(stdout), errors: lines(stderr) }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line in time")
    }

    /// Returns the next run, as JSON.
    fn round(&self) -> Value {
        serde_json::from_str(&self.line()).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

#[test]
fn diff_shows_by_block_what_check_reports() {
    let sandbox = sandbox();
    let ran = run(&sandbox, &["diff"]);
    assert_eq!(
        (ran.code, ran.stdout.lines().last()),
        (3, Some("terrace.out/default/main.tf.json does not exist; run `terrace synth`"))
    );
    assert!(ran.stdout.contains("+ aws_s3_bucket.storage_main_main\n"), "{}", ran.stdout);
    assert_eq!(run(&sandbox, &["synth"]).code, 0);
    let ran = run(&sandbox, &["diff"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "terrace.out/default/main.tf.json is up to date\n"));

    sandbox.write("terrace.yaml", STACK.replace("false", "true").replace("us-east-1", "eu-west-1")).unwrap();
    let ran = run(&sandbox, &["diff"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (3, ""));
    insta::assert_snapshot!(ran.stdout);
    let check = run(&sandbox, &["synth", "--check"]);
    assert_eq!(check.code, 3);
    assert!(check.stdout.ends_with(&ran.stdout), "{}", check.stdout);

    let json =
        |arguments: &[&str]| -> Value { serde_json::from_str(&run(&sandbox, arguments).stdout).unwrap() };
    let report = json(&["diff", "--format", "json"]);
    assert_eq!(report["changed"], true);
    assert_eq!(report["blocks"], json(&["synth", "--check", "--format", "json"])["blocks"]);
    assert_eq!(report["blocks"][0]["action"], "changed");

    let file = sandbox.work().join("terrace.out/default/main.tf.json");
    assert_eq!(run(&sandbox, &["synth"]).code, 0);
    let written = fs::read_to_string(&file).unwrap();
    fs::write(&file, written.replace("\"version\": \"0.1.0\"", "\"version\": \"0.0.9\"")).unwrap();
    let ran = run(&sandbox, &["diff"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (3, "terrace.out/default/main.tf.json differs only in the origins of blocks; run `terrace synth`\n")
    );
    fs::write(&file, "{").unwrap();
    let ran = run(&sandbox, &["diff"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (3, ""));
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn watch_shows_what_each_save_changes() {
    let sandbox = sandbox();
    sandbox.write("tiers/own.wasm", terrace_test_artifacts::QUEUES).unwrap();
    let running = Running::start(&mut sandbox.command(["watch", "--format", "json"]));
    let round = running.round();
    assert_eq!((&round["ok"], &round["changed"]), (&true.into(), &true.into()));

    // Written in place.
    sandbox.write("terrace.yaml", STACK.replace("false", "true")).unwrap();
    let round = running.round();
    assert_eq!(round["blocks"][0]["address"], "aws_s3_bucket.storage_main_main", "{round}");
    assert_eq!(round["blocks"][0]["attributes"][0]["path"], "force_destroy");

    // A mistake is reported, and does not end it.
    sandbox.write("terrace.yaml", STACK.replace("force_destroy", "force")).unwrap();
    let round = running.round();
    assert_eq!(
        (&round["ok"], &round["diagnostics"][0]["code"]),
        (&false.into(), &"unknown-input".into()),
        "{round}"
    );
    sandbox.write("terrace.yaml", "stack: [").unwrap();
    assert_eq!(running.round()["ok"], false);

    // Replaced by another file, as many editors do it.
    let other = sandbox.write("terrace.yaml~", STACK).unwrap();
    fs::rename(other, sandbox.work().join("terrace.yaml")).unwrap();
    let round = running.round();
    assert_eq!((&round["ok"], &round["blocks"][0]["action"]), (&true.into(), &"changed".into()), "{round}");

    // A component that was added to the stack after the start.
    let with_own =
        format!("{STACK}  jobs: {{ component: ./tiers/own.wasm, regions: all, inputs: {{ names: [a] }} }}\n");
    sandbox.write("terrace.yaml", with_own).unwrap();
    let round = running.round();
    assert_eq!((&round["ok"], &round["blocks"][0]["action"]), (&true.into(), &"added".into()), "{round}");
    sandbox.write("tiers/own.wasm", "no component").unwrap();
    assert_eq!(running.round()["ok"], false);
}

#[test]
fn watch_notices_a_new_overlay() {
    let sandbox = sandbox();
    sandbox.write("terrace.yaml", format!("environment: test\n{STACK}")).unwrap();
    let running = Running::start(&mut sandbox.command(["watch", "--format", "json"]));
    assert_eq!(running.round()["ok"], true);
    sandbox.write("terrace.test.yaml", "tiers: { storage: { inputs: { force_destroy: true } } }\n").unwrap();
    let round = running.round();
    assert_eq!(round["blocks"][0]["attributes"][0]["new"], true, "{round}");
}

#[cfg(unix)]
#[test]
fn watch_prints_text_and_ends_on_a_signal() {
    use std::os::unix::process::ExitStatusExt;
    let sandbox = sandbox();
    sandbox
        .write("terrace.yaml", format!("# yaml-language-server: $schema=.terrace/schema.json\n{STACK}"))
        .unwrap();
    let mut running = Running::start(&mut sandbox.command(["watch"]));
    assert_eq!(running.line(), "shop: 7 resources and 1 data source from 1 instance of 1 component");
    assert!(running.line().starts_with("terrace.out/default/main.tf.json written, "));
    assert_eq!(running.errors.recv_timeout(PATIENCE).unwrap(), "waiting for changes; press Ctrl-C to stop");
    assert!(sandbox.work().join(".terrace/schema.json").is_file(), "the modeline asks for it");
    sandbox.write("terrace.yaml", STACK.replace("false", "true")).unwrap();
    let expected = ["~ aws_s3_bucket.storage_main_main", "    ~ force_destroy: false -> true", "1 changed"];
    assert_eq!([running.line(), running.line(), running.line()], expected);
    assert!(running.line().starts_with("terrace.out/default/main.tf.json written, "));
    sandbox.write("terrace.yaml", "stack: [").unwrap();
    assert!(running.errors.recv_timeout(PATIENCE).unwrap().starts_with("error["));

    Command::new("kill").args(["-INT", &running.child.id().to_string()]).status().unwrap();
    // The pipe is closed when the process ends.
    assert_eq!(running.lines.recv_timeout(PATIENCE), Err(RecvTimeoutError::Disconnected));
    assert_eq!(running.child.wait().unwrap().signal(), Some(2));
    let ran = run(&sandbox, &["watch", "nowhere"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn watch_sees_every_module_of_a_tier_from_source() {
    let sandbox = sandbox();
    let names = |name: &str| format!("export const names: string[] = [\"{name}\"];\n");
    let tier = "import { input, resource, tier } from \"@terrace/sdk\";\n\
        import { names } from \"./names.ts\";\n\
        export default tier({\n  name: \"topics\",\n  version: \"0.1.0\",\n  summary: \"Topics.\",\n\
        \x20 inputs: input.object({}),\n  providers: { aws: { source: \"hashicorp/aws\" } },\n\
        \x20 resources: [\"aws_sns_topic\"],\n  outputs: {},\n\
        \x20 synth(context, inputs, out) {\n    for (const name of names) out.add(resource(\"aws_sns_topic\", name, {}));\n  },\n});\n";
    sandbox.write("topics/tier.ts", tier).unwrap();
    sandbox.write("topics/names.ts", names("orders")).unwrap();
    let stack = "stack: shop\ntiers: { topics: { component: ./topics } }\n";
    sandbox.write("terrace.yaml", stack).unwrap();
    let running = Running::start(&mut sandbox.command(["watch", "--format", "json"]));
    assert_eq!(running.round()["ok"], true);

    sandbox.write("topics/names.ts", names("invoices")).unwrap();
    let round = running.round();
    let blocks = round["blocks"].as_array().unwrap().iter();
    let changes: Vec<_> = blocks.map(|block| format!("{} {}", block["action"], block["address"])).collect();
    assert_eq!(
        changes,
        ["\"added\" \"aws_sns_topic.topics__invoices\"", "\"removed\" \"aws_sns_topic.topics__orders\""]
    );

    // A syntax error is reported, and its correction is noticed.
    sandbox.write("topics/names.ts", "export const names = [;\n").unwrap();
    let round = running.round();
    assert_eq!((&round["ok"], &round["diagnostics"][0]["code"]), (&false.into(), &"syntax".into()));
    sandbox.write("topics/names.ts", names("orders")).unwrap();
    assert_eq!(running.round()["ok"], true);
}

/// It writes files that terraform runs, so it waits for consent, and notices when that is given.
#[test]
fn watch_waits_for_consent_to_a_provider() {
    let sandbox = sandbox();
    sandbox.write("jobs.wasm", of_provider(terrace_test_artifacts::QUEUES, "eviltwins/aws")).unwrap();
    let tier = "  jobs: { component: ./jobs.wasm, regions: all, inputs: { names: [a] } }\n";
    sandbox.write("terrace.yaml", STACK.split_once("  storage").unwrap().0.to_owned() + tier).unwrap();
    let running = Running::start(&mut sandbox.command(["watch", "--format", "json"]));
    let round = running.round();
    assert_eq!(
        (&round["ok"], &round["diagnostics"][0]["code"]),
        (&false.into(), &"unknown-provider-source".into())
    );
    assert!(!sandbox.work().join("terrace.out").exists());
    assert_eq!(run(&sandbox, &["lock", "--allow-provider", "eviltwins/aws"]).code, 0);
    let round = running.round();
    assert_eq!((&round["ok"], &round["changed"]), (&true.into(), &true.into()), "{round}");
}

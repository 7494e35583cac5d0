//! `--offline`: no command opens a connection, neither itself nor through a program that it starts.
//!
//! This is observed in two ways. In a network namespace without a network, the kernel counts packets that programs try to
//! send and that have no route. Outside of one, proxies, registries and mirrors of every tool lead to a listener that
//! counts.

#![allow(clippy::print_stderr)]

use crate::under_test;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use terrace_tests::program::{CommandOutput, Sandbox, is_there};

const STACK: &str = "stack: shop
regions: { main: { aws: { region: eu-west-1 } } }
tiers: { network: { component: network, regions: all } }
";

const TYPESCRIPT: &str = "import { input, tier } from \"@terrace/sdk\";
export default tier({ name: \"plain\", version: \"0.1.0\", summary: \"Nothing.\", inputs: input.object({}), providers: {},
  resources: [], outputs: {}, synth() {} });
";

const PYTHON: &str = "from terrace_sdk import Contribution, Context, inputs, tier


@inputs
class Inputs:
    \"\"\"None.\"\"\"


@tier(name=\"plain\", version=\"0.1.0\", summary=\"Nothing.\", inputs=Inputs, providers=[], resources=[], outputs=[])
def plain(context: Context, inputs: Inputs) -> Contribution:
    return Contribution()
";

const CARGO: &str = "[package]
name = \"far\"
version = \"0.1.0\"
edition = \"2024\"

[lib]
crate-type = [\"cdylib\"]

[dependencies]
a-package-that-nobody-has = \"1\"

[workspace]
";

/// Every command, in each of the ways in which it could connect. `REMOTE` is a component in a registry.
const COMMANDS: &[&str] = &[
    "init new",
    "synth builtin",
    "synth typescript",
    "synth python",
    "synth rust",
    "synth remote",
    "synth typescript --check",
    "diff typescript",
    "watch typescript",
    "validate builtin",
    "plan builtin",
    "plan builtin --sandbox",
    "plan typescript",
    "plan state",
    "plan module",
    "apply builtin -- -auto-approve",
    "apply builtin --sandbox -- -auto-approve",
    "apply plain -- -auto-approve",
    "destroy builtin -- -auto-approve",
    "destroy builtin --sandbox -- -auto-approve",
    "destroy plain -- -auto-approve",
    "output builtin",
    "output state",
    "output plain",
    "terraform builtin -- init",
    "terraform builtin -- init -upgrade",
    "terraform builtin -- providers lock",
    "terraform builtin -- state list",
    "terraform builtin -- get",
    "terraform module -- get",
    "terraform plain -- refresh",
    "terraform plain -- login registry.invalid",
    "terraform builtin -- version",
    "sandbox reset builtin",
    "sandbox schema add schema.json",
    "add REMOTE --stack builtin",
    "add ./typescript --stack builtin",
    "remove network --stack builtin",
    "lock remote",
    "lock typescript",
    "update remote",
    "outdated remote",
    "why network --stack builtin",
    "why jobs --stack remote",
    "vendor remote",
    "bundle save all.tar --stack remote",
    "bundle load nothing.tar --stack remote",
    "cache list",
    "cache prune remote",
    "cache verify",
    "pull REMOTE",
    "push ./rust REMOTE",
    "push ./typescript REMOTE",
    "catalog registry.invalid",
    "login registry.invalid --username ann --password-stdin",
    "logout registry.invalid",
    "key new --out team",
    "sign REMOTE --key team.key",
    "verify REMOTE",
    "tier new fresh --lang rust",
    "tier build typescript",
    "tier build python",
    "tier build rust",
    "tier check typescript",
    "tier check rust",
    "tier test typescript",
    "tier test typescript --sandbox",
    "tier docs python",
    "tier prepare",
    "tier prepare python",
    "inspect REMOTE",
    "inspect typescript",
    "inspect rust",
    "schema typescript",
    "schema remote",
    "doctor",
    "completions bash",
];

const REMOTE: &str = "oci://registry.invalid/tiers/jobs:1.0.0";

/// Creates a sandbox in which everything that a command may need is remote.
fn project() -> Sandbox {
    let project = under_test::sandbox();
    let backend = "backend: { s3: { bucket: states, key: shop, region: eu-west-1 } }\n";
    let files = [
        ("builtin/terrace.yaml", STACK.to_owned()),
        ("state/terrace.yaml", format!("{STACK}{backend}")),
        ("module/terrace.yaml", "stack: shop\ntiers: {}\n".to_owned()),
        ("plain/terrace.yaml", "stack: shop\ntiers: {}\n".to_owned()),
        ("remote/terrace.yaml", format!("stack: shop\ntiers: {{ jobs: {{ component: '{REMOTE}' }} }}\n")),
        ("typescript/terrace.yaml", "stack: shop\ntiers: { plain: { component: ./tier.ts } }\n".to_owned()),
        ("typescript/tier.ts", TYPESCRIPT.to_owned()),
        ("typescript/tests/one.yaml", "name: one\ninputs: {}\n".to_owned()),
        ("python/terrace.yaml", "stack: shop\ntiers: { plain: { component: ./tier.py } }\n".to_owned()),
        ("python/tier.py", PYTHON.to_owned()),
        ("rust/terrace.yaml", "stack: shop\ntiers: { far: { component: . } }\n".to_owned()),
        ("rust/Cargo.toml", CARGO.to_owned()),
        ("rust/src/lib.rs", String::new()),
        // A file that terraform init reads, with a reference that it would download.
        (
            "plain/terrace.out/default/main.tf.json",
            "{\"resource\":{\"terraform_data\":{\"a\":{}}}}\n".to_owned(),
        ),
        ("state/terrace.out/default/main.tf.json", "{\"terraform\":{\"backend\":{\"s3\":{}}}}\n".to_owned()),
        (
            "module/terrace.out/default/main.tf.json",
            "{\"module\":{\"vpc\":{\"source\":\"terraform-aws-modules/vpc/aws\"}}}\n".to_owned(),
        ),
        ("schema.json", "{}".to_owned()),
    ];
    for (path, content) in files {
        project.write(path, content).unwrap();
    }
    for directory in ["cargo", "cache"] {
        fs::create_dir(project.work().join("..").join(directory)).unwrap();
    }
    project
}

/// Returns a command with an empty cache, and with every tool directed to a port of this machine.
fn command(project: &Sandbox, line: &str, port: u16, is_offline: bool) -> Command {
    let line = line.replace("REMOTE", REMOTE);
    let mut words: Vec<&str> = line.split(' ').collect();
    // After the command, and before the arguments for terraform.
    let at = words.iter().position(|word| *word == "--").unwrap_or(words.len());
    if is_offline {
        words.insert(at, "--offline");
    }
    let directory = project.work().join("..").canonicalize().unwrap();
    let url = format!("http://127.0.0.1:{port}");
    let write = |name: &str, content: String| {
        fs::write(directory.join(name), content).unwrap();
        directory.join(name).into_os_string()
    };
    let npm =
        write("npmrc", format!("registry={url}/\nfetch-retries=0\nupdate-notifier=true\noffline=false\n"));
    let pip = write("pip.conf", format!("[global]\nindex-url = {url}/simple\nretries = 0\ntimeout = 1\n"));
    write(
        "cargo/config.toml",
        format!(
            "[source.crates-io]\nreplace-with = \"trap\"\n[source.trap]\nregistry = \"sparse+{url}/\"\n[net]\noffline = false\nretry = 0\n"
        ),
    );
    let variables: Vec<(&str, OsString)> =
        ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"]
            .map(|name| (name, OsString::from(&url)))
            .into_iter()
            .chain([
                ("npm_config_userconfig", npm),
                ("PIP_CONFIG_FILE", pip),
                ("CARGO_HOME", directory.join("cargo").into_os_string()),
                ("TERRACE_CACHE_DIR", directory.join("cache").into_os_string()),
            ])
            .collect();
    // `watch` runs until it is stopped.
    let limit = if line.starts_with("watch") { "3" } else { "120" };
    let mut command = project.bare("timeout");
    command.args([limit, under_test::PROGRAM]).args(words);
    // Only the option prevents them from connecting.
    command.env_remove("CARGO_NET_OFFLINE").env_remove("CHECKPOINT_DISABLE").envs(variables);
    command
}

/// Returns the command lines, each with the first words, with which the help names the command.
fn leaves(project: &Sandbox, before: &[&str]) -> BTreeSet<String> {
    let help = project.run(before.iter().copied().chain(["--help"])).unwrap().stdout;
    // The top level lists the commands in groups.
    let listed = help.lines().skip_while(|line| !line.starts_with("Usage:")).skip(1);
    let names = listed
        .take_while(|line| !matches!(*line, "Arguments:" | "Options:"))
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    let names: Vec<String> = names.map(str::to_owned).collect();
    if names.is_empty() {
        return BTreeSet::from([before.join(" ")]);
    }
    names.iter().flat_map(|name| leaves(project, &[before, &[name.as_str()]].concat())).collect()
}

#[test]
fn commands_are_all_tried() {
    let project = project();
    let forgotten: Vec<_> = leaves(&project, &[])
        .into_iter()
        .filter(|leaf| !COMMANDS.iter().any(|line| line.starts_with(leaf.as_str())))
        .collect();
    assert!(forgotten.is_empty(), "no line of COMMANDS tries {forgotten:?}");
}

fn check(line: &str, ran: &CommandOutput) {
    assert!(!ran.stderr.contains("panicked"), "{line}: {}", ran.stderr);
    // A line that is not a valid command tests nothing.
    assert!(
        matches!(ran.code, 0 | 1 | 3) || line.starts_with("watch"),
        "{line}: {} {}",
        ran.code,
        ran.stderr
    );
}

/// Returns the command in its own network namespace, without a network. The attempts are written to a file.
fn in_namespace(project: &Sandbox, command: &Command, prefix: &[&str]) -> (Command, std::path::PathBuf) {
    const COUNT: &str =
        "counts=$1; shift; \"$@\"; code=$?; cat /proc/net/snmp /proc/net/snmp6 > \"$counts\"; exit $code";
    let counts = project.work().join("../counts");
    let mut outer = Command::new(prefix[0]);
    outer.args(&prefix[1..]).args(["/bin/sh", "-c", COUNT, "sh"]).arg(&counts).arg(command.get_program());
    outer.args(command.get_args()).env_clear().current_dir(command.get_current_dir().unwrap());
    outer.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    (outer, counts)
}

/// Returns the number of packets that were sent, or had no route.
fn attempts(counts: &str) -> u64 {
    let number = |text: &str| text.parse::<u64>().unwrap_or_default();
    let lines: Vec<Vec<&str>> = counts.lines().map(|line| line.split_whitespace().collect()).collect();
    let old =
        lines.windows(2).filter(|pair| pair[0].first() == Some(&"Ip:") && pair[1].first() == Some(&"Ip:"));
    let old = old.flat_map(|pair| pair[0].iter().zip(&pair[1]));
    let old = old
        .filter(|(name, _)| matches!(**name, "OutRequests" | "OutNoRoutes"))
        .map(|(_, count)| number(count));
    let new = lines.iter().filter(|line| matches!(line.first(), Some(&"Ip6OutRequests" | &"Ip6OutNoRoutes")));
    old.sum::<u64>() + new.map(|line| number(line[1])).sum::<u64>()
}

/// Returns the command that creates a namespace here, or `None` if that is not possible.
fn namespace() -> Option<&'static [&'static str]> {
    const WAYS: [&[&str]; 2] = [&["unshare", "--net"], &["unshare", "--user", "--map-root-user", "--net"]];
    let works = |way: &&&[&str]| {
        let mut command = Command::new(way[0]);
        let command = command.args(&way[1..]).args(["/bin/sh", "-c", "test -r /proc/net/snmp"]);
        command.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let way = WAYS.iter().find(works).copied();
    if way.is_none() {
        eprintln!("SKIPPED: this system makes no network namespace");
    }
    way
}

#[test]
fn commands_do_not_connect_without_a_network() {
    let Some(prefix) = namespace() else { return };
    if !is_there("terraform") {
        return;
    }
    let project = project();
    let tried = |line: &str, is_offline| {
        let (mut outer, counts) = in_namespace(&project, &command(&project, line, 9, is_offline), prefix);
        let ran = project.masked_output(outer.stdin(Stdio::null()).output().unwrap());
        check(line, &ran);
        (attempts(&fs::read_to_string(counts).unwrap()), ran)
    };
    // The counter really counts attempts.
    assert!(tried("pull REMOTE", false).0 > 0);
    assert!(tried("tier build rust", false).0 > 0);
    for line in COMMANDS {
        let (attempts, ran) = tried(line, true);
        assert_eq!(attempts, 0, "terrace {line}: {}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn commands_ask_no_proxy_or_registry() {
    if !is_there("terraform") {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    // Connections are closed immediately.
    thread::spawn(move || listener.incoming().for_each(|_| _ = count.fetch_add(1, Ordering::SeqCst)));
    let project = project();
    let tried = |line: &str, is_offline| {
        let before = taken.load(Ordering::SeqCst);
        let ran = project.masked_output(command(&project, line, port, is_offline).output().unwrap());
        check(line, &ran);
        (taken.load(Ordering::SeqCst) - before, ran)
    };
    assert!(tried("tier build rust", false).0 > 0);
    let mut said = String::new();
    for line in COMMANDS {
        let (connections, ran) = tried(line, true);
        assert_eq!(connections, 0, "terrace {line}: {}{}", ran.stdout, ran.stderr);
        // Cargo has its own wording, and the output of `watch` until it is stopped depends on the machine.
        let is_own = !line.contains("rust") && !line.starts_with("watch");
        if is_own && ran.stderr.contains("error[offline]") {
            said += &format!("$ terrace {line}\n{}", ran.stderr);
        }
    }
    insta::assert_snapshot!(said);
}

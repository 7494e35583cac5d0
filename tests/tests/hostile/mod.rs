//! Malicious components. Each is one tier of a stack whose other tier contains an ordinary mistake: both are reported, in
//! bounded memory, and the last good output is left unchanged.

mod answers;
mod bytes;
mod checkout_files;
mod guest;
mod instances;
mod manifests;
mod memory;
mod module;
mod names;
mod running;
mod size;
mod source;
mod stack_file;
mod text;
mod together;

use crate::under_test;
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use terrace_tests::program::{CommandOutput, Sandbox};
use wait4::Wait4 as _;

/// The maximum memory for each case, in bytes: of the guest, its contribution, and everything derived from that.
const MEMORY: u64 = 1 << 30;
/// A run that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(300);
/// Part of the message about the ordinary mistake.
const MISTAKE: &str = "`nat` cannot be";
const HEAD: &str = "\
stack: shop
providers: { aws: { source: hashicorp/aws } }
regions: { home: { aws: { region: eu-west-1 } } }
";
const KEPT: &str = "the last good one\n";
/// A longer text is not for people.
const LONGEST: usize = 128 << 10;
/// The schema for editors has the inputs of all built-in tiers.
const LONGEST_OUTPUT: usize = 2 << 20;

/// Returns the output of `synth` for a hostile component, under the name of the case.
fn refused(name: &str, component: &[u8]) -> String {
    refused_as(name, "component: ./hostile.wasm, regions: all", component)
}

/// Returns the same with these keys of its tier.
fn refused_as(name: &str, tier: &str, component: &[u8]) -> String {
    let mistake = "network: { component: network, regions: all, inputs: { nat: two } }";
    let ran = synth(&format!("  {mistake}\n  hostile: {{ {tier} }}\n"), component);
    assert_eq!(ran.code, 1, "{name}: {}{}", ran.stdout, ran.stderr);
    let (mistakes, told): (Vec<_>, Vec<_>) =
        ran.stderr.split_inclusive("\n\n").partition(|paragraph| paragraph.contains(MISTAKE));
    assert_eq!(mistakes.len(), 1, "{name}: the ordinary mistake is reported: {}", ran.stderr);
    let told = told.concat();
    assert!(told.contains("hostile"), "{name}: the component is named: {told}");
    format!("=== {name}\n{told}")
}

/// Runs `synth` on a stack with these tiers, one of which is this component.
fn synth(tiers: &str, component: &[u8]) -> CommandOutput {
    let sandbox = sandbox(tiers, component);
    let ran = bounded(&sandbox, &mut sandbox.command(["synth"]));
    if ran.code != 0 {
        assert_eq!(ran.stdout, "", "nothing is data");
        let output = fs::read_to_string(sandbox.work().join("terrace.out/default/main.tf.json")).unwrap();
        assert_eq!(output, KEPT);
    }
    let output: Vec<_> = fs::read_dir(sandbox.work().join("terrace.out/default")).unwrap().collect();
    assert_eq!(output.len(), 1, "nothing else is written: {output:?}");
    ran
}

/// Creates a stack with these tiers, and with the output of an earlier run.
fn sandbox(tiers: &str, component: &[u8]) -> Sandbox {
    let sandbox = under_test::sandbox();
    let stack = format!("{HEAD}tiers:\n{tiers}");
    sandbox.write("terrace.yaml", stack).unwrap();
    sandbox.write("hostile.wasm", component).unwrap();
    sandbox.write("terrace.out/default/main.tf.json", KEPT).unwrap();
    sandbox
}

/// Runs a command that must use little memory, end by itself, and print nothing that controls a terminal.
fn bounded(sandbox: &Sandbox, command: &mut Command) -> CommandOutput {
    let [stdout, stderr] = ["stdout", "stderr"].map(|name| sandbox.work().join("..").join(name));
    command.stdout(File::create(&stdout).unwrap()).stderr(File::create(&stderr).unwrap());
    let child = command.spawn().unwrap();
    let id = child.id().to_string();
    let (ended, is_over) = mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        let hangs = is_over.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout);
        if hangs {
            let kill = Command::new("kill").args(["-9", &id]).stderr(Stdio::null()).status();
            assert!(kill.is_ok());
        }
        hangs
    });
    let used = child.wait4().unwrap();
    drop(ended);
    assert!(!watch.join().unwrap(), "it hangs");
    let output = std::process::Output {
        status: used.status,
        stdout: fs::read(stdout).unwrap(),
        stderr: fs::read(stderr).unwrap(),
    };
    let ran = sandbox.masked_output(output);
    let shown = format!("{}{}", ran.stdout, ran.stderr);
    // The system counts the peak of the process that starts the command, too: this one stays below 1 GiB itself.
    assert!(used.rusage.maxrss < MEMORY, "{} MiB: {shown}", used.rusage.maxrss >> 20);
    assert!(!shown.contains("panicked"), "{shown}");
    for (text, longest) in [(&ran.stdout, LONGEST_OUTPUT), (&ran.stderr, LONGEST)] {
        assert!(
            text.len() < longest,
            "{} bytes: {}",
            text.len(),
            text.chars().take(2000).collect::<String>()
        );
    }
    let obeyed = shown.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(obeyed, None, "{shown}");
    ran
}

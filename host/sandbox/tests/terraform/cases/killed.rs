//! Processes killed in the middle of an apply.

use std::fs;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;
use terrace_sandbox::Delay;

use super::Case;
use crate::run::Stack;

pub const ALL: &[Case] =
    &[("a_killed_apply_is_finished_by_the_next", killed), ("an_interrupted_apply_ends_orderly", interrupted)];

fn started(stack: &Stack) -> Child {
    let prepared = stack.prepare();
    let mut command = prepared.command();
    command.env("TMPDIR", stack.temporary());
    command.args(["apply", "-auto-approve", "-input=false"]).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while providers(stack).is_empty() || !made(stack) {
        assert!(Instant::now() < deadline, "nothing was applied");
        sleep(Duration::from_millis(20));
    }
    child
}

fn made(stack: &Stack) -> bool {
    fs::read_to_string(stack.options.directory.join("terraform.tfstate"))
        .is_ok_and(|text| text.contains("aws_vpc"))
}

/// Returns the provider processes of this stack.
fn providers(stack: &Stack) -> Vec<u32> {
    let mark = format!(
        "TERRACE_SANDBOX_DIRECTORY={}",
        fs::canonicalize(&stack.options.directory).unwrap().display()
    );
    let processes =
        fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let ours = |id: &u32| {
        let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        let environment = String::from_utf8_lossy(&environment);
        environment.contains(&mark) && environment.contains("TERRACE_SANDBOX_PROVIDER=")
    };
    processes.filter(ours).collect()
}

fn sockets(stack: &Stack) -> usize {
    fs::read_dir(stack.temporary()).unwrap().count()
}

fn gone(stack: &Stack) {
    let deadline = Instant::now() + Duration::from_secs(5);
    while !providers(stack).is_empty() {
        assert!(Instant::now() < deadline, "a provider outlived terraform");
        sleep(Duration::from_millis(20));
    }
}

fn slow() -> Stack {
    let mut stack = Stack::new(&json!({ "resource": {
        "aws_vpc": { "main": { "cidr_block": "10.0.0.0/16" } },
        "aws_subnet": { "one": { "vpc_id": "${aws_vpc.main.id}" }, "two": { "vpc_id": "${aws_vpc.main.id}" } }
    } }));
    stack.options.delays = vec![Delay { address: Some("aws_subnet.two".to_owned()), seconds: 30.0 }];
    stack
}

fn killed() {
    let mut stack = slow();
    let mut child = started(&stack);
    child.kill().unwrap();
    child.wait().unwrap();
    gone(&stack);
    assert_eq!(sockets(&stack), 0, "a socket was left behind");
    stack.options.delays.clear();
    let said = stack.apply();
    assert!(said.contains("added, 0 changed, 0 destroyed"), "{said}");
    assert_eq!(stack.objects().len(), 3);
    stack.destroy();
}

fn interrupted() {
    let mut stack = slow();
    let mut child = started(&stack);
    let id = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let start = Instant::now();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(start.elapsed() < Duration::from_secs(10), "the delay outlasted the interrupt");
    gone(&stack);
    stack.options.delays.clear();
    stack.apply();
    assert_eq!(stack.objects().len(), 3);
}

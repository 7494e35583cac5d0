//! Each wish to end must reach terraform exactly once, and Terrace must wait for it.

use super::Fake;
use super::fake::{on_path, test_name, test_program};
use super::running::child_command;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A terraform that notes each signal and who sent it, and ends some time after the first, as one that saves its
/// state. A shell would not do: it makes one of two signals that come close together.
fn recorder() -> String {
    let program = test_program().display().to_string();
    let name = test_name("signals::recorder_process");
    format!("TERRACE_TEST_LOG=\"$log\" exec '{program}' --exact {name} --include-ignored --nocapture -q")
}

/// That terraform.
#[test]
#[ignore = "run by other tests in a process of its own"]
fn recorder_process() {
    let Some(path) = std::env::var_os("TERRACE_TEST_LOG") else { return };
    let mut log = std::fs::File::create(path).unwrap();
    let mut signals = SignalsInfo::<WithOrigin>::new([SIGINT, SIGTERM, SIGHUP]).unwrap();
    log.write_all(b"ready\n").unwrap();
    let mut end = Instant::now() + Duration::from_secs(20);
    while Instant::now() < end {
        for origin in signals.pending() {
            let name = signal_hook::low_level::signal_name(origin.signal).unwrap();
            let sender = if origin.process.is_some() { "process" } else { "kernel" };
            writeln!(log, "{name}/{sender}").unwrap();
            end = end.min(Instant::now() + Duration::from_millis(1200));
        }
        thread::sleep(Duration::from_millis(1));
    }
    log.write_all(b"saved\n").unwrap();
    std::process::exit(9);
}

fn fake(script: &str) -> Fake {
    let fake = Fake::new();
    fake.terraform("Terraform v1.11.4", script);
    fake.write("out/main.tf.json", "{}");
    fake
}

pub(super) fn wait_for(fake: &Fake, name: &str, text: &str) {
    let start = Instant::now();
    while !fake.read(name).contains(text) {
        assert!(start.elapsed() < Duration::from_secs(20), "no {text} in {name}: {:?}", fake.read(name));
        thread::sleep(Duration::from_millis(10));
    }
}

/// Starts Terrace without a controlling terminal, as CI does, or says that this machine cannot.
fn without_terminal(fake: &Fake) -> Option<Child> {
    let Some(setsid) = on_path("setsid") else {
        skip("setsid");
        return None;
    };
    let terrace = child_command(fake);
    let mut command = heeding(setsid);
    command.arg("-w").arg(terrace.get_program()).args(terrace.get_args());
    command.env("TERRACE_TEST_DIRECTORY", fake.path(""));
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for(fake, "log", "ready");
    Some(child)
}

/// Runs a program that ignores no signal, although these tests may have been started under `nohup` or by a script's
/// `&`. Where `env` cannot do that, the program ignores what they ignore.
fn heeding(program: impl AsRef<OsStr>) -> Command {
    let heed = ["--default-signal=HUP,INT,QUIT,TERM"];
    let status = Command::new("env").args(heed).arg("true").stderr(Stdio::null()).status();
    let is_able = status.is_ok_and(|status| status.success());
    let mut command = Command::new("env");
    command.args(heed.iter().filter(|_| is_able)).arg(program);
    command
}

#[allow(clippy::print_stderr)]
fn skip(program: &str) {
    eprintln!("skipped: there is no `{program}`");
}

/// The process that runs Terrace.
pub(super) fn terrace(fake: &Fake) -> Pid {
    Pid::from_raw(fake.read("pid").parse().unwrap()).unwrap()
}

/// How Terrace ended, and what terraform has noted.
fn end(fake: &Fake, mut child: Child) -> (Option<i32>, String) {
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > Duration::from_secs(30) {
            let _ = kill_process(terrace(fake), Signal::KILL);
            let _ = child.kill();
            panic!("it does not end: {:?}", fake.read("log"));
        }
        thread::sleep(Duration::from_millis(10));
    };
    (status.code(), fake.read("log").lines().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_signal_to_terrace_alone_is_passed_on_once() {
    for (signal, name) in [(Signal::INT, "SIGINT"), (Signal::TERM, "SIGTERM"), (Signal::HUP, "SIGHUP")] {
        let fake = fake(&recorder());
        let Some(child) = without_terminal(&fake) else { return };
        kill_process(terrace(&fake), signal).unwrap();
        assert_eq!(end(&fake, child), (Some(9), format!("ready {name}/process saved")));
    }
}

#[test]
fn a_signal_to_the_whole_group_reaches_terraform_once() {
    let fake = fake(&recorder());
    let Some(child) = without_terminal(&fake) else { return };
    kill_process_group(terrace(&fake), Signal::INT).unwrap();
    assert_eq!(end(&fake, child), (Some(9), "ready SIGINT/process saved".to_owned()));
}

#[test]
fn a_signal_to_terrace_and_then_to_its_group_is_one_wish() {
    let fake = fake(&recorder());
    let Some(child) = without_terminal(&fake) else { return };
    // What `timeout` does.
    kill_process(terrace(&fake), Signal::TERM).unwrap();
    thread::sleep(Duration::from_millis(20));
    kill_process_group(terrace(&fake), Signal::TERM).unwrap();
    assert_eq!(end(&fake, child), (Some(9), "ready SIGTERM/process saved".to_owned()));
}

#[test]
fn a_second_wish_is_passed_on_too() {
    let fake = fake(&recorder());
    let Some(child) = without_terminal(&fake) else { return };
    kill_process(terrace(&fake), Signal::INT).unwrap();
    wait_for(&fake, "log", "SIGINT");
    thread::sleep(Duration::from_millis(600));
    kill_process(terrace(&fake), Signal::INT).unwrap();
    assert_eq!(end(&fake, child), (Some(9), "ready SIGINT/process SIGINT/process saved".to_owned()));
}

#[test]
fn what_terrace_was_started_to_ignore_stays_ignored() {
    let fake = fake("echo ready > \"$log\"; sleep 1; echo lived >> \"$log\"");
    let terrace_command = child_command(&fake);
    let mut command = Command::new("/bin/sh");
    command.args(["-c", r#"trap '' HUP; exec "$@""#, "sh"]);
    command.arg(terrace_command.get_program()).args(terrace_command.get_args());
    command.env("TERRACE_TEST_DIRECTORY", fake.path(""));
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for(&fake, "log", "ready");
    kill_process(terrace(&fake), Signal::HUP).unwrap();
    assert_eq!(end(&fake, child), (Some(0), "ready lived".to_owned()));
}

#[test]
fn between_runs_a_signal_ends_terrace() {
    let fake = fake("exit 0");
    let child = child_command(&fake);
    let mut command = heeding(child.get_program());
    command.args(child.get_args()).env("TERRACE_TEST_DIRECTORY", fake.path(""));
    command.env("TERRACE_TEST_LINGER", "1").stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    wait_for(&fake, "log", "after");
    kill_process(terrace(&fake), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(2));
}

#[test]
fn a_signal_during_init_keeps_the_command_from_running() {
    let fake = fake(r#"trap '' INT; echo "$command" >> "$log"; echo ready >> "$log"; sleep 1"#);
    fake.write("out/main.tf.json", r#"{"terraform": {"backend": {"local": {}}}}"#);
    let Some(child) = without_terminal(&fake) else { return };
    kill_process(terrace(&fake), Signal::INT).unwrap();
    assert_eq!(end(&fake, child), (Some(130), "init ready".to_owned()));
}

/// Starts Terrace in a terminal of its own, or says that this machine cannot. What is written to stdin is typed.
fn in_terminal(fake: &Fake) -> Option<Child> {
    let util_linux = |script: &PathBuf| {
        Command::new(script).arg("--version").output().is_ok_and(|said| said.status.success())
    };
    let Some(script) = on_path("script").filter(util_linux) else {
        skip("script of util-linux");
        return None;
    };
    let terrace = child_command(fake);
    let words = std::iter::once(terrace.get_program()).chain(terrace.get_args());
    let words: Vec<String> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
    let mut command = heeding(script);
    command.args(["-qefc", &format!("exec {}", words.join(" ")), "/dev/null"]);
    command.env("TERRACE_TEST_DIRECTORY", fake.path("")).env("SHELL", "/bin/sh");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().unwrap();
    wait_for(fake, "log", "ready");
    Some(child)
}

#[test]
fn ctrl_c_in_a_terminal_reaches_terraform_once() {
    let fake = fake(&recorder());
    let Some(mut child) = in_terminal(&fake) else { return };
    child.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
    assert_eq!(end(&fake, child), (Some(9), "ready SIGINT/kernel saved".to_owned()));
}

#[test]
fn kill_in_a_terminal_reaches_terraform_once() {
    let fake = fake(&recorder());
    let Some(child) = in_terminal(&fake) else { return };
    kill_process(terrace(&fake), Signal::TERM).unwrap();
    assert_eq!(end(&fake, child), (Some(9), "ready SIGTERM/process saved".to_owned()));
}

#[test]
fn terraform_may_ask_in_a_terminal() {
    let fake =
        fake(r#"echo ready > "$log"; read answer; echo "$answer" >> "$log"; [ -t 0 ] && [ -t 1 ] && exit 4"#);
    let Some(mut child) = in_terminal(&fake) else { return };
    child.stdin.as_mut().unwrap().write_all(b"yes\n").unwrap();
    assert_eq!(end(&fake, child), (Some(4), "ready yes".to_owned()));
}

//! Each request to exit must reach terraform exactly once, and Terrace must wait for it.

use super::Fake;
use super::fake::{on_path, test_name, test_program};
use super::running::{child_command, default_signals_in_children};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use std::io::Write;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A terraform that records each signal and its sender, and exits some time after the first one, as if it saved its state. A
/// shell script does not work: it merges two signals that arrive close together.
fn recorder() -> String {
    let program = test_program().display().to_string();
    let name = test_name("signals::recorder_process");
    format!("TERRACE_TEST_LOG=\"$log\" exec '{program}' --exact {name} --include-ignored --nocapture -q")
}

/// The process of that terraform.
#[test]
#[ignore = "run by other tests in a process of its own"]
fn recorder_process() {
    let Some(path) = std::env::var_os("TERRACE_TEST_LOG") else { return };
    let mut log = std::fs::File::create(path).unwrap();
    let mut signals = SignalsInfo::<WithOrigin>::new([SIGINT, SIGTERM, SIGHUP, SIGQUIT]).unwrap();
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

/// Starts Terrace without a controlling terminal, as in CI, or prints that this machine cannot do it.
fn without_terminal(fake: &Fake) -> Option<Child> {
    let Some(setsid) = on_path("setsid") else {
        skip("`setsid`");
        return None;
    };
    let terrace = child_command(fake);
    let mut command = Command::new(setsid);
    command.arg("-w").arg(terrace.get_program()).args(terrace.get_args());
    command.env("TERRACE_TEST_DIRECTORY", fake.path(""));
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for(fake, "log", "ready");
    Some(child)
}

#[allow(clippy::print_stderr)]
fn skip(missing: &str) {
    eprintln!("skipped: there is no {missing}");
}

/// Returns the process that runs Terrace.
pub(super) fn terrace(fake: &Fake) -> Pid {
    Pid::from_raw(fake.read("pid").parse().unwrap()).unwrap()
}

/// Returns Terrace's exit code, and what terraform has recorded.
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
fn signal_that_ends_terrace_is_passed_on_as_an_interrupt() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT] {
        let fake = fake(&recorder());
        let Some(child) = without_terminal(&fake) else { return };
        kill_process(terrace(&fake), signal).unwrap();
        assert_eq!(end(&fake, child), (Some(9), "ready SIGINT/process saved".to_owned()), "{signal:?}");
    }
}

#[test]
fn signal_to_the_process_group_reaches_terraform_once() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT] {
        let fake = fake(&recorder());
        let Some(child) = without_terminal(&fake) else { return };
        kill_process_group(terrace(&fake), signal).unwrap();
        assert_eq!(end(&fake, child), (Some(9), "ready SIGINT/process saved".to_owned()), "{signal:?}");
    }
}

/// Signals, each with the milliseconds before it, and the number of times that terraform is asked to stop.
const WISHES: [(&[(u64, Signal)], usize); 9] = [
    // `timeout` signals the child, then its group.
    (&[(0, Signal::TERM), (20, Signal::TERM)], 1),
    // A closing terminal: the shell's signal in addition to the kernel's, and the end of the session.
    (&[(0, Signal::HUP), (10, Signal::HUP), (600, Signal::TERM)], 1),
    (&[(0, Signal::TERM), (1, Signal::HUP)], 1),
    (&[(0, Signal::HUP), (600, Signal::HUP)], 1),
    (&[(0, Signal::QUIT), (600, Signal::QUIT)], 1),
    // A CI runner that escalates step by step.
    (&[(0, Signal::INT), (600, Signal::TERM)], 1),
    (&[(0, Signal::INT), (600, Signal::QUIT)], 1),
    // A user who insists.
    (&[(0, Signal::INT), (600, Signal::INT)], 2),
    (&[(0, Signal::TERM), (600, Signal::TERM)], 2),
];

#[test]
fn signal_is_passed_on_again_only_if_the_user_insists() {
    for (sent, expected) in WISHES {
        let fake = fake(&recorder());
        let Some(child) = without_terminal(&fake) else { return };
        for (at, (wait, signal)) in sent.iter().enumerate() {
            if at == 1 {
                wait_for(&fake, "log", "SIGINT");
            }
            thread::sleep(Duration::from_millis(*wait));
            kill_process(terrace(&fake), *signal).unwrap();
        }
        let (code, log) = end(&fake, child);
        assert_eq!((code, log.matches("SIGINT").count()), (Some(9), expected), "{sent:?}: {log}");
        assert!(log.ends_with("saved") && log.matches("SIG").count() == expected, "{sent:?}: {log}");
    }
}

#[test]
fn signal_that_terrace_was_started_to_ignore_stays_ignored() {
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
fn signal_between_runs_ends_terrace() {
    let fake = fake("exit 0");
    let child = child_command(&fake);
    let mut command = Command::new(child.get_program());
    command.args(child.get_args()).env("TERRACE_TEST_DIRECTORY", fake.path(""));
    command.env("TERRACE_TEST_LINGER", "1").stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    wait_for(&fake, "log", "after");
    kill_process(terrace(&fake), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(2));
}

#[test]
fn signal_during_init_keeps_the_command_from_running() {
    let fake = fake(r#"trap '' INT; echo "$command" >> "$log"; echo ready >> "$log"; sleep 1"#);
    fake.write("out/main.tf.json", r#"{"terraform": {"backend": {"local": {}}}}"#);
    let Some(child) = without_terminal(&fake) else { return };
    kill_process(terrace(&fake), Signal::INT).unwrap();
    assert_eq!(end(&fake, child), (Some(130), "init ready".to_owned()));
}

/// Starts Terrace in a terminal of its own, or prints that this machine cannot do it. Input to stdin is typed.
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
    let mut command = Command::new(script);
    command.args(["-qefc", &format!("exec {}", words.join(" ")), "/dev/null"]);
    command.env("TERRACE_TEST_DIRECTORY", fake.path("")).env("SHELL", "/bin/sh");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().unwrap();
    wait_for(fake, "log", "ready");
    Some(child)
}

#[test]
fn signal_keys_in_a_terminal_reach_terraform_once_as_an_interrupt() {
    for key in [b"\x03", b"\x1c"] {
        let fake = fake(&recorder());
        let Some(mut child) = in_terminal(&fake) else { return };
        child.stdin.as_mut().unwrap().write_all(key).unwrap();
        assert_eq!(end(&fake, child), (Some(9), "ready SIGINT/process saved".to_owned()), "{key:?}");
    }
}

#[test]
fn signal_in_a_terminal_reaches_terraform_once() {
    for signal in [Signal::TERM, Signal::HUP, Signal::QUIT] {
        let fake = fake(&recorder());
        let Some(child) = in_terminal(&fake) else { return };
        kill_process(terrace(&fake), signal).unwrap();
        assert_eq!(end(&fake, child), (Some(9), "ready SIGINT/process saved".to_owned()), "{signal:?}");
    }
}

#[test]
fn closed_terminal_interrupts_terraform() {
    let fake = fake(&recorder());
    let Some(mut child) = in_terminal(&fake) else { return };
    child.kill().unwrap();
    child.wait().unwrap();
    wait_for(&fake, "log", "saved");
    assert_eq!(fake.read("log"), "ready\nSIGINT/process\nsaved\n");
}

/// Starts Terrace with a terraform that writes to both of its streams for a second, and then saves its state.
fn writing() -> (Fake, Child) {
    let fake = fake(
        "echo ready > \"$log\"; n=0; while [ $n -lt 20 ]; do n=$((n+1)); echo line $n; echo line $n >&2; sleep 0.05; done\n\
         echo saved >> \"$log\"; exit 9",
    );
    let mut command = child_command(&fake);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    wait_for(&fake, "log", "ready");
    (fake, child)
}

#[test]
fn closed_output_does_not_end_terraform() {
    let (fake, mut child) = writing();
    drop((child.stdout.take(), child.stderr.take()));
    let (_, log) = end(&fake, child);
    assert_eq!(log, "ready saved");
}

#[test]
fn killed_terrace_does_not_end_terraform() {
    let (fake, mut child) = writing();
    child.kill().unwrap();
    child.wait().unwrap();
    drop(child);
    wait_for(&fake, "log", "saved");
}

/// Returns the state of a process as the kernel abbreviates it: `T` for a stopped one.
fn state(pid: Pid) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
    stat.rsplit(") ").next().unwrap_or_default().chars().next()
}

fn is_stopped_in_time(pid: Pid) -> bool {
    let start = Instant::now();
    while state(pid) != Some('T') && start.elapsed() < Duration::from_secs(5) {
        thread::sleep(Duration::from_millis(10));
    }
    state(pid) == Some('T')
}

/// Starts a command the way a shell starts a job: in a process group of its own, in the session of its parent. No shell is
/// involved: with a terminal, some exit as soon as their job is stopped, and the kernel then ends the job.
fn as_job(command: &mut Command) -> Child {
    command.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Returns whether Ctrl-Z stops any job on this machine.
fn jobs_are_stopped() -> bool {
    default_signals_in_children();
    let mut job = as_job(Command::new("sleep").arg("60"));
    let pid = Pid::from_child(&job);
    kill_process(pid, Signal::TSTP).unwrap();
    let stops = is_stopped_in_time(pid);
    job.kill().unwrap();
    job.wait().unwrap();
    stops
}

/// Ctrl-Z stops terraform together with Terrace, and both continue together.
#[test]
fn suspended_run_continues() {
    if !jobs_are_stopped() {
        skip("job control");
        return;
    }
    let fake = fake(
        "echo ready > \"$log\"; n=0; while [ $n -lt 10 ]; do n=$((n+1)); echo $n >> \"$log\"; sleep 0.1; done; exit 9",
    );
    let child = as_job(&mut child_command(&fake));
    wait_for(&fake, "log", "3");
    let status = || {
        let path = format!("/proc/{}/status", terrace(&fake).as_raw_nonzero());
        std::fs::read_to_string(path).unwrap_or_default()
    };
    let before = status();
    kill_process(terrace(&fake), Signal::TSTP).unwrap();
    assert!(
        is_stopped_in_time(terrace(&fake)),
        "Terrace is not stopped; before:\n{before}\nafter:\n{}",
        status()
    );
    let before = fake.read("log");
    thread::sleep(Duration::from_millis(400));
    assert_eq!(fake.read("log"), before, "terraform went on");
    kill_process(terrace(&fake), Signal::CONT).unwrap();
    let (_, log) = end(&fake, child);
    assert!(log.ends_with("10"), "{log}");
}

/// In a container, the leader of the session may be a process outside, which has no number inside.
#[test]
fn suspended_run_continues_in_a_container() {
    let container = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(arguments).args(["--pid", "--fork", "--mount-proc"]).stdin(Stdio::null());
        command
    };
    let starts = |arguments: &&[&str]| {
        container(arguments).arg("true").stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let ways: [&[&str]; 2] = [&[], &["--user", "--map-root-user"]];
    let Some(way) = ways.into_iter().find(starts) else {
        skip("`unshare` that may make a container");
        return;
    };
    let mut tests = container(way);
    tests.arg(test_program()).args([
        "--exact",
        &test_name("signals::suspended_run_continues"),
        "--nocapture",
    ]);
    let output = tests.output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn prompt_of_terraform_works_in_a_terminal() {
    let fake =
        fake(r#"echo ready > "$log"; read answer; echo "$answer" >> "$log"; [ -t 0 ] && [ -t 1 ] && exit 4"#);
    let Some(mut child) = in_terminal(&fake) else { return };
    child.stdin.as_mut().unwrap().write_all(b"yes\n").unwrap();
    assert_eq!(end(&fake, child), (Some(4), "ready yes".to_owned()));
}

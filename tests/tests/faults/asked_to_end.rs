//! An apply that is asked to end, at any moment and in every way.
//!
//! In each case terraform ends in an orderly way: its state is readable, and contains everything that it reported as
//! created.

use crate::under_test;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use terrace_tests::program::{Sandbox, is_there};
use terrace_tests::stacks::STACKS;
use terrace_tests::terminal;

/// The way in which Terrace is asked to end.
#[derive(Debug, Clone, Copy)]
enum Asked {
    /// A signal to Terrace only.
    Alone(Signal),
    /// A signal to its process group.
    Group(Signal),
    /// A key in its terminal.
    Key(&'static [u8]),
    /// The terminal is closed.
    HangUp,
}

use Asked::{Alone, Group, HangUp, Key};

/// Every way, with whether there is a terminal, and the event.
const WAYS: [(&str, bool, Asked); 14] = [
    ("SIGHUP without a terminal", false, Alone(Signal::HUP)),
    ("SIGQUIT without a terminal", false, Alone(Signal::QUIT)),
    ("SIGTERM without a terminal", false, Alone(Signal::TERM)),
    ("SIGINT without a terminal", false, Alone(Signal::INT)),
    ("SIGHUP to the group", false, Group(Signal::HUP)),
    ("SIGQUIT to the group", false, Group(Signal::QUIT)),
    ("SIGINT to the group", false, Group(Signal::INT)),
    ("a terminal that hangs up", true, HangUp),
    ("Ctrl-\\ in a terminal", true, Key(b"\x1c")),
    ("Ctrl-C in a terminal", true, Key(b"\x03")),
    ("SIGHUP in a terminal", true, Alone(Signal::HUP)),
    ("SIGQUIT in a terminal", true, Alone(Signal::QUIT)),
    ("SIGHUP to the group in a terminal", true, Group(Signal::HUP)),
    ("SIGQUIT to the group in a terminal", true, Group(Signal::QUIT)),
];

/// Values for the variables without a default in the stack.
const VARIABLES: [(&str, &str); 1] =
    [("TF_VAR_certificate_arn", "arn:aws:acm:eu-central-1:123456789012:certificate/1")];

/// A stack whose sandbox is ready.
struct Project {
    sandbox: Sandbox,
    /// The directory in which terraform runs.
    directory: PathBuf,
}

impl Project {
    fn new() -> Self {
        let sandbox = under_test::sandbox();
        let stack = STACKS.iter().find(|stack| stack.name == "one-region").unwrap();
        stack.copy_to(&sandbox).unwrap();
        let planned = sandbox.command(["plan", "--sandbox", "--", "-input=false"]).envs(VARIABLES).output();
        let ran = sandbox.masked_output(planned.unwrap());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let output = sandbox.work().join("terrace.out");
        let mut entries = fs::read_dir(&output).unwrap().map(|entry| entry.unwrap().path());
        let directory = entries.find(|path| path.to_string_lossy().ends_with(".sandbox")).unwrap();
        Self { sandbox, directory }
    }

    fn apply(&self) -> Command {
        let arguments = ["apply", "--sandbox", "--delay", "0.03", "--", "-auto-approve", "-input=false"];
        let mut command = self.sandbox.command(arguments);
        command.envs(VARIABLES);
        command
    }

    /// Starts an apply without a terminal. Its output goes through a pipe into a file.
    fn without_terminal(&self) -> Started {
        let said = self.sandbox.work().join("said");
        let mut command = self.apply();
        command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut output = child.stdout.take().unwrap();
        let mut file = File::create(&said).unwrap();
        std::thread::spawn(move || std::io::copy(&mut output, &mut file));
        let terrace = Pid::from_child(&child);
        Started { child, terrace, said }
    }

    /// Starts an apply in its own terminal.
    fn in_terminal(&self) -> Started {
        let (said, pid) = (self.sandbox.work().join("said"), self.sandbox.work().join("pid"));
        // The output of an earlier run must not be mistaken for this one's.
        for earlier in [&pid, &said] {
            let _ = fs::remove_file(earlier);
        }
        let apply = self.apply();
        let words = std::iter::once(apply.get_program()).chain(apply.get_args());
        let words: Vec<String> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
        let line = format!("echo $$ > pid.new; mv pid.new pid; exec {}", words.join(" "));
        let mut command = self.sandbox.bare("script");
        command.args(["-qefc", &line]).arg(&said).env("SHELL", "/bin/sh");
        command.envs(apply.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        until("it starts", || pid.exists());
        let terrace = Pid::from_raw(fs::read_to_string(pid).unwrap().trim().parse().unwrap()).unwrap();
        Started { child, terrace, said }
    }

    /// Returns the addresses in the state, or `None` without a state.
    fn in_state(&self) -> Option<BTreeSet<String>> {
        let text = fs::read_to_string(self.directory.join("terraform.tfstate")).ok()?;
        let state: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text:?}"));
        let managed = state["resources"].as_array().unwrap().iter().filter(|one| one["mode"] == "managed");
        let names = managed.map(|one| format!("{}.{}", one["type"], one["name"]).replace('"', ""));
        Some(names.collect())
    }

    fn forget(&self) {
        for name in ["terraform.tfstate", "terraform.tfstate.backup", ".terraform.tfstate.lock.info"] {
            let _ = fs::remove_file(self.directory.join(name));
        }
    }

    /// Returns whether terraform or one of its providers is still running.
    fn is_busy(&self) -> bool {
        let mark = self.directory.to_string_lossy().into_owned();
        let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
        let holds = |process: &Path, file| {
            let text = fs::read(process.join(file)).unwrap_or_default();
            String::from_utf8_lossy(&text).contains(&mark)
        };
        processes.filter(|path| path.join("stat").exists()).any(|path| holds(&path, "cmdline"))
    }
}

/// A running apply.
struct Started {
    child: Child,
    terrace: Pid,
    said: PathBuf,
}

impl Started {
    fn ask(&mut self, asked: Asked) {
        // It may have ended already.
        let _ = match asked {
            Alone(signal) => kill_process(self.terrace, signal).map_err(Into::into),
            Group(signal) => kill_process_group(self.terrace, signal).map_err(Into::into),
            Key(key) => self.child.stdin.as_mut().map_or(Ok(()), |terminal| terminal.write_all(key)),
            HangUp => self.child.kill(),
        };
    }

    /// Returns the addresses whose creation terraform has reported.
    fn made(&self) -> BTreeSet<String> {
        let said = fs::read(&self.said).unwrap_or_default();
        let said = anstream::adapter::strip_bytes(&said).into_vec();
        let said = String::from_utf8_lossy(&said).into_owned();
        let lines = said.lines().filter_map(|line| line.split_once(": Creation complete after"));
        // A terminal shows a pressed key before terraform's next line.
        let keyless = |text: &'_ str| text.trim_start_matches("^C").trim_start_matches("^\\").to_owned();
        let address = |(address, _): (&str, &str)| keyless(address.split('[').next().unwrap_or_default());
        lines.map(address).collect()
    }
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited too long until {what}");
        sleep(Duration::from_millis(5));
    }
}

/// Asks an apply to end in one way, `count` times, at moments from its start to its end.
fn ends_in_order(project: &Project, way: (&str, bool, Asked), count: u32) {
    let (name, terminal, asked) = way;
    let start = |project: &Project| {
        project.forget();
        if terminal { project.in_terminal() } else { project.without_terminal() }
    };
    let begun = Instant::now();
    let mut whole = start(project);
    whole.child.wait().unwrap();
    let length = begun.elapsed();
    let all = project.in_state().unwrap_or_default();
    assert!(!all.is_empty(), "{name}: nothing was made");
    let mut between = 0;
    for run in 0..count {
        let mut started = start(project);
        sleep(length * run / count);
        started.ask(asked);
        started.child.wait().unwrap();
        until("terraform has ended", || !project.is_busy());
        let (made, state) = (started.made(), project.in_state().unwrap_or_default());
        assert!(made.is_subset(&state), "{name}, run {run}: made {made:?}, but the state has {state:?}");
        between += u32::from(!state.is_empty() && state != all);
    }
    let mut said = std::io::stdout();
    let _ = writeln!(said, "{name}: {count} runs, {between} of them ended in the middle");
}

fn in_every_way(count: u32) {
    if !is_there("terraform") {
        return;
    }
    let terminals = terminal::is_possible();
    let project = Project::new();
    for way in WAYS.into_iter().filter(|(_, terminal, _)| terminals || !terminal) {
        ends_in_order(&project, way, count);
    }
}

#[test]
fn state_is_whole() {
    in_every_way(4);
}

#[test]
#[ignore = "takes an hour"]
fn state_is_whole_a_hundred_times() {
    in_every_way(100);
}

/// A value with several lines, which a tier or provider could use to draw on the terminal.
#[test]
fn terminal_receives_only_text_and_colours() {
    if !is_there("terraform") || !terminal::is_possible() {
        return;
    }
    let project = Project::new();
    let fake = project.sandbox.write(
        "terraform",
        "#!/bin/sh\n[ \"$1\" = version ] && exec echo 'Terraform v1.11.4'\n\
         [ \"$2\" = init ] && exit 0\n\
         printf 'a\\033[2Jb\\033[32mc\\033[0m\\rd\\342\\200\\256e\\n'\n\
         printf 'f\\033]0;g\\007h\\n' >&2\n[ -t 1 ] && [ -t 2 ] && echo terminal\n",
    );
    let fake = fake.unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&fake, mode).unwrap();
    for sandboxed in ["", "--sandbox "] {
        let program = project.apply().get_program().to_str().unwrap().to_owned();
        let line = format!("exec {program} plan {sandboxed}--terraform ./terraform");
        let mut command = project.sandbox.bare("script");
        let said = project.sandbox.work().join("said");
        command.args(["-qefc", &line]).arg(&said).env("SHELL", "/bin/sh");
        command.envs(project.apply().get_envs().filter_map(|(name, value)| Some((name, value?))));
        let ran = project.sandbox.masked_output(command.output().unwrap());
        let said = String::from_utf8_lossy(&fs::read(said).unwrap()).into_owned();
        assert!(said.contains("a␛[2Jb\u{1b}[32mc\u{1b}[0m␍d\u{fffd}e"), "{said:?} {ran:?}");
        assert!(said.contains("f␛]0;g␇h"), "{said:?}");
        assert!(said.contains("terminal"), "{said:?}");
    }
    // A program receives the bytes unchanged.
    let output = project.sandbox.command(["plan", "--terraform", "./terraform"]).output().unwrap();
    assert!(output.stdout.starts_with(b"a\x1b[2Jb\x1b[32mc\x1b[0m\rd\xe2\x80\xaee\n"), "{output:?}");
}

//! Asks a program for its version, without trusting it to be terraform.

use super::{Environment, Flavour, TerraformError};
use semver::Version;
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};
use terrace_programs::{Running, START};

/// The maximum size of the program's output, in bytes. The real one prints less than a hundred bytes and one line per provider.
const MAX_OUTPUT_BYTES: u64 = 64 * 1024;

/// Runs `PROGRAM version` and parses the line with the name and the version.
///
/// `version -json` does not help: OpenTofu calls its own version `terraform_version` there, so that the two cannot be
/// distinguished. A line of the text, `Terraform v1.11.4` or `OpenTofu v1.10.0`, has both. It need not be the first one:
/// OpenTofu prints warnings about its CLI configuration before it, and a version manager may print messages of its own.
pub(super) fn version(
    path: &Path,
    environment: &Environment,
    patience: Duration,
) -> Result<(Flavour, Version), TerraformError> {
    let mut command = Command::new(path);
    command
        .arg("version")
        .env_clear()
        .envs(environment.iter())
        // The arguments are meant for real commands, and the check for a newer version uses the network.
        .env_remove("TF_CLI_ARGS")
        .env_remove("TF_CLI_ARGS_version")
        .env("CHECKPOINT_DISABLE", "1")
        // Version managers look for files in the current directory and its parents.
        .current_dir(START);
    let path = path.to_owned();
    match ask(&mut command, patience) {
        Ok(said) => parse(&said).ok_or_else(|| unreadable(&path, &said)),
        Err(ProbeFailure::Start(source)) => Err(TerraformError::Start { path, source }),
        Err(ProbeFailure::Hangs) => Err(TerraformError::Hangs { path, patience }),
        Err(ProbeFailure::Endless(said)) => Err(unreadable(&path, &said)),
        Err(ProbeFailure::Failed(status, complaint)) => {
            Err(TerraformError::Crashed { path, status, said: excerpt(&complaint) })
        }
    }
}

/// Returns the first line of a program's output, such as its version, or `None` if it prints nothing in time or fails.
pub fn first_line(command: &mut Command, patience: Duration) -> Option<String> {
    let said = excerpt(&ask(command, patience).ok()?);
    (!said.is_empty()).then_some(said)
}

/// The reason why a program did not answer.
enum ProbeFailure {
    /// The operating system cannot start it.
    Start(io::Error),
    /// It takes too long.
    Hangs,
    /// It prints without end. This is not reported as a timeout, because such a program is not terraform.
    Endless(Vec<u8>),
    /// It fails, with this output on stderr.
    Failed(ExitStatus, Vec<u8>),
}

/// Runs a command that prints an answer and exits.
fn ask(command: &mut Command, patience: Duration) -> Result<Vec<u8>, ProbeFailure> {
    let deadline = Instant::now() + patience;
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // A group of its own, so that processes started by the program can be killed along with it.
        .process_group(0);
    let running = Running::of(command);
    let mut child = command.spawn().map_err(ProbeFailure::Start)?;
    let stdout = child.stdout.take().map(listen);
    let stderr = child.stderr.take().map(listen);

    let said = heard(stdout, deadline);
    let endless = said.as_ref().is_some_and(|said| said.len() as u64 == MAX_OUTPUT_BYTES);
    let status = if endless { None } else { wait_for_exit(&mut child, deadline) };
    match status {
        Some(status) => running.ended(status),
        None => end(&mut child),
    }
    match (said, status) {
        (Some(said), None) if endless => Err(ProbeFailure::Endless(said)),
        (Some(said), Some(status)) if status.success() => Ok(said),
        (Some(_), Some(status)) => {
            Err(ProbeFailure::Failed(status, heard(stderr, deadline).unwrap_or_default()))
        }
        _ => Err(ProbeFailure::Hangs),
    }
}

/// Reads a pipe in a separate thread, because a read cannot have a deadline.
fn listen(pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let mut pipe = pipe;
        // If reading fails, the part that was read is used.
        let _ = pipe.by_ref().take(MAX_OUTPUT_BYTES).read_to_end(&mut text);
        let _ = sender.send(text);
        // Closing the pipe would end a program that prints without end before it is recognized as one.
        let _ = io::copy(&mut pipe, &mut io::sink());
    });
    receiver
}

fn heard(pipe: Option<Receiver<Vec<u8>>>, deadline: Instant) -> Option<Vec<u8>> {
    pipe?.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
}

/// Waits for the exit of a program that has closed its output, which usually takes microseconds.
fn wait_for_exit(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    let mut pause = Duration::from_micros(50);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(pause),
            _ => return None,
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

fn end(child: &mut Child) {
    let group = rustix::process::Pid::from_child(child);
    // The group may have ended already, which is fine.
    let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    let _ = child.wait();
}

fn parse(said: &[u8]) -> Option<(Flavour, Version)> {
    let text = String::from_utf8_lossy(said);
    text.lines().find_map(|line| parse_version_line(&anstream::adapter::strip_str(line).to_string()))
}

fn parse_version_line(line: &str) -> Option<(Flavour, Version)> {
    let (name, version) = line.split_once(" v")?;
    let flavour = match name {
        "Terraform" => Flavour::Terraform,
        "OpenTofu" => Flavour::OpenTofu,
        _ => return None,
    };
    Some((flavour, Version::parse(version.trim_end()).ok()?))
}

fn unreadable(path: &Path, said: &[u8]) -> TerraformError {
    TerraformError::Unreadable { path: path.to_owned(), said: excerpt(said) }
}

/// Returns the first line that is not empty, shortened and without control characters.
fn excerpt(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let text = anstream::adapter::strip_str(&text).to_string();
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let mut short: String = line.chars().filter(|c| !c.is_control()).take(100).collect();
    if line.chars().count() > 100 {
        short.push('…');
    }
    short
}

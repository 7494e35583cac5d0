//! Completes command lines: the shell asks this program for the words that can follow, in the directory in which the user types.
//!
//! That directory may be a stranger's checkout. So completing reads files and nothing else: it neither runs tiers or programs nor
//! opens connections. It prints no errors, because they would appear in the middle of the line, and it ends in time. Only names
//! that mean nothing to a shell are offered.

mod bash;
mod line;
mod plain;
mod powershell;
mod values;

use bash::Bash;
use clap_complete::env::{Elvish, Fish, Shells, Zsh};
use clap_complete::{ArgValueCompleter, CompleteEnv, CompletionCandidate, PathCompleter};
use line::Line;
use plain::is_plain;
use powershell::Powershell;
use std::env;
use std::ffi::OsStr;
use std::io;
use std::process::ExitCode;
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

/// The variable in which a shell names itself when it asks.
const VARIABLE: &str = "TERRACE_COMPLETE";

const PROGRAM: &str = "terrace";

/// The time after which no values are offered.
const PATIENCE: Duration = Duration::from_secs(1);

const SHELLS: Shells<'static> = Shells(&[&Bash, &Elvish, &Fish, &Powershell, &Zsh]);

/// The line to be completed, if a shell has asked.
static LINE: OnceLock<Line> = OnceLock::new();

/// Prints the words that can follow on a command line of the parser, if a shell asks for them.
pub fn serve(parser: fn() -> clap::Command) -> Option<ExitCode> {
    env::var_os(VARIABLE)?;
    LINE.get_or_init(|| Line::current(parser));
    let completion = CompleteEnv::with_factory(parser).var(VARIABLE).shells(SHELLS).completer(PROGRAM);
    match completion.try_complete(env::args_os(), env::current_dir().ok().as_deref()) {
        // The variable is set to nothing.
        Ok(false) => None,
        // An error means that there is nothing to offer.
        Ok(true) | Err(_) => Some(ExitCode::SUCCESS),
    }
}

/// Writes the script that makes a shell ask.
pub fn register(shell: clap_complete::Shell, script: &mut dyn io::Write) -> io::Result<()> {
    let known = SHELLS.completer(&shell.to_string());
    let completer = known.expect("all shells that clap knows are in the list");
    completer.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, script)
}

/// Completes a stack, or an argument of terraform after `--`.
pub fn stacks() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| match LINE.get() {
        Some(line) if line.is_after_dashes() => candidates(current, values::of_terraform),
        _ => paths(current),
    })
}

/// Completes an environment of the stack.
pub fn environments() -> ArgValueCompleter {
    completer(|line, _| values::environments(line))
}

/// Completes a tier of the stack.
pub fn tiers() -> ArgValueCompleter {
    completer(|line, _| values::tiers(line))
}

/// Completes a region of the stack, or `all`.
pub fn regions() -> ArgValueCompleter {
    completer(|line, _| values::regions(line))
}

/// Completes a subject of `terrace why`.
pub fn subjects() -> ArgValueCompleter {
    completer(|line, _| values::subjects(line))
}

/// Completes a remote component that the stack uses.
pub fn remotes() -> ArgValueCompleter {
    completer(|line, _| values::remotes(line))
}

/// Completes a component: a built-in tier, a component that the stack uses, or a path.
pub fn components() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let mut all = candidates(current, |line, _| values::components(line));
        all.extend(paths(current));
        all
    })
}

/// Completes a tier that can be checked: a built-in one, or a path.
pub fn tiers_to_check() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let mut all = candidates(current, |_, _| values::builtin());
        all.extend(paths(current));
        all
    })
}

/// Completes an operation that fails in the sandbox.
pub fn faults() -> ArgValueCompleter {
    completer(values::faults)
}

/// Completes a delay in the sandbox.
pub fn delays() -> ArgValueCompleter {
    completer(|line, _| values::delays(line))
}

/// Completes an argument of terraform.
pub fn terraform() -> ArgValueCompleter {
    completer(values::of_terraform)
}

/// The values for a line whose current word begins with some text. Those with another beginning are dropped later.
type Values = fn(&Line, &str) -> Vec<String>;

fn completer(values: Values) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| candidates(current, values))
}

fn candidates(current: &OsStr, values: Values) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let begun = current.to_owned();
    let mut all = in_time(move || LINE.get().map(|line| values(line, &begun)).unwrap_or_default());
    all.retain(|value| value.starts_with(current) && is_plain(value));
    all.sort();
    all.dedup();
    all.into_iter().map(CompletionCandidate::new).collect()
}

fn paths(current: &OsStr) -> Vec<CompletionCandidate> {
    use clap_complete::engine::ValueCompleter as _;
    PathCompleter::any().complete(current)
}

/// Returns the result of some work, or nothing if it takes too long.
fn in_time<T: Default + Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        // Nobody may be waiting for it any more.
        let _ = sender.send(work());
    });
    receiver.recv_timeout(PATIENCE).unwrap_or_default()
}

#[cfg(test)]
mod tests;

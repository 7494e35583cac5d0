//! Runs a command in a terminal, as a person does.

use crate::program::{Ran, Sandbox};
use std::io::Write;
use std::process::{Command, Stdio};

/// Whether there is a program that gives others a terminal: `script` of util-linux.
pub fn is_possible() -> bool {
    Command::new("script").arg("--version").output().is_ok_and(|said| said.status.success())
}

/// Runs a command in a terminal of its own, with what somebody types. Everything that the terminal shows is standard output.
pub fn run(sandbox: &Sandbox, command: &Command, typed: &str) -> std::io::Result<Ran> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words.map(|word| format!("'{}'", word.to_string_lossy())).collect();
    let mut script = sandbox.bare("script");
    // Typed text is shown at any moment, were it echoed.
    script.args(["--echo", "never", "-qefc", &format!("exec {}", words.join(" ")), "/dev/null"]);
    script.env("SHELL", "/bin/sh").envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(typed.as_bytes())?;
    }
    let ran = sandbox.ran(child.wait_with_output()?);
    Ok(Ran { stdout: ran.stdout.replace("\r\n", "\n"), ..ran })
}

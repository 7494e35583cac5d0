//! Runs a command in a terminal, as a person would.

use crate::program::{CommandOutput, Sandbox};
use std::io::Write;
use std::process::{Command, Stdio};

/// Returns whether there is a program that provides a terminal: `script` of util-linux.
pub fn is_possible() -> bool {
    Command::new("script").arg("--version").output().is_ok_and(|said| said.status.success())
}

/// Runs a command in its own terminal, with typed input. Everything that the terminal shows is in standard output.
pub fn run(sandbox: &Sandbox, command: &Command, typed: &str) -> std::io::Result<CommandOutput> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words.map(|word| format!("'{}'", word.to_string_lossy())).collect();
    let mut script = sandbox.bare("script");
    // If typed text were echoed, it would appear at an unpredictable position.
    script.args(["--echo", "never", "-qefc", &format!("exec {}", words.join(" ")), "/dev/null"]);
    script.env("SHELL", "/bin/sh").envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(typed.as_bytes())?;
    }
    let ran = sandbox.masked_output(child.wait_with_output()?);
    Ok(CommandOutput { stdout: ran.stdout.replace("\r\n", "\n"), ..ran })
}

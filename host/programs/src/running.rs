//! Describes the programs that Terrace starts in the log: their arguments, how they exit, and how long they take.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Output};
use tracing::Span;
use tracing::field::{Empty, display};

/// The options of terraform whose values may be secrets.
const SECRET_OPTIONS: [&str; 2] = ["backend-config", "var"];

/// A program that runs. In the log, it runs until this value is dropped.
#[must_use]
pub struct Running(Span);

impl Running {
    /// Describes a command that is about to be started.
    pub fn of(command: &Command) -> Self {
        Self::with(Path::new(command.get_program()), command.get_args())
    }

    /// Describes a program that is about to be started with these arguments.
    pub fn with<'a>(program: &Path, arguments: impl IntoIterator<Item = &'a OsStr>) -> Self {
        let path = program.display();
        let span = tracing::info_span!("program", %path, arguments = Empty, exit = Empty);
        if !span.is_disabled() {
            span.record("arguments", display(shown(arguments)));
        }
        Self(span)
    }

    /// Records how the program exited.
    pub fn ended(self, status: ExitStatus) {
        match status.code() {
            Some(code) => self.0.record("exit", code),
            None => self.0.record("exit", display(status)),
        };
    }
}

/// Runs a command until it exits, and collects its output.
///
/// # Errors
///
/// The same as for [`Command::output`].
pub fn output(command: &mut Command) -> io::Result<Output> {
    let running = Running::of(command);
    let output = command.output()?;
    running.ended(output.status);
    Ok(output)
}

/// Returns arguments on one line, without values that may be secrets.
fn shown<'a>(arguments: impl IntoIterator<Item = &'a OsStr>) -> String {
    let mut words = Vec::new();
    let mut is_value = false;
    for argument in arguments {
        let text = argument.to_string_lossy();
        let option = text.strip_prefix('-').map(|rest| rest.strip_prefix('-').unwrap_or(rest));
        let (name, has_value) = option.map_or(("", false), |option| {
            option.split_once('=').map_or((option, false), |(name, _)| (name, true))
        });
        let is_secret = SECRET_OPTIONS.contains(&name);
        words.push(match (is_value, is_secret && has_value) {
            (true, _) => "…".to_owned(),
            (false, true) => format!("-{name}=…"),
            (false, false) if text.is_empty() || text.contains(char::is_whitespace) => format!("{text:?}"),
            (false, false) => text.into_owned(),
        });
        is_value = !is_value && is_secret && !has_value;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_shown_without_secrets() {
        let shown = |arguments: &[&str]| shown(arguments.iter().map(OsStr::new));
        assert_eq!(shown(&["-chdir=out", "plan", "-out=x"]), "-chdir=out plan -out=x");
        assert_eq!(shown(&["plan", "-var=password=hunter2", "-json"]), "plan -var=… -json");
        assert_eq!(shown(&["plan", "--var", "password=hunter2", "-json"]), "plan --var … -json");
        assert_eq!(shown(&["plan", "-var", "-var", "-json"]), "plan -var … -json");
        assert_eq!(shown(&["init", "-backend-config=token=t"]), "init -backend-config=…");
        assert_eq!(
            shown(&["plan", "-var-file=a.tfvars", "-target", "a.b"]),
            "plan -var-file=a.tfvars -target a.b"
        );
        assert_eq!(shown(&["", "a b\n"]), r#""" "a b\n""#);
    }
}

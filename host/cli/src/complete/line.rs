//! The command line to be completed, as far as values depend on it.

use super::bash::joined;
use clap::{ArgMatches, Command};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use terrace_stack::stack::{Outline, outline};

/// A command line.
pub struct Line {
    /// The words before the current one, beginning with the program.
    before: Vec<String>,
    stack: PathBuf,
    environment: Option<String>,
    out: Option<PathBuf>,
}

impl Line {
    /// Returns the line that this process was asked about: its arguments after `--`.
    pub fn current(parser: fn() -> Command) -> Self {
        let words: Vec<OsString> = env::args_os().skip_while(|word| word != "--").skip(1).collect();
        let index = env::var("_CLAP_COMPLETE_INDEX").ok().and_then(|index| index.parse().ok());
        Self::of(words, index, parser)
    }

    /// Returns a line with these words. The word with the index `at` is the current one, by default the last.
    pub(super) fn of(words: Vec<OsString>, at: Option<usize>, parser: fn() -> Command) -> Self {
        let last = words.len().saturating_sub(1);
        let (words, at, _) = joined(words, at.unwrap_or(last));
        let matches = parser().ignore_errors(true).try_get_matches_from(&words).ok();
        let innermost = matches.as_ref().map(innermost);
        let path = |name: &str| {
            let given = |name: &str| innermost?.try_get_one::<PathBuf>(name).ok()?.cloned();
            given(name).map(|path| in_home(&path))
        };
        let environment =
            innermost.and_then(|found| found.try_get_one::<String>("environment").ok()?.cloned());
        Self {
            before: words.iter().take(at).map(|word| word.to_string_lossy().into_owned()).collect(),
            stack: path("stack_option").or_else(|| path("stack")).unwrap_or_else(|| PathBuf::from(".")),
            environment,
            out: path("out"),
        }
    }

    /// Returns whether the current word comes after `--`.
    pub fn is_after_dashes(&self) -> bool {
        self.before.iter().any(|word| word == "--")
    }

    /// Returns the words between `--` and the current one.
    pub fn after_dashes(&self) -> &[String] {
        match self.before.iter().position(|word| word == "--") {
            Some(at) => &self.before[at + 1..],
            None => &[],
        }
    }

    /// Returns the word before the current one.
    pub fn previous(&self) -> Option<&str> {
        self.before.last().map(String::as_str)
    }

    /// Returns the command, such as `plan`.
    pub fn is_of(&self, command: &str) -> bool {
        self.before.iter().any(|word| word == command)
    }

    /// Returns the outline of the stack in its environment, or of the stack file alone if there is no such environment.
    pub fn outline(&self) -> Option<Outline> {
        let named = outline(&self.stack, self.environment.as_deref());
        named.or_else(|_| outline(&self.stack, None)).ok()
    }

    /// Returns the outlines of the stack in all of its environments.
    pub fn outlines(&self) -> Vec<Outline> {
        let Ok(base) = outline(&self.stack, None) else { return Vec::new() };
        let of_environment = |name: &String| outline(&self.stack, Some(name)).ok();
        let mut all: Vec<_> = base.environments.iter().filter_map(of_environment).collect();
        all.push(base);
        all
    }

    /// Returns the output directory.
    pub fn out(&self) -> Option<PathBuf> {
        let of_stack = || {
            let outline = self.outline()?;
            let environment = self.environment.as_deref().or(outline.environment.as_deref());
            Some(terrace_project::synth::output::directory_of(&outline.file, environment))
        };
        self.out.clone().or_else(of_stack)
    }
}

fn innermost(matches: &ArgMatches) -> &ArgMatches {
    let mut innermost = matches;
    while let Some((_, inner)) = innermost.subcommand() {
        innermost = inner;
    }
    innermost
}

/// Replaces `~` at the beginning of a path, which the shell has not done yet.
fn in_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

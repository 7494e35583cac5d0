//! Errors before terraform runs, or in starting it. Errors that terraform itself finds are not among them: terraform prints
//! them, and its exit code is passed on.

use super::{
    Connection, ProgramOrigin, Terraform,
    feature::{Feature, Use},
};
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;
use terrace_core::model::{Diagnostic, Explain};

/// The reason why terraform was not run.
#[derive(Debug, thiserror::Error)]
pub enum TerraformError {
    /// Neither name is on PATH, and no program was set.
    #[error("neither `terraform` nor `tofu` is on PATH")]
    NotFound,
    /// The program that was set does not exist or is not executable.
    #[error("{found} names `{}`, which is not a program", name.display())]
    Missing {
        found: ProgramOrigin,
        /// The name or path as it was set.
        name: PathBuf,
    },
    #[error("`{}` cannot be started", path.display())]
    Start { path: PathBuf, source: io::Error },
    #[error("`{} version` did not respond within {} s", path.display(), patience.as_secs_f32())]
    Hangs { path: PathBuf, patience: Duration },
    #[error("`{} version` failed", path.display())]
    Crashed {
        path: PathBuf,
        /// The exit status of the program.
        status: ExitStatus,
        /// The first line of its stderr.
        said: String,
    },
    #[error("`{}` is neither Terraform nor OpenTofu", path.display())]
    Unreadable {
        path: PathBuf,
        /// The first line of its output.
        said: String,
    },
    #[error("{terraform} is too old: {} needs {} or newer", needed.feature, minimum(terraform, needed))]
    TooOld {
        terraform: Terraform,
        /// The feature, and where it is used.
        needed: Use,
    },
    #[error("{0}, and --offline forbids that")]
    Offline(Connection),
    #[error("`{}` cannot be read", path.display())]
    Configuration { path: PathBuf, source: io::Error },
    /// The configuration is not in the form that Terrace writes.
    #[error("`{}` was not written by Terrace", path.display())]
    Foreign { path: PathBuf, source: serde_json::Error },
    #[error("`{}` cannot be written", path.display())]
    Stamp { path: PathBuf, source: io::Error },
    /// Signals cannot be blocked, or the child process cannot be waited for.
    #[error("`{}` cannot be run safely", path.display())]
    Run { path: PathBuf, source: io::Error },
}

fn minimum(terraform: &Terraform, needed: &Use) -> String {
    let (major, minor) = needed.feature.since(terraform.flavour);
    format!("{} {major}.{minor}", terraform.flavour)
}

impl TerraformError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "terraform-not-found",
            Self::Missing { .. } => "terraform-missing",
            Self::Start { .. } => "terraform-not-started",
            Self::Hangs { .. } => "terraform-hangs",
            Self::Crashed { .. } => "terraform-crashed",
            Self::Unreadable { .. } => "not-terraform",
            Self::TooOld { .. } => "terraform-too-old",
            Self::Offline(_) => "offline",
            Self::Configuration { .. } => "configuration-not-read",
            Self::Foreign { .. } => "configuration-not-ours",
            Self::Stamp { .. } => "init-not-noted",
            Self::Run { .. } => "terraform-not-run",
        }
    }
}

impl Explain for TerraformError {
    fn diagnostic(&self) -> Diagnostic {
        const OTHER: &str = "name another program with `--terraform PATH` or the variable TERRACE_TERRAFORM";
        let diagnostic = Diagnostic::error(self.code(), self.to_string());
        match self {
            Self::NotFound => diagnostic
                .hint("install Terraform 1.5 or OpenTofu 1.6, or newer")
                .hint("or name the program with `--terraform PATH` or the variable TERRACE_TERRAFORM"),
            Self::Missing { found, name } => {
                let diagnostic = match name.metadata() {
                    Ok(metadata) if metadata.is_dir() => diagnostic.note("it is a directory"),
                    Ok(_) => diagnostic.note("the file exists but is not executable"),
                    Err(_) => diagnostic,
                };
                match found {
                    ProgramOrigin::Variable => {
                        diagnostic.hint("correct the variable TERRACE_TERRAFORM, or unset it")
                    }
                    _ => diagnostic.hint("give the path of `terraform` or `tofu`"),
                }
            }
            Self::Start { source, .. } => diagnostic.note(sentence(source)).hint(OTHER),
            Self::Hangs { .. } => diagnostic
                .note("it was stopped; a shim that first downloads a version may behave like this")
                .hint("run that command by hand to see what it waits for")
                .hint(OTHER),
            Self::Crashed { status, said, .. } => {
                quote(diagnostic.note(format!("it ended with {status}")), said).hint(OTHER)
            }
            Self::Unreadable { said, .. } => quote(
                diagnostic.note("the output of `version` should have a line `Terraform v…` or `OpenTofu v…`"),
                said,
            )
            .hint(OTHER),
            Self::TooOld { terraform, needed } => {
                let found = format!("`{}` was found through {}", terraform.path.display(), terraform.found);
                let diagnostic = match needed.place.as_str() {
                    "" => diagnostic,
                    place => diagnostic.note(format!("first use: `{place}`")),
                };
                let diagnostic = diagnostic
                    .note(found)
                    .hint(format!("install {} or newer", minimum(terraform, needed)))
                    .hint(format!("or {OTHER}"));
                match needed.feature {
                    Feature::WriteOnlyArgument => diagnostic.hint(
                        "or choose another way to pass the secret in the inputs of the tier; `terrace inspect` describes them",
                    ),
                    _ => diagnostic,
                }
            }
            Self::Offline(connection) => connection.hints().into_iter().fold(diagnostic, Diagnostic::hint),
            Self::Configuration { source, .. } => {
                diagnostic.note(sentence(source)).hint("run `terrace synth` to write it")
            }
            Self::Foreign { source, .. } => {
                diagnostic.note(sentence(source)).hint("run `terrace synth` to write it again")
            }
            Self::Stamp { source, .. } => diagnostic
                .note(sentence(source))
                .note("`init` itself succeeded; the file records this, so that it does not run every time")
                .hint("make that directory writable, and run the command again"),
            Self::Run { source, .. } => diagnostic.note(sentence(source)),
        }
    }
}

fn quote(diagnostic: Diagnostic, said: &str) -> Diagnostic {
    match said {
        "" => diagnostic.note("it printed nothing"),
        said => diagnostic.note(format!("it printed: {said}")),
    }
}

/// Formats another library's error as a sentence.
fn sentence(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let text: String = letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default();
    if text.ends_with('.') { text } else { text + "." }
}

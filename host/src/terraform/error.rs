//! What can go wrong before terraform runs, or in starting it. What terraform itself finds wrong is no error
//! here: it says so, and its exit code is passed on.

use super::{Connection, Found, Terraform, feature::Use};
use crate::model::Diagnostic;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

/// Why terraform was not run.
#[derive(Debug, thiserror::Error)]
pub enum TerraformError {
    /// Neither name is on PATH, and none was given.
    #[error("there is neither `terraform` nor `tofu` on PATH")]
    NotFound,
    /// The program that was asked for is not there.
    #[error("{found} names `{}`, which is no program", name.display())]
    Missing {
        /// What named it.
        found: Found,
        /// The name as it was given.
        name: PathBuf,
    },
    /// The operating system does not start it.
    #[error("`{}` cannot be started", path.display())]
    Start {
        /// The program.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// It does not say its version in time.
    #[error("`{} version` gave no answer within {} s", path.display(), patience.as_secs_f32())]
    Hangs {
        /// The program.
        path: PathBuf,
        /// How long it was waited for.
        patience: Duration,
    },
    /// It fails to say its version.
    #[error("`{} version` failed", path.display())]
    Crashed {
        /// The program.
        path: PathBuf,
        /// How it ended.
        status: ExitStatus,
        /// The first line of its complaint.
        said: String,
    },
    /// What it says is no version.
    #[error("`{}` is neither Terraform nor OpenTofu", path.display())]
    Unreadable {
        /// The program.
        path: PathBuf,
        /// The first line of its answer.
        said: String,
    },
    /// It lacks something that the configuration needs.
    #[error("{terraform} is too old: {} needs {} or newer", needed.feature, minimum(terraform, needed))]
    TooOld {
        /// The program.
        terraform: Terraform,
        /// What needs a newer one.
        needed: Use,
    },
    /// It would open a connection, which the user has forbidden.
    #[error("{0}, and --offline forbids that")]
    Offline(Connection),
    /// The configuration cannot be read.
    #[error("`{}` cannot be read", path.display())]
    Configuration {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// The configuration is not what Terrace writes.
    #[error("`{}` is not a configuration that Terrace has written", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// What `init` was run for cannot be noted down.
    #[error("`{}` cannot be written", path.display())]
    Stamp {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// Signals cannot be held, or the child not be waited for.
    #[error("`{}` cannot be run safely", path.display())]
    Run {
        /// The program.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
}

fn minimum(terraform: &Terraform, needed: &Use) -> String {
    let (major, minor) = needed.feature.since(terraform.flavour);
    format!("{} {major}.{minor}", terraform.flavour)
}

impl TerraformError {
    /// The error as people are shown it.
    pub fn diagnostic(&self) -> Diagnostic {
        const OTHER: &str = "name another program with `--terraform PATH` or the variable TERRACE_TERRAFORM";
        let diagnostic = Diagnostic::error(self.code(), self.to_string());
        match self {
            Self::NotFound => diagnostic
                .hint("install Terraform 1.5 or OpenTofu 1.6, or newer")
                .hint("or name the program with `--terraform PATH` or the variable TERRACE_TERRAFORM"),
            Self::Missing { found, name } => {
                let diagnostic = match name.metadata() {
                    Ok(metadata) if metadata.is_dir() => diagnostic.note("It is a directory."),
                    Ok(_) => diagnostic.note("The file is there, but may not be executed."),
                    Err(_) => diagnostic,
                };
                match found {
                    Found::Variable => diagnostic.hint("correct the variable TERRACE_TERRAFORM, or unset it"),
                    _ => diagnostic.hint("give the path of `terraform` or `tofu`"),
                }
            }
            Self::Start { source, .. } => diagnostic.note(sentence(source)).hint(OTHER),
            Self::Hangs { .. } => diagnostic
                .note("It was ended. A shim that wants to download a version first may behave so.")
                .hint("run that command by hand to see what it waits for")
                .hint(OTHER),
            Self::Crashed { status, said, .. } => {
                quote(diagnostic.note(format!("It ended with {status}.")), said).hint(OTHER)
            }
            Self::Unreadable { said, .. } => quote(
                diagnostic.note("A line of what `version` says should be `Terraform v…` or `OpenTofu v…`."),
                said,
            )
            .hint(OTHER),
            Self::TooOld { terraform, needed } => {
                let found = format!("`{}` was found as {}.", terraform.path.display(), terraform.found);
                let diagnostic = match needed.place.as_str() {
                    "" => diagnostic,
                    place => diagnostic.note(format!("First use: `{place}`.")),
                };
                diagnostic
                    .note(found)
                    .hint(format!("install {} or newer", minimum(terraform, needed)))
                    .hint(format!("or {OTHER}"))
            }
            Self::Offline(connection) => connection.hints().into_iter().fold(diagnostic, Diagnostic::hint),
            Self::Configuration { source, .. } => {
                diagnostic.note(sentence(source)).hint("run `terrace synth` to write it")
            }
            Self::Foreign { source, .. } => {
                diagnostic.note(sentence(source)).hint("run `terrace synth` to write it anew")
            }
            Self::Stamp { source, .. } => diagnostic
                .note(sentence(source))
                .note(
                    "`init` itself has succeeded. The file is to say so, so that it need not run every time.",
                )
                .hint("make that directory writable, and run the command again"),
            Self::Run { source, .. } => diagnostic.note(sentence(source)),
        }
    }

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

fn quote(diagnostic: Diagnostic, said: &str) -> Diagnostic {
    match said {
        "" => diagnostic.note("It said nothing."),
        said => diagnostic.note(format!("It said: {said}")),
    }
}

/// A foreign error as a sentence of ours.
fn sentence(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let text: String = letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default();
    if text.ends_with('.') { text } else { text + "." }
}

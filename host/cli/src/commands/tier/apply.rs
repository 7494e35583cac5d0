//! Applies the output of test cases with the real terraform and simulated providers.

use crate::simulation;
use anyhow::Context;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use terrace_core::model::{Problems, Secrets};
use terrace_project::Session;
use terrace_project::tier::cases::ApplicableConfiguration;
use terrace_sandbox::{Options, PreparedSandbox, prepare};
use terrace_stack::stack::Stack;
use terrace_terraform::FILE_NAME;

/// The result of applying a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApplyOutcome {
    /// The case was applied, a second plan had no changes, and it was destroyed.
    Done,
    /// There was nothing to apply, for this reason.
    Skipped(String),
    /// A step failed.
    Failed {
        step: &'static str,
        /// Terraform's output.
        said: String,
    },
}

impl ApplyOutcome {
    /// Masks a case's secrets in terraform's output.
    pub fn without(self, secrets: &Secrets) -> Self {
        match self {
            Self::Failed { step, said } => Self::Failed { step, said: secrets.masked(&said).into_owned() },
            other => other,
        }
    }
}

/// Applies cases, each in a temporary directory.
pub struct Applier {
    terraform: PathBuf,
    executable: PathBuf,
    schemas: Option<PathBuf>,
}

/// The name of each step, and its arguments. A failed init has no step of its own here.
const STEPS: [(&str, &[&str]); 3] = [
    ("apply", &["apply", "-auto-approve"]),
    ("plan again without changes", &["plan", "-detailed-exitcode"]),
    ("destroy", &["destroy", "-auto-approve"]),
];

impl Applier {
    /// Creates an applier that runs this terraform.
    pub fn new(session: &Session, terraform: PathBuf) -> anyhow::Result<Self> {
        let executable = std::env::current_exe().context("cannot find Terrace's own executable")?;
        Ok(Self { terraform, executable, schemas: simulation::schemas(session) })
    }

    /// Applies the output of a case.
    pub fn apply(&self, applicable: &ApplicableConfiguration) -> anyhow::Result<ApplyOutcome> {
        match applicable {
            ApplicableConfiguration::Problems => {
                Ok(ApplyOutcome::Skipped("the tier reports problems".to_owned()))
            }
            ApplicableConfiguration::Not(reason) => Ok(ApplyOutcome::Skipped(reason.clone())),
            ApplicableConfiguration::Configuration(text, stack) => self.run(text, stack.as_deref()),
        }
    }

    fn run(&self, configuration: &str, stack: Option<&Stack>) -> anyhow::Result<ApplyOutcome> {
        let place = tempfile::tempdir().context("cannot create a directory to apply cases in")?;
        let source = place.path().join("case");
        fs::create_dir(&source)
            .and_then(|()| fs::write(source.join(FILE_NAME), configuration))
            .context("cannot write a case to be applied")?;
        let prepared = prepare(&Options {
            directory: terrace_sandbox::beside(&source),
            source,
            program: self.terraform.clone(),
            executable: self.executable.clone(),
            schemas: self.schemas.iter().cloned().collect(),
            fixtures: stack.map(simulation::fixtures).transpose()?.unwrap_or_default(),
            ..Options::default()
        })
        .map_err(Problems::from)?;
        let steps = [("init", &["init"][..])].into_iter().chain(STEPS);
        for (step, arguments) in steps {
            let output = command(&prepared, arguments)
                .output()
                .with_context(|| format!("cannot run {}", self.terraform.display()))?;
            if !output.status.success() {
                return Ok(ApplyOutcome::Failed { step, said: error_output(&output) });
            }
        }
        Ok(ApplyOutcome::Done)
    }
}

fn command(prepared: &PreparedSandbox, arguments: &[&str]) -> Command {
    let mut command = prepared.command();
    command.args(arguments).args(["-input=false", "-no-color"]);
    command
}

/// Returns standard error, which has the errors, or else standard output, which has the changes of a plan.
fn error_output(output: &Output) -> String {
    let text = if output.stderr.is_empty() { &output.stdout } else { &output.stderr };
    String::from_utf8_lossy(text).trim().to_owned() + "\n"
}

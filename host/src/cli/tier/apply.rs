//! The real terraform on what test cases give, with simulated providers.

use super::super::sandbox;
use super::super::ui::Ui;
use crate::model::Secrets;
use crate::stack::Stack;
use crate::terraform::FILE_NAME;
use crate::tier::cases::Applicable;
use anyhow::Context;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use terrace_sandbox::{Options, Prepared, prepare};

/// What terraform made of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It was applied, a second plan had no changes, and it was destroyed.
    Done,
    /// There was nothing to apply, for this reason.
    Skipped(String),
    /// One of these failed.
    Failed {
        /// What terraform was to do.
        step: &'static str,
        /// What it said.
        said: String,
    },
}

impl Applied {
    /// The same without a case's secrets in what terraform said.
    pub fn without(self, secrets: &Secrets) -> Self {
        match self {
            Self::Failed { step, said } => Self::Failed { step, said: secrets.masked(&said).into_owned() },
            other => other,
        }
    }
}

/// Applies cases one after the other, each in a place of its own.
pub struct Applier {
    terraform: PathBuf,
    executable: PathBuf,
    schemas: Option<PathBuf>,
}

/// What terraform does with a case: what that is called, the arguments, and what failing means where that is
/// not told.
const STEPS: [(&str, &[&str]); 3] = [
    ("apply", &["apply", "-auto-approve"]),
    ("plan again without changes", &["plan", "-detailed-exitcode"]),
    ("destroy", &["destroy", "-auto-approve"]),
];

impl Applier {
    /// An applier with this terraform.
    pub fn new(ui: &Ui, terraform: PathBuf) -> anyhow::Result<Self> {
        let executable = std::env::current_exe().context("cannot find this program's own file")?;
        Ok(Self { terraform, executable, schemas: sandbox::schemas(ui) })
    }

    /// Applies what a case gives.
    pub fn apply(&self, applicable: &Applicable) -> anyhow::Result<Applied> {
        match applicable {
            Applicable::Problems => Ok(Applied::Skipped("the tier gives problems".to_owned())),
            Applicable::Not(reason) => Ok(Applied::Skipped(reason.clone())),
            Applicable::Configuration(text, stack) => self.run(text, stack.as_deref()),
        }
    }

    fn run(&self, configuration: &str, stack: Option<&Stack>) -> anyhow::Result<Applied> {
        let place = tempfile::tempdir().context("cannot make a directory to apply cases in")?;
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
            fixtures: stack.map(sandbox::fixtures).transpose()?.unwrap_or_default(),
            ..Options::default()
        })
        .map_err(sandbox::problems)?;
        let steps = [("init", &["init"][..])].into_iter().chain(STEPS);
        for (step, arguments) in steps {
            let output = command(&prepared, arguments)
                .output()
                .with_context(|| format!("cannot run {}", self.terraform.display()))?;
            if !output.status.success() {
                return Ok(Applied::Failed { step, said: said(&output) });
            }
        }
        Ok(Applied::Done)
    }
}

fn command(prepared: &Prepared, arguments: &[&str]) -> Command {
    let mut command = prepared.command();
    command.args(arguments).args(["-input=false", "-no-color"]);
    command
}

/// Errors are on standard error, and the changes of a plan on standard output.
fn said(output: &Output) -> String {
    let text = if output.stderr.is_empty() { &output.stdout } else { &output.stderr };
    String::from_utf8_lossy(text).trim().to_owned() + "\n"
}

//! The sandbox: terraform with simulated providers, in a separate directory and with a separate state.

use crate::args::SandboxOptions;
use crate::exit;
use crate::ui::Ui;
use anyhow::Context;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use terrace_core::model::{Diagnostic, Problems};
use terrace_project::Session;
use terrace_sandbox::{Fixtures, Options, PreparedSandbox};
use terrace_stack::stack::Stack;
use terrace_terraform::{Environment, Subcommand, Terraform, Workspace};

/// A stack on which terraform runs.
pub struct PreparedStack {
    pub stack: Stack,
    pub directory: PathBuf,
    /// The configuration that only the sandbox may run, because it needs providers without consent. If `None`, the
    /// configuration is in the output directory.
    pub unallowed: Option<String>,
}

/// Serves as a provider if terraform started this program as one.
pub fn serve() -> Option<ExitCode> {
    let request = terrace_sandbox::provider_request()?;
    Some(match terrace_sandbox::serve(&request) {
        Ok(()) => exit::DONE.into(),
        Err(error) => {
            // Terraform shows what a provider prints before the handshake.
            anstream::eprintln!("{error}");
            exit::FAILED.into()
        }
    })
}

/// The directory and the variables with which terraform runs.
pub struct Place {
    pub directory: PathBuf,
    pub environment: Environment,
    /// The sandbox; `None` if terraform runs for real.
    pub sandbox: Option<PreparedSandbox>,
}

/// Printed before and after the output of terraform for changes in a sandbox.
const SIMULATED: &str = "sandbox: the providers are simulated; nothing real is read or changed";

/// Prints that the sandbox is simulated before and after a plan or an apply: the output between may be long, and looks real.
pub struct Reminder<'a>(Option<&'a Ui>);

impl<'a> Reminder<'a> {
    pub fn of(ui: &'a Ui, place: &Place, subcommand: Subcommand) -> Self {
        let is_change = matches!(subcommand, Subcommand::Plan | Subcommand::Apply | Subcommand::Destroy);
        let reminder = Self((is_change && place.sandbox.is_some()).then_some(ui));
        reminder.say();
        reminder
    }

    fn say(&self) {
        if let Some(ui) = self.0 {
            ui.say(SIMULATED);
        }
    }
}

impl Drop for Reminder<'_> {
    fn drop(&mut self) {
        self.say();
    }
}

/// Runs init in a sandbox that needs it. A successful init shows nothing, since nothing is installed. Returns the exit code
/// of a failed one.
pub fn initialize(
    ui: &Ui,
    workspace: &Workspace<'_>,
    prepared: &PreparedSandbox,
) -> anyhow::Result<Option<u8>> {
    let Some(reason) = prepared.init else { return Ok(None) };
    ui.say(format_args!("running terraform init in the sandbox: {reason}"));
    let initialized = workspace.initialize().map_err(Problems::from)?;
    if initialized.code != 0 {
        ui.say(initialized.said.trim_end());
        return Ok(Some(initialized.code));
    }
    note(prepared)?;
    Ok(None)
}

/// Records that init has succeeded in a sandbox.
pub fn note(prepared: &PreparedSandbox) -> anyhow::Result<()> {
    prepared.initialized().map_err(Problems::from).map_err(Into::into)
}

/// Creates the sandbox of an output directory, or updates it to what was written there or lacks consent.
pub fn prepare(
    ui: &Ui,
    session: &Session,
    written: &PreparedStack,
    terraform: &Terraform,
    environment: &Environment,
    options: &SandboxOptions,
) -> anyhow::Result<Place> {
    let PreparedStack { stack, directory: output, unallowed } = written;
    if unallowed.is_some() {
        // The sandbox is next to the output directory, and includes its other files.
        std::fs::create_dir_all(output).with_context(|| format!("cannot create `{}`", output.display()))?;
    }
    let options = Options {
        source: output.to_owned(),
        configuration: unallowed.clone(),
        directory: terrace_sandbox::beside(output),
        program: terraform.path.clone(),
        executable: std::env::current_exe().context("cannot find Terrace's own executable")?,
        schemas: schemas(session).into_iter().collect(),
        fixtures: fixtures(stack)?,
        faults: options.fail.clone(),
        delays: options.delay.clone(),
    };
    let prepared = terrace_sandbox::prepare(&options).map_err(Problems::from)?;
    for notice in &prepared.notices {
        ui.say(notice);
    }
    let mut variables: BTreeMap<OsString, OsString> =
        environment.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for (name, value) in &prepared.environment {
        match value {
            Some(value) => variables.insert(name.into(), value.clone()),
            None => variables.remove(&OsString::from(name)),
        };
    }
    let (directory, environment) = (prepared.directory.clone(), variables.into_iter().collect());
    Ok(Place { directory, environment, sandbox: Some(prepared) })
}

/// Returns the directory of the provider schemas saved with `terrace sandbox schema add`.
pub fn schemas(session: &Session) -> Option<PathBuf> {
    Some(session.cache_dir()?.join("provider-schemas"))
}

/// Returns the fixtures in the section `sandbox` of the stack file.
pub fn fixtures(stack: &Stack) -> Result<Fixtures, Problems> {
    let Some(section) = &stack.sandbox else { return Ok(Fixtures::default()) };
    serde_json::from_value(section.to_json()).map_err(|error| {
        let diagnostic = Diagnostic::error(
            "invalid-fixtures",
            format!("cannot read the section `sandbox`: {error}"),
        )
        .label(section.location.clone(), "")
        .hint(
            "under `data`, `ephemeral` and `resource`, write types or addresses, and under these, attributes",
        );
        Problems { diagnostics: vec![diagnostic], sources: stack.sources.clone() }
    })
}

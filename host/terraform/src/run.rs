//! Runs terraform's commands on the output.

use super::feature::{require, used};
use super::init::Init;
use super::relay::{Relay, Stream};
use super::session;
use super::signals::Hold;
use super::{
    Connection, Environment, FILE_NAME, InitReason, Origin, Provenance, Request, Subcommand, Terraform,
    TerraformError,
};
use crate::held;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Seek};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use terrace_files::regular;
use terrace_programs::Running;

/// The maximum size of a configuration, in bytes.
const MAX_OUTPUT_BYTES: u64 = 1 << 30;

/// The maximum size of the captured output of init, in bytes.
const MAX_INIT_OUTPUT_BYTES: u64 = 1 << 20;

/// The maximum size of a state, in bytes.
const MAX_STATE_BYTES: u64 = 1 << 30;

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunOutcome {
    /// The last command that ran: the requested one, or `init` if that failed before it.
    pub subcommand: Subcommand,
    /// Terraform's exit code, or 128 plus the number of the signal that ended it. If a signal asked Terrace to exit between
    /// init and the command, the command is not run, and this is 128 plus that signal.
    pub code: u8,
    /// Origins of the blocks that terraform mentioned on stderr, in its order. Empty after a success, or if it mentioned no
    /// block.
    pub origins: Vec<Origin>,
    /// The regions whose provider configurations were missing, sorted.
    pub missed: Vec<String>,
}

/// The result of an init whose output was captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitOutcome {
    /// The exit code, as in [`RunOutcome`].
    pub code: u8,
    /// Terraform's output on both streams.
    pub said: String,
}

/// A configuration that Terrace has written, and the program to run on it.
#[derive(Debug)]
pub struct Workspace<'a> {
    terraform: &'a Terraform,
    environment: &'a Environment,
    directory: PathBuf,
    configuration: Value,
    provenance: Provenance,
}

impl<'a> Workspace<'a> {
    /// Reads `main.tf.json` in a directory, and checks that the program is new enough for it.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not a JSON object, or needs a newer program.
    pub fn open(
        terraform: &'a Terraform,
        environment: &'a Environment,
        directory: &Path,
    ) -> Result<Self, TerraformError> {
        let path = directory.join(FILE_NAME);
        let unread = |source| TerraformError::Configuration { path: path.clone(), source };
        let text = regular::read(&path, MAX_OUTPUT_BYTES)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into()));
        let text = text.map_err(unread)?;
        let provenance = Provenance::read(&text, &path)?;
        let configuration = serde_json::from_str(&text)
            .map_err(|source| TerraformError::Foreign { path: path.clone(), source })?;
        require(terraform, &used(&configuration))?;
        let directory = std::path::absolute(directory).map_err(unread)?;
        Ok(Self { terraform, environment, directory, configuration, provenance })
    }

    /// Returns the configuration to run.
    pub fn configuration(&self) -> &Value {
        &self.configuration
    }

    /// Returns the origins of the configuration's blocks.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Returns the reason why init has to run before a command, or `None` if it does not.
    pub fn init_reason(&self, subcommand: Subcommand) -> Option<InitReason> {
        (subcommand != Subcommand::Init).then(|| self.init().reason(subcommand.needs_backend())).flatten()
    }

    /// Runs a command, after init if necessary.
    ///
    /// The command uses this process's stdin, stdout and stderr; output to a terminal is filtered so that everything except
    /// colours becomes visible. An automatic init prints both streams to stderr, so that stdout only has the output of the
    /// requested command; `announce` is called before it. If stdin is not a terminal, such an init gets no input, so that it
    /// neither waits for an answer nor consumes the command's input.
    ///
    /// # Errors
    ///
    /// Terraform cannot be started or watched, or would open a connection that is not allowed. A failure of terraform itself is
    /// not an error: see [`RunOutcome::code`].
    pub fn run(
        &self,
        request: &Request<'_>,
        announce: impl FnOnce(InitReason),
    ) -> Result<RunOutcome, TerraformError> {
        self.hold_offline(request)?;
        let mut hold = Hold::new().map_err(|source| self.failed(source))?;
        let subcommand = request.subcommand;
        if let Some(failed) = self.init_before(&mut hold, request, announce)? {
            return Ok(failed);
        }
        if let Some(signal) = hold.seen() {
            return Ok(interrupted(Subcommand::Init, signal));
        }
        let mut command = self.command(subcommand, request.color_stdout)?;
        command.args(request.arguments);
        let stdout = if request.is_document { Stream::Document } else { Stream::Stdout };
        let ended = self.execute(&mut hold, command, subcommand, stdout)?;
        if subcommand == Subcommand::Init && ended.code == 0 {
            self.init().note(is_with_backend(request.arguments))?;
        }
        Ok(ended)
    }

    /// Runs init if a command needs it, and returns its result if it failed.
    fn init_before(
        &self,
        hold: &mut Hold,
        request: &Request<'_>,
        announce: impl FnOnce(InitReason),
    ) -> Result<Option<RunOutcome>, TerraformError> {
        let Some(reason) = self.init_reason(request.subcommand).filter(|_| request.init) else {
            return Ok(None);
        };
        tracing::info!(%reason, "terraform init is needed");
        announce(reason);
        let backend = request.subcommand.needs_backend();
        let init = self.own_init(request, backend)?;
        let ended = self.execute(hold, init, Subcommand::Init, Stream::Stderr)?;
        if ended.code != 0 {
            return Ok(Some(ended));
        }
        self.init().note(backend)?;
        Ok(None)
    }

    /// Returns the state before a command, after running init if necessary.
    ///
    /// The state is null if there is none, or if terraform does not return it: a command that uses it will report why. If the
    /// command must not be run, returns the result of terraform instead.
    ///
    /// # Errors
    ///
    /// The same as for [`run`](Self::run).
    pub fn state(
        &self,
        request: &Request<'_>,
        announce: impl FnOnce(InitReason),
    ) -> Result<Result<Value, RunOutcome>, TerraformError> {
        self.hold_offline(request)?;
        let failed = |source| self.failed(source);
        let mut hold = Hold::new().map_err(failed)?;
        if let Some(failed) = self.init_before(&mut hold, request, announce)? {
            return Ok(Err(failed));
        }
        let mut command = self.command(Subcommand::Other, false)?;
        command.args(["state", "pull"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let running = self.running(&command);
        let mut child = command
            .spawn()
            .map_err(|source| TerraformError::Start { path: self.terraform.path.clone(), source })?;
        let mut text = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            stdout.take(MAX_STATE_BYTES).read_to_end(&mut text).map_err(failed)?;
        }
        let status = hold.wait(&mut child).map_err(failed)?;
        running.ended(status);
        if let Some(signal) = hold.seen() {
            return Ok(Err(interrupted(Subcommand::Other, signal)));
        }
        let state = status.success().then(|| serde_json::from_slice(&text).ok()).flatten();
        Ok(Ok(state.unwrap_or_default()))
    }

    /// Returns an error if a connection may be opened although none is allowed.
    fn hold_offline(&self, request: &Request<'_>) -> Result<(), TerraformError> {
        let forbidden = request.connections.are_forbidden().then(|| self.connection(request)).flatten();
        forbidden.map_or(Ok(()), |connection| Err(TerraformError::Offline(connection)))
    }

    /// Returns the connection that a run may open: in an init before it, or in the command itself.
    fn connection(&self, request: &Request<'_>) -> Option<Connection> {
        let arguments: Vec<&str> =
            request.arguments.iter().filter_map(|argument| argument.to_str()).collect();
        let init = self.init();
        let (command, arguments) = match request.subcommand {
            Subcommand::Init => {
                let asks = |one: &&&str| {
                    one.trim_start_matches('-').starts_with("upgrade") || one.contains("from-module")
                };
                let upgrade = arguments.iter().find(asks).map(|one| Connection::Upgrade((*one).to_owned()));
                let backend = is_with_backend(request.arguments);
                return upgrade.or_else(|| init.connection(backend, self.environment));
            }
            // Options such as `-chdir` may come before the command.
            Subcommand::Other => match arguments.iter().position(|one| !one.starts_with('-')) {
                Some(at) => (arguments[at], &arguments[at + 1..]),
                None => ("", arguments.as_slice()),
            },
            named => (named.name(), arguments.as_slice()),
        };
        let backend = request.subcommand.needs_backend();
        let by_init = || {
            let reason = self.init_reason(request.subcommand).filter(|_| request.init);
            reason.and_then(|_| init.connection(backend, self.environment))
        };
        // If the command cannot run anyway, the user must not be told to run init first.
        init.reached().of_command(command, arguments).or_else(by_init)
    }

    /// Runs init with the backend and captures its output, for a directory in which no questions are possible.
    ///
    /// # Errors
    ///
    /// Terraform cannot be started or watched.
    pub fn initialize(&self) -> Result<InitOutcome, TerraformError> {
        let failed = |source| self.failed(source);
        let mut hold = Hold::new().map_err(failed)?;
        let mut command = self.command(Subcommand::Init, false)?;
        let mut said = tempfile::tempfile().map_err(failed)?;
        let (out, err) = (said.try_clone().map_err(failed)?, said.try_clone().map_err(failed)?);
        command.arg("-input=false").stdin(Stdio::null()).stdout(out).stderr(err);
        let running = self.running(&command);
        let mut child = command
            .spawn()
            .map_err(|source| TerraformError::Start { path: self.terraform.path.clone(), source })?;
        let status = hold.wait(&mut child).map_err(failed)?;
        running.ended(status);
        let mut text = Vec::new();
        said.rewind()
            .and_then(|()| said.take(MAX_INIT_OUTPUT_BYTES).read_to_end(&mut text))
            .map_err(failed)?;
        let code = hold.seen().map_or_else(|| exit_code(status), code);
        Ok(InitOutcome { code, said: String::from_utf8_lossy(&text).into_owned() })
    }

    fn init(&self) -> Init<'_> {
        Init::new(self.terraform, self.environment, &self.directory, &self.configuration)
    }

    fn own_init(&self, request: &Request<'_>, backend: bool) -> Result<Command, TerraformError> {
        let mut command = self.command(Subcommand::Init, request.color_stderr)?;
        if !backend {
            command.arg("-backend=false");
        }
        if !io::stdin().is_terminal() {
            command.arg("-input=false").stdin(Stdio::null());
        }
        Ok(command)
    }

    fn command(&self, subcommand: Subcommand, color: bool) -> Result<Command, TerraformError> {
        let mut chdir = OsString::from("-chdir=");
        chdir.push(&self.directory);
        let mut command = session::command(&self.terraform.path).map_err(|source| self.failed(source))?;
        command.arg(chdir).env_clear().envs(self.environment.iter());
        // Other commands may not support the option.
        if subcommand != Subcommand::Other {
            command.arg(subcommand.name());
            if !color {
                command.arg("-no-color");
            }
        }
        if session::is_in_background() {
            command.stdin(Stdio::null());
        }
        Ok(command)
    }

    fn execute(
        &self,
        hold: &mut Hold,
        mut command: Command,
        subcommand: Subcommand,
        stdout: Stream,
    ) -> Result<RunOutcome, TerraformError> {
        let relay = Relay::connect(&mut command, stdout).map_err(|source| self.failed(source))?;
        let running = self.running(&command);
        let mut child = command
            .spawn()
            .map_err(|source| TerraformError::Start { path: self.terraform.path.clone(), source })?;
        // The command holds the child's ends of the channels.
        drop(command);
        let relaying = relay.start();
        let status = hold.wait(&mut child).map_err(|source| self.failed(source))?;
        running.ended(status);
        let said = relaying.finish();
        let code = exit_code(status);
        let failed = code != 0 && !(subcommand == Subcommand::Plan && code == 2);
        let origins = if failed { self.provenance.mentioned(&said) } else { Vec::new() };
        let missed: BTreeSet<_> =
            if failed { held::missed(&said).filter_map(|it| it.alias).collect() } else { BTreeSet::new() };
        let origins = origins.into_iter().cloned().collect();
        Ok(RunOutcome { subcommand, code, origins, missed: missed.into_iter().collect() })
    }

    /// Describes a command in the log, without the program that starts it in a session of its own.
    fn running(&self, command: &Command) -> Running {
        let path = self.terraform.path.as_path();
        let arguments = command.get_args().skip_while(|argument| *argument != path.as_os_str()).skip(1);
        Running::with(path, arguments)
    }

    fn failed(&self, source: io::Error) -> TerraformError {
        TerraformError::Run { path: self.terraform.path.clone(), source }
    }
}

/// Returns whether init with these arguments sets up the backend.
fn is_with_backend(arguments: &[OsString]) -> bool {
    !arguments.iter().any(|one| matches!(one.to_str(), Some("-backend=false" | "--backend=false")))
}

fn exit_code(status: ExitStatus) -> u8 {
    let own = status.code().and_then(|code| u8::try_from(code).ok());
    own.unwrap_or_else(|| {
        code(status.signal().expect("a program without an exit code was ended by a signal"))
    })
}

/// Returns the result of a command that was not run because of a signal.
fn interrupted(subcommand: Subcommand, signal: i32) -> RunOutcome {
    RunOutcome { subcommand, code: code(signal), origins: Vec::new(), missed: Vec::new() }
}

/// Returns the exit code that a shell uses for a signal.
fn code(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}

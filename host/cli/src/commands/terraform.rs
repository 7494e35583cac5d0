//! `terrace validate`, `plan`, `apply`, `destroy`, `output` and `terraform`.

use crate::args::ProviderOptions;
use crate::args::{SandboxOptions, StackArgs};
use crate::commands::{sandbox, synth};
use crate::consent::Purpose;
use crate::shell::quoted;
use crate::ui::{self, Problems, Ui};
use crate::{destroy, relocation, saved_plan};
use clap::Args;
use clap::ValueHint;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Severity, Sources};
use terrace_programs::Outside;
use terrace_project::synth::output::FILE_NAME;
use terrace_stack::stack::{Among, Stack};
use terrace_terraform::{Ended, Environment, InitReason, Origin, Request, Search, Subcommand, Workspace};

#[derive(Debug, Args)]
pub struct AnyTerraform {
    #[command(flatten)]
    pub stack: StackArgs,
    /// The terraform or tofu program to run [default: $TERRACE_TERRAFORM, then `terraform`, then `tofu` on the path]
    #[arg(long, value_name = "PROGRAM", value_hint = ValueHint::ExecutablePath)]
    pub terraform: Option<PathBuf>,
    #[command(flatten)]
    pub sandbox: SandboxOptions,
    /// The command, such as `state list`, and its arguments; paths are relative to the output directory
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub arguments: Vec<std::ffi::OsString>,
}

#[derive(Debug, Args)]
pub struct Terraform {
    #[command(flatten)]
    pub stack: StackArgs,
    /// The terraform or tofu program to run [default: $TERRACE_TERRAFORM, then `terraform`, then `tofu` on the path]
    #[arg(long, value_name = "PROGRAM", value_hint = ValueHint::ExecutablePath)]
    pub terraform: Option<PathBuf>,
    #[command(flatten)]
    pub providers: ProviderOptions,
    #[command(flatten)]
    pub sandbox: SandboxOptions,
    /// Arguments for terraform; paths are relative to the output directory
    #[arg(last = true, value_name = "ARGUMENTS")]
    pub arguments: Vec<std::ffi::OsString>,
}

pub fn run(ui: &Ui, subcommand: Subcommand, args: &Terraform) -> anyhow::Result<u8> {
    // Before the synth, which would be in vain without a program.
    let program = Program::find(ui, args.terraform.as_deref(), &args.stack)?;
    let plan = saved_plan::among(&args.arguments).filter(|_| subcommand == Subcommand::Apply);
    let written = match plan {
        Some(_) => present(&args.stack)?,
        None => written(ui, subcommand, args, &program.environment)?,
    };
    let place = program.place(ui, &written, &args.sandbox)?;
    if subcommand == Subcommand::Apply && !args.sandbox.sandbox {
        ui.diagnostics(local_state(&written.stack, &place.directory).as_slice(), &Sources::default());
    }
    let other = plan.and_then(|plan| saved_plan::other_configuration(&place.directory, plan));
    ui.diagnostics(other.as_slice(), &Sources::default());
    let mut arguments = args.arguments.clone();
    if ui.is_json() {
        arguments.insert(0, "-json".into());
    }
    // For the other commands, terraform prints one document itself.
    let says_lines = matches!(subcommand, Subcommand::Plan | Subcommand::Apply | Subcommand::Destroy);
    let request = Request {
        is_document: ui.is_json() && says_lines,
        ..Request::new(subcommand, &arguments, &place.environment)
    };
    let workspace = open(&program, &place)?;
    let init_by_hand = init_by_hand(&args.stack, args.sandbox.sandbox);
    let _reminder = sandbox::Reminder::of(ui, &place, subcommand);
    let request = match ready(ui, &workspace, &place, request, &init_by_hand)? {
        Ok(request) => request,
        Err(code) => return Ok(code),
    };
    if let Some(extent) = destroy::extent(subcommand, &args.arguments).filter(|_| plan.is_none()) {
        let state = match workspace.state(&request, |reason| announce(ui, reason)).map_err(Problems::from)? {
            Ok(state) => state,
            Err(ended) => return report(ui, &ended, &init_by_hand),
        };
        let refusals = destroy::refusals(&written.stack, &workspace, &state, extent, place.sandbox.is_some());
        if refusals.iter().any(|refusal| refusal.severity == Severity::Error) {
            return Err(Problems { diagnostics: refusals, sources: written.stack.sources }.into());
        }
        ui.diagnostics(&refusals, &written.stack.sources);
    }
    execute(ui, &workspace, &place, &request, &init_by_hand)
}

/// The terraform commands that need no provider and no state, so that init is not necessary.
const WITHOUT_INIT: [&str; 5] = ["fmt", "get", "metadata", "modules", "version"];

/// `terrace terraform -- COMMAND`
pub fn run_any(ui: &Ui, args: &AnyTerraform) -> anyhow::Result<u8> {
    let program = Program::find(ui, args.terraform.as_deref(), &args.stack)?;
    let written = present(&args.stack)?;
    let place = program.place(ui, &written, &args.sandbox)?;
    let first = args.arguments.first().and_then(|first| first.to_str()).unwrap_or_default();
    let (subcommand, arguments) = match Subcommand::of(first) {
        Some(subcommand) => (subcommand, &args.arguments[1..]),
        None => (Subcommand::Other, &args.arguments[..]),
    };
    let is_help = args.arguments.iter().any(|argument| argument == "-help" || argument == "--help");
    let needs_init = !WITHOUT_INIT.contains(&first) && !first.starts_with('-') && !is_help;
    let request = Request { init: needs_init, ..Request::new(subcommand, arguments, &place.environment) };
    let workspace = open(&program, &place)?;
    let init_by_hand = init_by_hand(&args.stack, args.sandbox.sandbox);
    let _reminder = sandbox::Reminder::of(ui, &place, subcommand);
    match ready(ui, &workspace, &place, request, &init_by_hand)? {
        Ok(request) => execute(ui, &workspace, &place, &request, &init_by_hand),
        Err(code) => Ok(code),
    }
}

/// The terraform to run, with its environment.
struct Program {
    terraform: terrace_terraform::Terraform,
    environment: Environment,
}

impl Program {
    fn find(ui: &Ui, named: Option<&Path>, stack: &StackArgs) -> Result<Self, Problems> {
        let outside = Outside::of([stack.stack.as_path()], ui.connections());
        let environment = Environment::current().outside(&outside);
        let terraform =
            Search::new(named, &environment).of_stack(&stack.stack).find().map_err(Problems::from)?;
        Ok(Self { terraform, environment })
    }

    /// Returns where it runs: in the output directory, or in the sandbox next to it.
    fn place(&self, ui: &Ui, written: &Written, options: &SandboxOptions) -> anyhow::Result<sandbox::Place> {
        if options.sandbox {
            return sandbox::prepare(ui, written, &self.terraform, &self.environment, options);
        }
        let (directory, environment) = (written.directory.clone(), self.environment.clone());
        Ok(sandbox::Place { directory, environment, sandbox: None })
    }
}

fn open<'a>(program: &'a Program, place: &'a sandbox::Place) -> Result<Workspace<'a>, Problems> {
    Workspace::open(&program.terraform, &place.environment, &place.directory).map_err(Problems::from)
}

fn announce(ui: &Ui, reason: InitReason) {
    ui.say(format_args!("running terraform init: {reason}"));
}

/// Prepares a request. In the sandbox, init runs here if necessary; the inner error is the exit code of a failed init.
fn ready<'a>(
    ui: &Ui,
    workspace: &Workspace<'_>,
    place: &sandbox::Place,
    request: Request<'a>,
    init_by_hand: &str,
) -> anyhow::Result<Result<Request<'a>, u8>> {
    let Some(prepared) = &place.sandbox else {
        return Ok(Ok(Request { connections: ui.connections(), ..request }));
    };
    // Nothing in the sandbox uses the network.
    if request.init
        && request.subcommand != Subcommand::Init
        && let Some(code) = sandbox::initialize(ui, workspace, prepared)?
    {
        return init_failed(ui, code, init_by_hand).map(Err);
    }
    Ok(Ok(Request { init: false, ..request }))
}

fn execute(
    ui: &Ui,
    workspace: &Workspace<'_>,
    place: &sandbox::Place,
    request: &Request<'_>,
    init_by_hand: &str,
) -> anyhow::Result<u8> {
    let ended = workspace.run(request, |reason| announce(ui, reason)).map_err(Problems::from)?;
    let code = report(ui, &ended, init_by_hand)?;
    if code == 0
        && request.subcommand == Subcommand::Init
        && let Some(prepared) = &place.sandbox
    {
        sandbox::note(prepared)?;
    }
    Ok(code)
}

/// Reports how terraform ended. Returns its exit code.
fn report(ui: &Ui, ended: &Ended, init_by_hand: &str) -> anyhow::Result<u8> {
    show_origins(ui, ended);
    let missed = relocation::missed(&ended.missed);
    ui.diagnostics(missed.as_slice(), &Sources::default());
    if ended.subcommand == Subcommand::Init && ended.code != 0 {
        return init_failed(ui, ended.code, init_by_hand);
    }
    Ok(ended.code)
}

/// Reports that init failed, so the command was not run.
fn init_failed(ui: &Ui, code: u8, by_hand: &str) -> anyhow::Result<u8> {
    ui.say(format_args!(
        "\nterraform init failed. If it needs an option such as -migrate-state, run it yourself:\n  {by_hand}"
    ));
    if ui.is_json() {
        let error = Diagnostic::error("init-failed", "terraform init failed").hint(by_hand);
        ui.json(&serde_json::json!({ "diagnostics": ui::json(&[error], &Sources::default()) }))?;
    }
    Ok(code)
}

/// Returns the command line that runs init on a stack with an option, quoted for a shell.
fn init_by_hand(stack: &StackArgs, is_sandboxed: bool) -> String {
    let mut words = vec!["terrace".to_owned(), "terraform".to_owned()];
    if stack.stack != Path::new(".") {
        words.push(stack.stack.to_string_lossy().into_owned());
    }
    words.extend(stack.environment.iter().flat_map(|name| ["--environment".to_owned(), name.clone()]));
    let out = stack.out.iter().flat_map(|out| ["--out".to_owned(), out.to_string_lossy().into_owned()]);
    words.extend(out);
    if is_sandboxed {
        words.push("--sandbox".to_owned());
    }
    words.extend(["--", "init", "-migrate-state"].map(str::to_owned));
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A stack on which terraform runs.
pub struct Written {
    pub stack: Stack,
    pub directory: PathBuf,
    /// The configuration that only the sandbox may run, because it needs providers without consent. If `None`, the
    /// configuration is in the output directory.
    pub unallowed: Option<String>,
}

/// Returns the stack with the output directory as it is: commands on an earlier plan or apply use the output that was written
/// then, whatever the stack file says now.
fn present(args: &StackArgs) -> Result<Written, Problems> {
    let stack = synth::load(args)?;
    let directory = synth::directory(&stack, args);
    Ok(Written { stack, directory, unallowed: None })
}

/// Synthesizes the stack into the output directory, if the command needs that.
fn written(
    ui: &Ui,
    subcommand: Subcommand,
    args: &Terraform,
    environment: &Environment,
) -> Result<Written, Problems> {
    let is_sandboxed = args.sandbox.sandbox;
    if subcommand == Subcommand::Output {
        let present = present(&args.stack)?;
        if !is_sandboxed || present.directory.join(FILE_NAME).exists() {
            return Ok(present);
        }
    }
    let allowed = args.providers.allow_provider.as_slice();
    let is_locking = matches!(subcommand, Subcommand::Plan | Subcommand::Apply | Subcommand::Destroy);
    let purpose = match (is_sandboxed, is_locking) {
        // The sandbox neither downloads nor runs a provider.
        (true, _) => Purpose::Look,
        (false, false) => Purpose::Write(allowed),
        (false, true) => Purpose::Lock(allowed),
    };
    let done = synth::synthesize(ui, &args.stack, purpose)?;
    if is_locking {
        if !is_sandboxed {
            synth::check_state(&done.stack, &done.directory, Among::Repository)?;
        }
        ui.diagnostics(&done.warnings_of_output(), &done.stack.sources);
    } else {
        ui.diagnostics(&done.warnings(), &done.stack.sources);
    }
    let relocated = relocation::find(&done);
    let refused =
        if is_locking { relocation::check_state(&done, &relocated, args, environment) } else { Ok(()) };
    relocated.show(ui, &done.stack, refused.as_ref().err());
    refused?;
    if is_locking {
        done.locked.save()?;
    }
    let unallowed = if done.unallowed.is_empty() {
        done.write()?;
        None
    } else {
        Some(done.text)
    };
    Ok(Written { stack: done.stack, directory: done.directory, unallowed })
}

/// Warns that the state is a local file, which is easily lost. A stack with the backend `local` gets no warning, because its
/// author knows.
fn local_state(stack: &Stack, directory: &Path) -> Option<Diagnostic> {
    if stack.settings.backend.is_some() {
        return None;
    }
    let state = directory.join("terraform.tfstate");
    let summary = format!("the state is a file in the output directory, `{}`", state.display());
    Some(
        Diagnostic::warning("local-state", summary)
            .note("it is the only record of what terraform has created; if Git ignores it, `git clean -X` deletes it")
            .hint("configure a `backend` in the stack file; `backend: { local: {} }` keeps the file and silences this warning"),
    )
}

/// After a failure, prints the tiers that the blocks in terraform's errors come from.
fn show_origins(ui: &Ui, ended: &Ended) {
    if ended.origins.is_empty() {
        return;
    }
    ui.say("\nWhere these blocks come from:");
    for Origin { address, local, instance, component, .. } in &ended.origins {
        let component = component.as_ref().map(|component| format!(" ({component})")).unwrap_or_default();
        ui.say(format_args!("  {address} is {local} of {instance}{component}"));
    }
}

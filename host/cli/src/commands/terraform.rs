//! `terrace validate`, `plan`, `apply`, `destroy`, `output` and `terraform`.

use crate::args::ProviderOptions;
use crate::args::{SandboxOptions, StackArgs};
use crate::shell::quoted;
use crate::simulation::{self, PreparedStack};
use crate::synthesis::{show_relocated, synthesize};
use crate::ui::{self, Ui};
use crate::{destroy, saved_plan};
use clap::Args;
use clap::ValueHint;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems, Severity, Sources};
use terrace_programs::Outside;
use terrace_project::Session;
use terrace_project::session::{Purpose, Synthesized};
use terrace_project::synth::output::{self, FILE_NAME};
use terrace_stack::stack::{self, Among, Stack};
use terrace_terraform::{
    Environment, InitReason, Origin, Request, RunOutcome, Search, Subcommand, Workspace, held,
};

#[derive(Debug, Args)]
pub struct AnyTerraform {
    #[command(flatten)]
    pub stack: StackArgs,
    /// The terraform or tofu program to run [default: $TERRACE_TERRAFORM, then `terraform`, then `tofu` on the path]
    #[arg(long, value_name = "PROGRAM", value_hint = ValueHint::ExecutablePath)]
    pub terraform: Option<PathBuf>,
    /// The command, such as `state list`, and its arguments; paths are relative to the output directory
    #[arg(last = true, required = true, value_name = "COMMAND", add = crate::complete::terraform())]
    pub arguments: Vec<OsString>,
    #[command(flatten)]
    pub sandbox: SandboxOptions,
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
    /// Arguments for terraform; paths are relative to the output directory
    #[arg(last = true, value_name = "ARGUMENTS", add = crate::complete::terraform())]
    pub arguments: Vec<OsString>,
    #[command(flatten)]
    pub sandbox: SandboxOptions,
}

pub fn run(ui: &Ui, session: &Session, subcommand: Subcommand, args: &Terraform) -> anyhow::Result<u8> {
    // Before the synth, which would be in vain without a program.
    let program = Program::find(session, args.terraform.as_deref(), &args.stack)?;
    let plan = saved_plan::among(&args.arguments).filter(|_| subcommand == Subcommand::Apply);
    let written = match plan {
        Some(_) => present(&args.stack)?,
        None => write_stack(ui, session, subcommand, args, &program.environment)?,
    };
    let place = program.place(ui, session, &written, &args.sandbox)?;
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
    let _reminder = simulation::Reminder::of(ui, &place, subcommand);
    let request = match ready(ui, session, &workspace, &place, request, &init_by_hand)? {
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
pub fn run_any(ui: &Ui, session: &Session, args: &AnyTerraform) -> anyhow::Result<u8> {
    let program = Program::find(session, args.terraform.as_deref(), &args.stack)?;
    let written = present(&args.stack)?;
    let place = program.place(ui, session, &written, &args.sandbox)?;
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
    let _reminder = simulation::Reminder::of(ui, &place, subcommand);
    match ready(ui, session, &workspace, &place, request, &init_by_hand)? {
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
    fn find(session: &Session, named: Option<&Path>, stack: &StackArgs) -> Result<Self, Problems> {
        let outside = Outside::of([stack.stack.as_path()], session.connections());
        let environment = Environment::current().outside(&outside);
        let terraform =
            Search::new(named, &environment).of_stack(&stack.stack).find().map_err(Problems::from)?;
        Ok(Self { terraform, environment })
    }

    /// Returns where it runs: in the output directory, or in the sandbox next to it.
    fn place(
        &self,
        ui: &Ui,
        session: &Session,
        written: &PreparedStack,
        options: &SandboxOptions,
    ) -> anyhow::Result<simulation::Place> {
        if options.sandbox {
            return simulation::prepare(ui, session, written, &self.terraform, &self.environment, options);
        }
        let (directory, environment) = (written.directory.clone(), self.environment.clone());
        Ok(simulation::Place { directory, environment, sandbox: None })
    }
}

fn open<'a>(program: &'a Program, place: &'a simulation::Place) -> Result<Workspace<'a>, Problems> {
    Workspace::open(&program.terraform, &place.environment, &place.directory).map_err(Problems::from)
}

fn announce(ui: &Ui, reason: InitReason) {
    ui.say(format_args!("running terraform init: {reason}"));
}

/// Prepares a request. In the sandbox, init runs here if necessary; the inner error is the exit code of a failed init.
fn ready<'a>(
    ui: &Ui,
    session: &Session,
    workspace: &Workspace<'_>,
    place: &simulation::Place,
    request: Request<'a>,
    init_by_hand: &str,
) -> anyhow::Result<Result<Request<'a>, u8>> {
    let Some(prepared) = &place.sandbox else {
        return Ok(Ok(Request { connections: session.connections(), ..request }));
    };
    // Nothing in the sandbox uses the network.
    if request.init
        && request.subcommand != Subcommand::Init
        && let Some(code) = simulation::initialize(ui, workspace, prepared)?
    {
        return init_failed(ui, code, init_by_hand).map(Err);
    }
    Ok(Ok(Request { init: false, ..request }))
}

fn execute(
    ui: &Ui,
    workspace: &Workspace<'_>,
    place: &simulation::Place,
    request: &Request<'_>,
    init_by_hand: &str,
) -> anyhow::Result<u8> {
    let ended = workspace.run(request, |reason| announce(ui, reason)).map_err(Problems::from)?;
    let code = report(ui, &ended, init_by_hand)?;
    if code == 0
        && request.subcommand == Subcommand::Init
        && let Some(prepared) = &place.sandbox
    {
        simulation::note(prepared)?;
    }
    Ok(code)
}

/// Reports how terraform ended. Returns its exit code.
fn report(ui: &Ui, ended: &RunOutcome, init_by_hand: &str) -> anyhow::Result<u8> {
    show_origins(ui, ended);
    let missed = missed(&ended.missed);
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

/// Returns the stack with the output directory as it is: commands on an earlier plan or apply use the output that was written
/// then, whatever the stack file says now.
fn present(args: &StackArgs) -> Result<PreparedStack, Problems> {
    let stack = args.load()?;
    let directory = args.directory(&stack);
    Ok(PreparedStack { stack, directory, unallowed: None })
}

/// Synthesizes the stack into the output directory, if the command needs that.
fn write_stack(
    ui: &Ui,
    session: &Session,
    subcommand: Subcommand,
    args: &Terraform,
    environment: &Environment,
) -> Result<PreparedStack, Problems> {
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
    let done = synthesize(ui, session, &args.stack, purpose)?;
    if is_locking {
        if !is_sandboxed {
            stack::check_state(&done.stack, Among::Repository, &done.directory, &output::directory_of)?;
        }
        ui.diagnostics(&done.warnings_of_output(), &done.stack.sources);
    } else {
        ui.diagnostics(&done.warnings(), &done.stack.sources);
    }
    let relocated = done.relocated();
    let state = state_file(&done, args, environment).filter(|_| is_locking);
    let refused = state.map_or(Ok(()), |state| done.check_state_file(&relocated, &state));
    show_relocated(ui, &relocated, &done.stack, refused.as_ref().err());
    refused?;
    if is_locking {
        done.lock.save()?;
    }
    let unallowed = if done.unallowed.is_empty() {
        done.write()?;
        None
    } else {
        Some(done.text)
    };
    Ok(PreparedStack { stack: done.stack, directory: done.directory, unallowed })
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
fn show_origins(ui: &Ui, ended: &RunOutcome) {
    if ended.origins.is_empty() {
        return;
    }
    ui.say("\nWhere these blocks come from:");
    for Origin { address, local, instance, component, .. } in &ended.origins {
        let component = component.as_ref().map(|component| format!(" ({component})")).unwrap_or_default();
        ui.say(format_args!("  {address} is {local} of {instance}{component}"));
    }
}

/// Returns the state's file, or `None` if the state is remote or the arguments name another file.
fn state_file(done: &Synthesized, args: &Terraform, environment: &Environment) -> Option<PathBuf> {
    let names_another = |argument: &OsString| {
        argument
            .to_str()
            .is_some_and(|text| text.trim_start_matches('-').starts_with("state=") && text.starts_with('-'))
    };
    if args.arguments.iter().any(names_another) {
        return None;
    }
    if args.sandbox.sandbox {
        let directory = terrace_sandbox::beside(&done.directory);
        return Some(held::state_file(&directory, &directory.join(".terraform"), None));
    }
    let is_file = match &done.stack.settings.backend {
        None => true,
        Some((kind, body)) => kind == "local" && body.is_empty(),
    };
    let data = done.directory.join(environment.get("TF_DATA_DIR").unwrap_or(".terraform".as_ref()));
    is_file.then(|| held::state_file(&done.directory, &data, environment.get("TF_WORKSPACE")))
}

/// Returns a warning if terraform failed because of missing provider configurations.
fn missed(regions: &[String]) -> Option<Diagnostic> {
    let names: Vec<_> = regions.iter().map(|name| format!("`{name}`")).collect();
    let names = match names.as_slice() {
        [] => return None,
        [one] => format!("the region {one}, which is no longer configured"),
        all => format!("the regions {}, which are no longer configured", all.join(", ")),
    };
    Some(
        Diagnostic::warning("region-needed", format!("the state has resources in {names}"))
            .note("terraform needs their provider configurations to destroy them")
            .hint("put them back under `regions`, remove them from the `regions` of all tiers, and run `terrace apply`; then remove them again")
            .hint("if a region was only renamed, `moved` blocks in a file next to the output keep its resources"),
    )
}

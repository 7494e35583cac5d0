//! The program `terrace`: parses arguments, calls the other crates, and is the only part that prints.
//!
//! The crate is a library with the one function [`main`], so that the tests can build the program together with themselves:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     terrace::main()
//! }
//! ```
//!
//! A command is a file here with the command's name and a function `run`. Its arguments are in `args.rs`, and `main` below calls
//! it. A command reads arguments, prompts and prints; the work is in `terrace-project`. Every message goes through `ui.rs`, and
//! every exit code is in `exit.rs`.
//!
//! The same program is also started by terraform as a provider of the sandbox, and by itself: to create a session for terraform,
//! to compile components, and to compile TypeScript. [`main`] finds out which of these it is before it parses its arguments.

mod add;
mod args;
mod ask;
mod building;
mod consent;
mod deferred;
mod destroy;
mod diff;
mod doctor;
mod edit;
mod elsewhere;
mod exit;
mod init;
mod inspect;
mod lock;
mod locking;
mod misread;
mod outdated;
mod parse;
mod progress;
mod registry;
mod relocation;
mod remove;
mod sandbox;
mod saved_plan;
mod schema;
mod shell;
mod signing;
mod store;
mod synth;
mod table;
mod terraform;
mod terraform_words;
mod tier;
mod ui;
mod update;
mod watch;
mod why;
mod writable;

use args::{Cli, Command, ComponentCommand, RegistryCommand, StackCommand, ToolCommand};
use clap::CommandFactory;
use std::process::ExitCode;
use terrace_terraform::Subcommand;
use ui::Ui;

/// Runs the command given by the process's arguments.
pub fn main() -> ExitCode {
    // Terrace starts itself to become terraform in a session of its own.
    #[cfg(not(test))]
    if let Some(code) = terrace_terraform::launch() {
        return code;
    }
    // Terraform starts this program as a provider, with arguments of its own.
    if let Some(code) = sandbox::serve() {
        return code;
    }
    // Terrace starts itself to compile components or TypeScript.
    if let Some(code) = terrace_engine::serve().or_else(terrace_project::source::serve) {
        return code;
    }
    let cli = parse::command_line();
    let ui = Ui::new(&cli.global, building::of(&cli.command, cli.global.build));
    let result = match &cli.command {
        Command::Stack(command) => of_stack(&ui, command),
        Command::Component(command) => of_components(&ui, command),
        Command::Registry(command) => of_registry(&ui, command),
        Command::Tool(command) => of_tools(&ui, command),
    };
    match result {
        Ok(code) => code.into(),
        Err(error) => {
            ui.failure(&error);
            exit::FAILED.into()
        }
    }
}

fn of_stack(ui: &Ui, command: &StackCommand) -> anyhow::Result<u8> {
    match command {
        StackCommand::Init(args) => init::run(ui, args),
        StackCommand::Synth(args) => synth::run(ui, args),
        StackCommand::Diff(args) => diff::run(ui, args),
        StackCommand::Watch(args) => watch::run(ui, args),
        StackCommand::Validate(args) => terraform::run(ui, Subcommand::Validate, args),
        StackCommand::Plan(args) => terraform::run(ui, Subcommand::Plan, args),
        StackCommand::Apply(args) => terraform::run(ui, Subcommand::Apply, args),
        StackCommand::Destroy(args) => terraform::run(ui, Subcommand::Destroy, args),
        StackCommand::Output(args) => terraform::run(ui, Subcommand::Output, args),
        StackCommand::Terraform(args) => terraform::run_any(ui, args),
        StackCommand::Sandbox(args) => sandbox::run(ui, args),
    }
}

fn of_components(ui: &Ui, command: &ComponentCommand) -> anyhow::Result<u8> {
    match command {
        ComponentCommand::Add(args) => add::run(ui, args),
        ComponentCommand::Remove(args) => remove::run(ui, args),
        ComponentCommand::Lock(args) => lock::run(ui, args),
        ComponentCommand::Update(args) => update::run(ui, args),
        ComponentCommand::Outdated(args) => outdated::run(ui, args),
        ComponentCommand::Why(args) => why::run(ui, args),
        ComponentCommand::Vendor(args) => store::vendor::run(ui, args),
        ComponentCommand::Bundle(args) => store::bundle::run(ui, args),
        ComponentCommand::Cache(args) => store::cache::run(ui, args),
    }
}

fn of_registry(ui: &Ui, command: &RegistryCommand) -> anyhow::Result<u8> {
    match command {
        RegistryCommand::Pull(args) => registry::pull::run(ui, args),
        RegistryCommand::Push(args) => registry::push::run(ui, args),
        RegistryCommand::Catalog(args) => registry::catalog::run(ui, args),
        RegistryCommand::Login(args) => registry::login::run(ui, args),
        RegistryCommand::Logout(args) => registry::logout::run(ui, args),
        RegistryCommand::Key(args) => signing::key::run(ui, args),
        RegistryCommand::Sign(args) => signing::sign::run(ui, args),
        RegistryCommand::Verify(args) => signing::verify::run(ui, args),
    }
}

fn of_tools(ui: &Ui, command: &ToolCommand) -> anyhow::Result<u8> {
    match command {
        ToolCommand::Tier(args) => tier::run(ui, args),
        ToolCommand::Inspect(args) => inspect::run(ui, args),
        ToolCommand::Schema(args) => schema::run(ui, args),
        ToolCommand::Doctor(args) => doctor::run(ui, args),
        ToolCommand::Completions(args) => completions(ui, args),
    }
}

fn completions(ui: &Ui, args: &args::Completions) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "terrace", &mut script);
    ui.data(&script)?;
    Ok(exit::DONE)
}

//! The command line: reads arguments, calls the library, and is the only part that prints.

mod add;
mod args;
mod ask;
mod deferred;
mod diff;
mod doctor;
mod edit;
mod elsewhere;
mod exit;
mod init;
mod inspect;
mod lock;
mod locking;
mod outdated;
mod parse;
mod progress;
mod registry;
mod remove;
mod sandbox;
mod schema;
mod signing;
mod store;
mod synth;
mod table;
mod terraform;
mod tier;
mod ui;
mod update;
mod watch;
mod why;

use args::{Cli, Command};
use clap::CommandFactory;
use std::process::ExitCode;
use ui::Ui;

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    // Terraform starts this program as a provider too, with arguments of its own.
    if let Some(code) = sandbox::serve() {
        return code;
    }
    let cli = parse::command_line();
    let ui = Ui::new(&cli.global);
    let result = match &cli.command {
        Command::Init(args) => init::run(&ui, args),
        Command::Synth(args) => synth::run(&ui, args),
        Command::Diff(args) => diff::run(&ui, args),
        Command::Watch(args) => watch::run(&ui, args),
        Command::Validate(args) => terraform::run(&ui, crate::terraform::Subcommand::Validate, args),
        Command::Plan(args) => terraform::run(&ui, crate::terraform::Subcommand::Plan, args),
        Command::Apply(args) => terraform::run(&ui, crate::terraform::Subcommand::Apply, args),
        Command::Destroy(args) => terraform::run(&ui, crate::terraform::Subcommand::Destroy, args),
        Command::Output(args) => terraform::run(&ui, crate::terraform::Subcommand::Output, args),
        Command::Sandbox(args) => sandbox::run(&ui, args),
        Command::Add(args) => add::run(&ui, args),
        Command::Remove(args) => remove::run(&ui, args),
        Command::Lock(args) => lock::run(&ui, args),
        Command::Update(args) => update::run(&ui, args),
        Command::Outdated(args) => outdated::run(&ui, args),
        Command::Why(args) => why::run(&ui, args),
        Command::Vendor(args) => store::vendor::run(&ui, args),
        Command::Bundle(args) => store::bundle::run(&ui, args),
        Command::Cache(args) => store::cache::run(&ui, args),
        Command::Pull(args) => registry::pull::run(&ui, args),
        Command::Push(args) => registry::push::run(&ui, args),
        Command::Catalog(args) => registry::catalog::run(&ui, args),
        Command::Login(args) => registry::login::run(&ui, args),
        Command::Logout(args) => registry::logout::run(&ui, args),
        Command::Key(args) => signing::key::run(&ui, args),
        Command::Sign(args) => signing::sign::run(&ui, args),
        Command::Verify(args) => signing::verify::run(&ui, args),
        Command::Tier(args) => tier::run(&ui, args),
        Command::Inspect(args) => inspect::run(&ui, args),
        Command::Schema(args) => schema::run(&ui, args),
        Command::Doctor(args) => doctor::run(&ui, args),
        Command::Completions(args) => completions(&ui, args),
    };
    match result {
        Ok(code) => code.into(),
        Err(error) => {
            ui.failure(&error);
            exit::FAILED.into()
        }
    }
}

fn completions(ui: &Ui, args: &args::Completions) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "terrace", &mut script);
    ui.data(&script)?;
    Ok(exit::DONE)
}

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

mod args;
mod ask;
mod building;
mod bytes;
mod commands;
mod complete;
mod consent;
mod destroy;
mod examples;
mod exit;
mod keys;
mod log;
mod messages;
mod misread;
mod progress;
mod references;
mod saved_plan;
mod settings;
mod shell;
mod simulation;
mod synthesis;
mod table;
mod terraform_words;
mod ui;

use clap::{CommandFactory as _, FromArgMatches as _};
use commands::Cli;
use log::Log;
use rayon::ThreadPoolBuilder;
use std::process::ExitCode;
use std::sync::Arc;
use terrace_core::model::Sources;
use ui::Ui;

/// Runs the command given by the process's arguments.
pub fn main() -> ExitCode {
    // Terrace starts itself to become terraform in a session of its own.
    #[cfg(not(test))]
    if let Some(code) = terrace_terraform::launch() {
        return code;
    }
    // Terraform starts this program as a provider, with arguments of its own.
    if let Some(code) = simulation::serve() {
        return code;
    }
    // Terrace starts itself to compile components or TypeScript.
    if let Some(code) = terrace_engine::serve().or_else(terrace_project::source::serve) {
        return code;
    }
    // A shell asks for the words that can follow on a command line.
    if let Some(code) = complete::serve(Cli::command) {
        return code;
    }
    let arguments: Vec<_> = std::env::args_os().collect();
    if let Some(error) = misread::find(&arguments, Cli::command) {
        error.exit();
    }
    let cli = Cli::from_arg_matches(&Cli::grouped().get_matches_from(arguments))
        .unwrap_or_else(|error| error.exit());
    let ui = Arc::new(Ui::new(&cli.global));
    let (log, problem) = Log::start(ui.messages(), cli.global.verbose);
    ui.diagnostics(problem.as_slice(), &Sources::default());
    let building = building::of(cli.command.is_building(), cli.global.build);
    let session = settings::session(&cli.global, building, &ui);
    // This thread does its share of what threads do, so that one fewer is started. Without it, all do.
    let _ = ThreadPoolBuilder::new().use_current_thread().build_global();
    let code = cli.command.run(&ui, &session).unwrap_or_else(|error| {
        ui.failure(&error);
        exit::FAILED
    });
    log.finish(ui.messages());
    code.into()
}

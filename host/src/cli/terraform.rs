//! `terrace validate`, `plan`, `apply`, `destroy` and `output`.

use super::args::Terraform;
use super::ui::{Problems, Ui};
use super::{sandbox, synth};
use crate::stack::Stack;
use crate::terraform::{Ended, Environment, Request, Search, Subcommand, TerraformError, Workspace};
use std::path::PathBuf;

pub fn run(ui: &Ui, subcommand: Subcommand, args: &Terraform) -> anyhow::Result<u8> {
    let environment = Environment::current();
    // Before the work of a synth: without a program it would be for nothing.
    let terraform = Search::new(args.terraform.as_deref(), &environment).find().map_err(problems)?;
    let (stack, output) = written(ui, subcommand, args)?;
    let (directory, environment) = if args.sandbox.sandbox {
        let place = sandbox::prepare(ui, &stack, &output, &terraform, &environment, &args.sandbox)?;
        (place.directory, place.environment)
    } else {
        (output, environment)
    };
    let workspace = Workspace::open(&terraform, &environment, &directory).map_err(problems)?;
    let mut arguments = args.arguments.clone();
    if ui.is_json() {
        arguments.insert(0, "-json".into());
    }
    let request = Request::new(subcommand, &arguments, &environment);
    let ended = workspace
        .run(&request, |reason| ui.say(format_args!("running terraform init: {reason}")))
        .map_err(problems)?;
    show_origins(ui, &ended);
    if ended.subcommand == Subcommand::Init && ended.code != 0 {
        ui.say(format_args!(
            "\nterraform init failed. Where it asks for an option, give it yourself:\n  {} -chdir={} init OPTION",
            terraform.path.display(),
            directory.display()
        ));
    }
    Ok(ended.code)
}

/// The stack, and the output directory with what terraform is to run on.
fn written(ui: &Ui, subcommand: Subcommand, args: &Terraform) -> Result<(Stack, PathBuf), Problems> {
    if subcommand == Subcommand::Output {
        // What has been applied is what was written before, whatever the stack file says by now.
        let stack = synth::load(&args.stack)?;
        let directory = synth::directory(&stack, &args.stack);
        return Ok((stack, directory));
    }
    let done = synth::synthesize(ui, &args.stack)?;
    if subcommand == Subcommand::Validate {
        ui.diagnostics(&done.warnings(), &done.stack.sources);
    } else {
        ui.diagnostics(&done.warnings, &done.stack.sources);
        done.locked.save()?;
    }
    done.write()?;
    Ok((done.stack, done.directory))
}

fn problems(error: TerraformError) -> Problems {
    error.diagnostic().into()
}

/// After a failure: which tiers the blocks come from that terraform spoke of.
fn show_origins(ui: &Ui, ended: &Ended) {
    if ended.origins.is_empty() {
        return;
    }
    ui.say("\nWhere these blocks come from:");
    for origin in &ended.origins {
        ui.say(format_args!(
            "  {} is {} of {} ({})",
            origin.address, origin.local, origin.instance, origin.component
        ));
    }
}

//! The commands, one file each: its arguments and how it prints. What a command does is in `terrace-project`.

mod add;
mod completions;
mod diff;
mod doctor;
mod init;
mod inspect;
mod lock;
mod outdated;
mod registry;
mod remove;
pub mod sandbox;
mod schema;
mod signing;
mod store;
pub mod synth;
pub mod terraform;
mod tier;
mod update;
mod watch;
mod why;

use crate::args::Global;
use crate::examples;
use crate::ui::Ui;
use clap::{CommandFactory as _, Parser, Subcommand};
use std::fmt::Write as _;
use terrace_project::Session;
use terrace_terraform::Subcommand as Run;

/// The text at the end of `terrace --help`.
const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed; the errors are on standard error
  2  invalid command line; with `plan -- -detailed-exitcode`, there are changes
  3  `synth --check` or `diff` found a difference; `outdated` found an outdated component
  Otherwise the exit code is terraform's own.";

/// Turns a stack file and WebAssembly tiers into Terraform JSON, and runs terraform on it.
#[derive(Debug, Parser)]
#[command(name = "terrace", bin_name = "terrace", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Returns the parser, whose help lists the commands in groups.
    pub fn grouped() -> clap::Command {
        let mut command = Self::command();
        // Without this, the list has no `help`.
        command.build();
        let header = command.get_styles().get_header();
        let literal = command.get_styles().get_literal();
        let mut list = String::new();
        for (title, names) in GROUPS {
            // Writing to a String does not fail.
            let _ = writeln!(list, "{header}{title}:{header:#}");
            for name in names {
                let about = command.find_subcommand(name).and_then(|one| one.get_about()).cloned();
                let _ = writeln!(list, "  {literal}{name:<WIDTH$}{literal:#}{}", about.unwrap_or_default());
            }
            list.push('\n');
        }
        let template = format!(
            "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{list}{header}Options:{header:#}\n{{options}}{{after-help}}"
        );
        examples::added_to(Self::command()).help_template(template)
    }
}

/// The width of the column of commands in the help.
const WIDTH: usize = 13;

/// All commands, in the order of the help.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a new stack from the built-in tiers
    Init(init::Init),
    /// Turn the stack file into Terraform JSON
    Synth(synth::Synth),
    /// Compare the output on disk with the stack, block by block
    Diff(diff::Diff),
    /// Synthesize whenever a file of the stack changes, and show the differences
    Watch(watch::Watch),
    /// Synthesize, then run `terraform validate`
    Validate(terraform::Terraform),
    /// Synthesize, then run `terraform plan`
    Plan(terraform::Terraform),
    /// Synthesize, then run `terraform apply`
    Apply(terraform::Terraform),
    /// Synthesize, then run `terraform destroy`
    Destroy(terraform::Terraform),
    /// Run `terraform output` without synthesizing again
    Output(terraform::Terraform),
    /// Run any terraform command without synthesizing again
    Terraform(terraform::AnyTerraform),
    /// Manage the sandbox and its provider schemas
    Sandbox(sandbox::Sandbox),
    /// Add a tier to the stack file
    Add(add::Add),
    /// Remove a tier from the stack file
    Remove(remove::Remove),
    /// Create or complete terrace.lock
    Lock(lock::Lock),
    /// Re-resolve component versions, show the resulting changes, and update terrace.lock
    Update(update::Update),
    /// List locked components that have newer versions
    Outdated(outdated::Outdated),
    /// Show which tiers use a component or provider, its source and its locked version
    Why(why::Why),
    /// Copy all locked components into the project
    Vendor(store::vendor::Vendor),
    /// Save components to one file, and load them on a machine without network access
    Bundle(store::bundle::Bundle),
    /// Manage downloaded and compiled components
    Cache(store::cache::Cache),
    /// Download a component and show its permissions
    Pull(registry::pull::Pull),
    /// Check a tier and push it to a registry
    Push(registry::push::Push),
    /// List the tiers in a registry
    Catalog(registry::catalog::Catalog),
    /// Log in to a registry
    Login(registry::login::Login),
    /// Log out of a registry
    Logout(registry::logout::Logout),
    /// Generate signing keys
    Key(signing::key::Key),
    /// Sign a component in a registry or in a file
    Sign(signing::sign::Sign),
    /// Check a component's signatures against the trust policy
    Verify(signing::verify::Verify),
    /// Create, check, test and build your own tiers
    Tier(tier::Tier),
    /// Describe a tier: its inputs, outputs and permitted resource types
    Inspect(inspect::Inspect),
    /// Print the JSON Schema of a stack file, for editors
    Schema(schema::StackSchema),
    /// Check the installation: terraform, the cache and language tools
    Doctor(doctor::Doctor),
    /// Print a completion script for a shell
    Completions(completions::Completions),
}

/// The groups in which the help lists the commands.
pub const GROUPS: [(&str, &[&str]); 5] = [
    ("Write a stack", &["init", "synth", "diff", "watch", "add", "remove", "inspect", "schema"]),
    ("Run terraform", &["validate", "plan", "apply", "destroy", "output", "terraform", "sandbox"]),
    ("Manage components", &["lock", "update", "outdated", "why", "vendor", "bundle", "cache"]),
    (
        "Write and share tiers",
        &["tier", "pull", "push", "catalog", "login", "logout", "key", "sign", "verify"],
    ),
    ("Set up", &["doctor", "completions", "help"]),
];

impl Command {
    /// Returns whether the command may build tiers from source. Commands that only read never do.
    pub fn is_building(&self) -> bool {
        match self {
            Self::Synth(args) => !args.check,
            Self::Tier(args) => args.is_building(),
            Self::Watch(_)
            | Self::Validate(_)
            | Self::Plan(_)
            | Self::Apply(_)
            | Self::Destroy(_)
            | Self::Add(_)
            | Self::Lock(_)
            | Self::Update(_)
            | Self::Push(_) => true,
            Self::Init(_)
            | Self::Diff(_)
            | Self::Output(_)
            | Self::Terraform(_)
            | Self::Sandbox(_)
            | Self::Remove(_)
            | Self::Outdated(_)
            | Self::Why(_)
            | Self::Vendor(_)
            | Self::Bundle(_)
            | Self::Cache(_)
            | Self::Pull(_)
            | Self::Catalog(_)
            | Self::Login(_)
            | Self::Logout(_)
            | Self::Key(_)
            | Self::Sign(_)
            | Self::Verify(_)
            | Self::Inspect(_)
            | Self::Schema(_)
            | Self::Doctor(_)
            | Self::Completions(_) => false,
        }
    }

    /// Runs the command and returns the exit code.
    pub fn run(&self, ui: &Ui, session: &Session) -> anyhow::Result<u8> {
        match self {
            Self::Init(args) => init::run(ui, session, args),
            Self::Synth(args) => synth::run(ui, session, args),
            Self::Diff(args) => diff::run(ui, session, args),
            Self::Watch(args) => watch::run(ui, session, args),
            Self::Validate(args) => terraform::run(ui, session, Run::Validate, args),
            Self::Plan(args) => terraform::run(ui, session, Run::Plan, args),
            Self::Apply(args) => terraform::run(ui, session, Run::Apply, args),
            Self::Destroy(args) => terraform::run(ui, session, Run::Destroy, args),
            Self::Output(args) => terraform::run(ui, session, Run::Output, args),
            Self::Terraform(args) => terraform::run_any(ui, session, args),
            Self::Sandbox(args) => sandbox::run(ui, session, args),
            Self::Add(args) => add::run(ui, session, args),
            Self::Remove(args) => remove::run(ui, session, args),
            Self::Lock(args) => lock::run(ui, session, args),
            Self::Update(args) => update::run(ui, session, args),
            Self::Outdated(args) => outdated::run(ui, session, args),
            Self::Why(args) => why::run(ui, session, args),
            Self::Vendor(args) => store::vendor::run(ui, session, args),
            Self::Bundle(args) => store::bundle::run(ui, session, args),
            Self::Cache(args) => store::cache::run(ui, session, args),
            Self::Pull(args) => registry::pull::run(ui, session, args),
            Self::Push(args) => registry::push::run(ui, session, args),
            Self::Catalog(args) => registry::catalog::run(ui, session, args),
            Self::Login(args) => registry::login::run(ui, session, args),
            Self::Logout(args) => registry::logout::run(ui, args),
            Self::Key(args) => signing::key::run(ui, args),
            Self::Sign(args) => signing::sign::run(ui, session, args),
            Self::Verify(args) => signing::verify::run(ui, session, args),
            Self::Tier(args) => tier::run(ui, session, args),
            Self::Inspect(args) => inspect::run(ui, session, args),
            Self::Schema(args) => schema::run(ui, session, args),
            Self::Doctor(args) => doctor::run(ui, session, args),
            Self::Completions(args) => completions::run(ui, args),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_groups_list_every_command_once() {
        let mut command = Cli::command();
        command.build();
        let mut known: Vec<_> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
        let mut listed: Vec<_> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        known.sort_unstable();
        listed.sort_unstable();
        assert_eq!(known, listed);
        command.debug_assert();
    }
}

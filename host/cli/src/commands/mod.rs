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

use crate::ui::Ui;
use clap::Subcommand;
use terrace_terraform::Subcommand as Run;

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
    pub fn run(&self, ui: &Ui) -> anyhow::Result<u8> {
        match self {
            Self::Init(args) => init::run(ui, args),
            Self::Synth(args) => synth::run(ui, args),
            Self::Diff(args) => diff::run(ui, args),
            Self::Watch(args) => watch::run(ui, args),
            Self::Validate(args) => terraform::run(ui, Run::Validate, args),
            Self::Plan(args) => terraform::run(ui, Run::Plan, args),
            Self::Apply(args) => terraform::run(ui, Run::Apply, args),
            Self::Destroy(args) => terraform::run(ui, Run::Destroy, args),
            Self::Output(args) => terraform::run(ui, Run::Output, args),
            Self::Terraform(args) => terraform::run_any(ui, args),
            Self::Sandbox(args) => sandbox::run(ui, args),
            Self::Add(args) => add::run(ui, args),
            Self::Remove(args) => remove::run(ui, args),
            Self::Lock(args) => lock::run(ui, args),
            Self::Update(args) => update::run(ui, args),
            Self::Outdated(args) => outdated::run(ui, args),
            Self::Why(args) => why::run(ui, args),
            Self::Vendor(args) => store::vendor::run(ui, args),
            Self::Bundle(args) => store::bundle::run(ui, args),
            Self::Cache(args) => store::cache::run(ui, args),
            Self::Pull(args) => registry::pull::run(ui, args),
            Self::Push(args) => registry::push::run(ui, args),
            Self::Catalog(args) => registry::catalog::run(ui, args),
            Self::Login(args) => registry::login::run(ui, args),
            Self::Logout(args) => registry::logout::run(ui, args),
            Self::Key(args) => signing::key::run(ui, args),
            Self::Sign(args) => signing::sign::run(ui, args),
            Self::Verify(args) => signing::verify::run(ui, args),
            Self::Tier(args) => tier::run(ui, args),
            Self::Inspect(args) => inspect::run(ui, args),
            Self::Schema(args) => schema::run(ui, args),
            Self::Doctor(args) => doctor::run(ui, args),
            Self::Completions(args) => completions::run(ui, args),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn groups_of_the_help_have_every_command_once() {
        let mut command = crate::args::Cli::command();
        command.build();
        let mut known: Vec<_> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
        let mut listed: Vec<_> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        known.sort_unstable();
        listed.sort_unstable();
        assert_eq!(known, listed);
        command.debug_assert();
    }
}

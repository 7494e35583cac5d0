//! The command line arguments.

use super::deferred::Deferred;
use super::sandbox::Sandbox;
use crate::model::ProviderSource;
use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;
use terrace_sandbox::{Delay, Fault};

/// The text at the end of `terrace --help`.
const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed; the reasons stand on standard error
  2  the command line is wrong; with `plan -- -detailed-exitcode`, there are changes
  3  `synth --check` or `diff` found a difference; `outdated` found something newer
  Otherwise terraform's own code is passed on.";

/// Turns a stack file and WebAssembly tiers into Terraform JSON, and runs terraform on it.
#[derive(Debug, Parser)]
#[command(name = "terrace", bin_name = "terrace", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// The options of every command are listed after a command's own.
const LATE: usize = 900;

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// When to colour messages; `auto` colours on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, display_order = LATE, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// Form of what is printed on standard output; with `json`, messages are part of it
    #[arg(long, global = true, display_order = LATE + 1, value_enum, default_value_t, value_name = "FORM")]
    pub format: Format,
    /// Where compiled tiers are kept [default: `terrace` in the user's cache directory]
    #[arg(long, global = true, display_order = LATE + 2, env = "TERRACE_CACHE_DIR", hide_env_values = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub cache_dir: Option<PathBuf>,
    /// Open no connection, and start no program that would; use what was downloaded before
    #[arg(long, global = true, display_order = LATE + 3, env = "TERRACE_OFFLINE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub offline: bool,
    /// Build tiers in Rust without asking, although their build scripts run on this machine
    #[arg(long, global = true, display_order = LATE + 5, env = "TERRACE_BUILD", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub build: bool,
    /// Refuse to change terrace.lock [default: true where the variable CI is set, and not to `0` or `false`]
    #[arg(long, global = true, display_order = LATE + 4, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOLEAN", hide_possible_values = true)]
    pub locked: Option<bool>,
}

/// When to colour messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The format of standard output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document; of `watch`, one a line.
    Json,
}

/// All commands, in the order of the help. The parser only builds the groups that it needs.
#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(flatten)]
    Stack(StackCommand),
    #[command(flatten)]
    Component(ComponentCommand),
    #[command(flatten)]
    Registry(RegistryCommand),
    #[command(flatten)]
    Tool(ToolCommand),
}

/// Commands for stacks.
#[derive(Debug, Subcommand)]
pub enum StackCommand {
    /// Make a new stack of the built-in tiers
    Init(Deferred<Init>),
    /// Turn the stack file into Terraform JSON
    Synth(Deferred<Synth>),
    /// Show how what is on disk differs from what the stack gives, block by block
    Diff(Deferred<Diff>),
    /// Synthesize whenever a file of the stack is saved, and show what changed
    Watch(Deferred<Watch>),
    /// Synthesize, then run `terraform validate`
    Validate(Deferred<Terraform>),
    /// Synthesize, then run `terraform plan`
    Plan(Deferred<Terraform>),
    /// Synthesize, then run `terraform apply`
    Apply(Deferred<Terraform>),
    /// Synthesize, then run `terraform destroy`
    Destroy(Deferred<Terraform>),
    /// Run `terraform output` on what was synthesized before
    Output(Deferred<Terraform>),
    /// Run any command of terraform on what was synthesized before
    Terraform(Deferred<AnyTerraform>),
    /// Manage what `--sandbox` works with
    Sandbox(Deferred<Sandbox>),
}

/// Commands for the components of a stack.
#[derive(Debug, Subcommand)]
pub enum ComponentCommand {
    /// Add a tier to the stack file
    Add(Deferred<Add>),
    /// Remove a tier from the stack file
    Remove(Deferred<Remove>),
    /// Make terrace.lock, or complete it
    Lock(Deferred<Lock>),
    /// Look components up again, show what follows, and lock them
    Update(Deferred<super::update::Update>),
    /// Show which locked components have newer versions
    Outdated(Deferred<Outdated>),
    /// Show which tiers use a component or provider, where it is from, and what is locked
    Why(Deferred<Why>),
    /// Copy all locked components into the project
    Vendor(Deferred<super::store::vendor::Vendor>),
    /// Carry components where no network is, as one file
    Bundle(Deferred<super::store::bundle::Bundle>),
    /// Manage what was downloaded and compiled
    Cache(Deferred<super::store::cache::Cache>),
}

/// Commands for registries and signatures.
#[derive(Debug, Subcommand)]
pub enum RegistryCommand {
    /// Download a component, and show what it may do
    Pull(Deferred<super::registry::pull::Pull>),
    /// Check a version of a tier, and push it to a registry
    Push(Deferred<super::registry::push::Push>),
    /// Show which tiers a registry has
    Catalog(Deferred<super::registry::catalog::Catalog>),
    /// Log in to a registry
    Login(Deferred<super::registry::login::Login>),
    /// Forget the login to a registry
    Logout(Deferred<super::registry::logout::Logout>),
    /// Make keys to sign with
    Key(Deferred<super::signing::key::Key>),
    /// Sign a component in a registry, or a file
    Sign(Deferred<super::signing::sign::Sign>),
    /// Show who signed a component, and whether that will do
    Verify(Deferred<super::signing::verify::Verify>),
}

/// Commands for authors of tiers and stacks.
#[derive(Debug, Subcommand)]
pub enum ToolCommand {
    /// Make, check, test and build tiers of your own
    Tier(Deferred<super::tier::Tier>),
    /// Show what a tier is, takes, gives and may do
    Inspect(Deferred<Inspect>),
    /// Print the JSON Schema of a stack file, for editors
    Schema(Deferred<StackSchema>),
    /// Show which terraform runs, the cache, tools of languages, and what is missing
    Doctor(Deferred<Doctor>),
    /// Print a completion script for a shell
    Completions(Deferred<Completions>),
}

/// The stack, and its environment.
#[derive(Debug, Args)]
pub struct StackArgs {
    /// The stack: a directory that holds `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
    /// Merge `terrace.<NAME>.yaml` over the stack file
    #[arg(short, long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Output directory [default: `terrace.out/<environment>` beside the stack file]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Init {
    /// Where to make it
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub directory: PathBuf,
    /// The stack's name [default: the directory's]
    #[arg(long)]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub struct Synth {
    #[command(flatten)]
    pub stack: StackArgs,
    /// Write nothing; fail with code 3 where what is on disk differs
    #[arg(long)]
    pub check: bool,
    /// Write nothing; print the Terraform JSON. The stack `-` is then what standard input holds
    #[arg(long, conflicts_with = "check")]
    pub stdout: bool,
    #[command(flatten)]
    pub providers: ProviderOptions,
}

#[derive(Debug, Args)]
pub struct Diff {
    #[command(flatten)]
    pub stack: StackArgs,
}

#[derive(Debug, Args)]
pub struct Watch {
    #[command(flatten)]
    pub stack: StackArgs,
}

#[derive(Debug, Args)]
pub struct Terraform {
    #[command(flatten)]
    pub stack: StackArgs,
    /// The terraform or tofu to run [default: $TERRACE_TERRAFORM, then `terraform`, then `tofu` on the path]
    #[arg(long, value_name = "PROGRAM", value_hint = ValueHint::ExecutablePath)]
    pub terraform: Option<PathBuf>,
    #[command(flatten)]
    pub providers: ProviderOptions,
    #[command(flatten)]
    pub sandbox: SandboxOptions,
    /// Passed on to terraform as it is; paths in it start from the output directory
    #[arg(last = true, value_name = "ARGUMENTS")]
    pub arguments: Vec<std::ffi::OsString>,
}

#[derive(Debug, Args)]
pub struct AnyTerraform {
    #[command(flatten)]
    pub stack: StackArgs,
    /// The terraform or tofu to run [default: $TERRACE_TERRAFORM, then `terraform`, then `tofu` on the path]
    #[arg(long, value_name = "PROGRAM", value_hint = ValueHint::ExecutablePath)]
    pub terraform: Option<PathBuf>,
    #[command(flatten)]
    pub sandbox: SandboxOptions,
    /// The command, such as `state list`, and its arguments; paths in them start from the output directory
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub arguments: Vec<std::ffi::OsString>,
}

/// The providers to which the user consents.
#[derive(Debug, Args)]
pub struct ProviderOptions {
    /// Allow a provider that HashiCorp does not publish and that only tiers ask for; terrace.lock keeps it; may be repeated
    #[arg(long, value_name = "SOURCE")]
    pub allow_provider: Vec<ProviderSource>,
}

/// Options for simulated providers.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sandbox")]
pub struct SandboxOptions {
    /// Simulate all providers: no cloud, no credentials, no downloads, and a state of its own
    #[arg(long)]
    pub sandbox: bool,
    /// Let an operation fail: create, read, update or delete; may be repeated
    #[arg(long, requires = "sandbox", value_name = "ADDRESS=OPERATION")]
    pub fail: Vec<Fault>,
    /// Let changes take so many seconds, of one resource or of each; may be repeated
    #[arg(long, requires = "sandbox", value_name = "[ADDRESS=]SECONDS")]
    pub delay: Vec<Delay>,
}

/// The stack as an option, for commands whose arguments are something else.
#[derive(Debug, Args)]
pub struct StackOption {
    /// The stack: a directory that holds `terrace.yaml`, or the file itself
    #[arg(long, default_value = ".", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
}

#[derive(Debug, Args)]
pub struct Add {
    /// The component: `oci://REGISTRY/REPOSITORY`, `https://…`, a built-in tier's name, or a path
    #[arg(value_hint = ValueHint::FilePath)]
    pub reference: String,
    /// The tier's name in the stack [default: the name that it gives itself]
    #[arg(long)]
    pub name: Option<String>,
    /// `all`, or the regions to run in, with commas between them [default: all, where the stack has regions and the tier needs a provider]
    #[arg(long, value_delimiter = ',', value_name = "REGIONS")]
    pub regions: Vec<String>,
    /// Which versions will do [default: those that are compatible with the newest]
    #[arg(long, value_name = "RANGE")]
    pub version: Option<String>,
    #[command(flatten)]
    pub providers: ProviderOptions,
    #[command(flatten)]
    pub stack: StackOption,
}

#[derive(Debug, Args)]
pub struct Remove {
    /// The tier's name in the stack
    pub name: String,
    /// Remove it although others refer to it
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub stack: StackOption,
}

#[derive(Debug, Args)]
pub struct Lock {
    /// The stack: a directory that holds `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
    #[command(flatten)]
    pub providers: ProviderOptions,
}

#[derive(Debug, Args)]
pub struct Outdated {
    /// The stack: a directory that holds `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
}

#[derive(Debug, Args)]
pub struct Why {
    /// A tier of the stack, the address of a block, a component's reference, or a provider
    pub what: String,
    #[command(flatten)]
    pub stack: StackOption,
}

#[derive(Debug, Args)]
pub struct Inspect {
    /// A built-in tier's name, the path of a component, `oci://…` or `https://…` [default: list the built-in tiers]
    #[arg(value_hint = ValueHint::FilePath)]
    pub component: Option<String>,
}

#[derive(Debug, Args)]
pub struct StackSchema {
    /// The stack: a directory that holds `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
    /// Of the overlay `terrace.<NAME>.yaml` instead of the stack file
    #[arg(short, long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Write it to `.terrace/schema.json` beside the stack file, where editors find it
    #[arg(long)]
    pub write: bool,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// The terraform or tofu to look at, as for `plan`
    #[arg(long, value_name = "PROGRAM", value_hint = ValueHint::ExecutablePath)]
    pub terraform: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

//! The command line arguments.

use super::deferred::Deferred;
use super::sandbox::Sandbox;
use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;
use terrace_core::model::ProviderSource;
use terrace_sandbox::{Delay, Fault};

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

/// The options of every command are listed after a command's own.
const LATE: usize = 900;

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// When to colour messages; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, display_order = LATE, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// Format of standard output; with `json`, messages are part of the document
    #[arg(long, global = true, display_order = LATE + 1, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// Cache directory [default: `terrace` in the user's cache directory]
    #[arg(long, global = true, display_order = LATE + 2, env = "TERRACE_CACHE_DIR", hide_env_values = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub cache_dir: Option<PathBuf>,
    /// Do not use the network, nor run programs that do; use only cached downloads
    #[arg(long, global = true, display_order = LATE + 3, env = "TERRACE_OFFLINE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub offline: bool,
    /// Build Rust tiers without asking, which runs their build scripts on this machine
    #[arg(long, global = true, display_order = LATE + 5, env = "TERRACE_BUILD", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub build: bool,
    /// Refuse to change terrace.lock [default: true if CI is set, and not to `0` or `false`]
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
    /// Text for people.
    #[default]
    Text,
    /// One JSON document; with `watch`, one per line.
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
    /// Create a new stack from the built-in tiers
    Init(Deferred<Init>),
    /// Turn the stack file into Terraform JSON
    Synth(Deferred<Synth>),
    /// Compare the output on disk with the stack, block by block
    Diff(Deferred<Diff>),
    /// Synthesize whenever a file of the stack changes, and show the differences
    Watch(Deferred<Watch>),
    /// Synthesize, then run `terraform validate`
    Validate(Deferred<Terraform>),
    /// Synthesize, then run `terraform plan`
    Plan(Deferred<Terraform>),
    /// Synthesize, then run `terraform apply`
    Apply(Deferred<Terraform>),
    /// Synthesize, then run `terraform destroy`
    Destroy(Deferred<Terraform>),
    /// Run `terraform output` without synthesizing again
    Output(Deferred<Terraform>),
    /// Run any terraform command without synthesizing again
    Terraform(Deferred<AnyTerraform>),
    /// Manage the sandbox and its provider schemas
    Sandbox(Deferred<Sandbox>),
}

/// Commands for the components of a stack.
#[derive(Debug, Subcommand)]
pub enum ComponentCommand {
    /// Add a tier to the stack file
    Add(Deferred<Add>),
    /// Remove a tier from the stack file
    Remove(Deferred<Remove>),
    /// Create or complete terrace.lock
    Lock(Deferred<Lock>),
    /// Re-resolve component versions, show the resulting changes, and update terrace.lock
    Update(Deferred<super::update::Update>),
    /// List locked components that have newer versions
    Outdated(Deferred<Outdated>),
    /// Show which tiers use a component or provider, its source and its locked version
    Why(Deferred<Why>),
    /// Copy all locked components into the project
    Vendor(Deferred<super::store::vendor::Vendor>),
    /// Save components to one file, and load them on a machine without network access
    Bundle(Deferred<super::store::bundle::Bundle>),
    /// Manage downloaded and compiled components
    Cache(Deferred<super::store::cache::Cache>),
}

/// Commands for registries and signatures.
#[derive(Debug, Subcommand)]
pub enum RegistryCommand {
    /// Download a component and show its permissions
    Pull(Deferred<super::registry::pull::Pull>),
    /// Check a tier and push it to a registry
    Push(Deferred<super::registry::push::Push>),
    /// List the tiers in a registry
    Catalog(Deferred<super::registry::catalog::Catalog>),
    /// Log in to a registry
    Login(Deferred<super::registry::login::Login>),
    /// Log out of a registry
    Logout(Deferred<super::registry::logout::Logout>),
    /// Generate signing keys
    Key(Deferred<super::signing::key::Key>),
    /// Sign a component in a registry or in a file
    Sign(Deferred<super::signing::sign::Sign>),
    /// Check a component's signatures against the trust policy
    Verify(Deferred<super::signing::verify::Verify>),
}

/// Commands for authors of tiers and stacks.
#[derive(Debug, Subcommand)]
pub enum ToolCommand {
    /// Create, check, test and build your own tiers
    Tier(Deferred<super::tier::Tier>),
    /// Describe a tier: its inputs, outputs and permitted resource types
    Inspect(Deferred<Inspect>),
    /// Print the JSON Schema of a stack file, for editors
    Schema(Deferred<StackSchema>),
    /// Check the installation: terraform, the cache and language tools
    Doctor(Deferred<Doctor>),
    /// Print a completion script for a shell
    Completions(Deferred<Completions>),
}

/// The stack, and its environment.
#[derive(Debug, Args)]
pub struct StackArgs {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
    /// Merge `terrace.<NAME>.yaml` over the stack file
    #[arg(short, long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Output directory [default: `terrace.out/<environment>` next to the stack file]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Init {
    /// Directory to create it in
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub directory: PathBuf,
    /// The stack's name [default: the directory's name]
    #[arg(long)]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub struct Synth {
    #[command(flatten)]
    pub stack: StackArgs,
    /// Write nothing; exit with code 3 if the output on disk differs
    #[arg(long)]
    pub check: bool,
    /// Write nothing; print the Terraform JSON. The stack `-` then means standard input
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

/// The providers to which the user consents.
#[derive(Debug, Args)]
pub struct ProviderOptions {
    /// Allow a provider that HashiCorp does not publish and only tiers name; recorded in terrace.lock; may be repeated
    #[arg(long, value_name = "SOURCE")]
    pub allow_provider: Vec<ProviderSource>,
}

/// Options for simulated providers.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sandbox")]
pub struct SandboxOptions {
    /// Simulate all providers: no cloud, no credentials, no downloads, and a separate state
    #[arg(long)]
    pub sandbox: bool,
    /// Make an operation fail: create, read, update or delete; may be repeated
    #[arg(long, requires = "sandbox", value_name = "ADDRESS=OPERATION")]
    pub fail: Vec<Fault>,
    /// Make changes to one resource, or to all, take this many seconds; may be repeated
    #[arg(long, requires = "sandbox", value_name = "[ADDRESS=]SECONDS")]
    pub delay: Vec<Delay>,
}

/// The stack as an option, for commands whose arguments are something else.
#[derive(Debug, Args)]
pub struct StackOption {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(long, default_value = ".", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
}

#[derive(Debug, Args)]
pub struct Add {
    /// The component: `oci://REGISTRY/REPOSITORY`, `https://…`, a built-in tier's name, or a path
    #[arg(value_hint = ValueHint::FilePath)]
    pub reference: String,
    /// The tier's name in the stack [default: the component's own name]
    #[arg(long)]
    pub name: Option<String>,
    /// `all`, or a comma-separated list of regions [default: all, if the stack has regions and the tier needs a provider]
    #[arg(long, value_delimiter = ',', value_name = "REGIONS")]
    pub regions: Vec<String>,
    /// Version range [default: compatible with the newest version]
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
    /// Remove it even if other parts of the stack refer to it
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub stack: StackOption,
}

#[derive(Debug, Args)]
pub struct Lock {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
    #[command(flatten)]
    pub providers: ProviderOptions,
}

#[derive(Debug, Args)]
pub struct Outdated {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
}

#[derive(Debug, Args)]
pub struct Why {
    /// A tier, a block address, a component reference or a provider
    pub what: String,
    #[command(flatten)]
    pub stack: StackOption,
}

#[derive(Debug, Args)]
pub struct Inspect {
    /// A built-in tier's name, a component's path, `oci://…` or `https://…` [default: list the built-in tiers]
    #[arg(value_hint = ValueHint::FilePath)]
    pub component: Option<String>,
}

#[derive(Debug, Args)]
pub struct StackSchema {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
    /// Use the overlay `terrace.<NAME>.yaml` instead of the stack file
    #[arg(short, long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Write it to `.terrace/schema.json` next to the stack file, where editors find it
    #[arg(long)]
    pub write: bool,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// The terraform or tofu program to check, as for `plan`
    #[arg(long, value_name = "PROGRAM", value_hint = ValueHint::ExecutablePath)]
    pub terraform: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to complete commands in
    pub shell: clap_complete::Shell,
}

//! The options of every command, and those that several share.

mod stack;

pub use stack::{StackArgs, StackArgument};

use crate::complete;
use clap::builder::FalseyValueParser;
use clap::{ArgAction, Args, ValueEnum, ValueHint};
use std::path::PathBuf;
use terrace_core::model::ProviderSource;
use terrace_sandbox::{Delay, Fault};

/// The options of every command are listed after a command's own.
const GLOBAL_DISPLAY_ORDER: usize = 900;

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// When to colour messages; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, display_order = GLOBAL_DISPLAY_ORDER, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// Format of standard output; with `json`, messages are part of the document
    #[arg(long, global = true, display_order = GLOBAL_DISPLAY_ORDER + 1, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// Cache directory [default: `terrace` in the user's cache directory]
    #[arg(long, global = true, display_order = GLOBAL_DISPLAY_ORDER + 2, env = "TERRACE_CACHE_DIR", hide_env_values = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub cache_dir: Option<PathBuf>,
    /// Do not use the network, nor run programs that do; use only cached downloads
    #[arg(long, global = true, display_order = GLOBAL_DISPLAY_ORDER + 3, env = "TERRACE_OFFLINE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub offline: bool,
    /// Build Rust tiers without asking, which runs their build scripts on this machine
    #[arg(long, global = true, display_order = GLOBAL_DISPLAY_ORDER + 5, env = "TERRACE_BUILD", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub build: bool,
    /// Refuse to change terrace.lock [default: true if CI is set, and not to `0` or `false`]
    #[arg(long, global = true, display_order = GLOBAL_DISPLAY_ORDER + 4, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOLEAN", hide_possible_values = true)]
    pub locked: Option<bool>,
    /// Show what the command does, and how long that takes; repeat for details, or set TERRACE_LOG to a filter
    #[arg(short, long, global = true, display_order = GLOBAL_DISPLAY_ORDER + 6, action = ArgAction::Count)]
    pub verbose: u8,
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
    #[arg(long, requires = "sandbox", value_name = "ADDRESS=OPERATION", add = complete::faults())]
    pub fail: Vec<Fault>,
    /// Make changes to one resource, or to all, take this many seconds; may be repeated
    #[arg(long, requires = "sandbox", value_name = "[ADDRESS=]SECONDS", add = complete::delays())]
    pub delay: Vec<Delay>,
}

/// The stack as an option, for commands whose arguments are something else.
#[derive(Debug, Args)]
pub struct StackOption {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(long, default_value = ".", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
}

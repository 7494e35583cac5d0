//! Arguments of `terrace tier`.

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Tier {
    #[command(subcommand)]
    pub command: TierCommand,
}

#[derive(Debug, Subcommand)]
pub enum TierCommand {
    /// Make a new tier of one's own
    New(New),
    /// Build a tier's source into one component file
    Build(Build),
    /// Make the engines that run tiers from source, instead of on first use
    Prepare(Prepare),
}

/// A language that has an SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Rust,
    #[value(name = "typescript", alias = "ts")]
    TypeScript,
    Python,
}

#[derive(Debug, Args)]
pub struct New {
    /// Its name: lower-case letters, digits and `-`
    pub name: String,
    /// The language to write it in
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub lang: Language,
    /// Where to make it [default: a directory of its name]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Build {
    /// A source file, or a directory with `tier.ts`, `tier.js`, `tier.py` or `Cargo.toml` in it
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub source: PathBuf,
    /// The component file to write [default: `dist/<name>.wasm` beside the source]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Prepare {
    /// The languages [default: those that have an engine]
    #[arg(value_enum, value_name = "LANGUAGE")]
    pub languages: Vec<EngineLanguage>,
}

/// A language whose tiers run in an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EngineLanguage {
    #[value(name = "typescript", alias = "ts")]
    TypeScript,
    Python,
}

impl From<Language> for terrace_languages::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::Rust => Self::Rust,
            Language::TypeScript => Self::TypeScript,
            Language::Python => Self::Python,
        }
    }
}

impl From<EngineLanguage> for terrace_languages::Language {
    fn from(language: EngineLanguage) -> Self {
        match language {
            EngineLanguage::TypeScript => Self::TypeScript,
            EngineLanguage::Python => Self::Python,
        }
    }
}

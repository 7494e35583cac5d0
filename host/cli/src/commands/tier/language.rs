//! The languages on the command line.

use clap::ValueEnum;

/// A language that has an SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Rust,
    #[value(name = "typescript", alias = "ts")]
    TypeScript,
    Python,
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

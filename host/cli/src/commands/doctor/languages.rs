//! The engines and tools that run and build tiers from source.

use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use terrace_languages::{Tool, ToolError, python, rust, typescript};
use terrace_programs::Outside;
use terrace_project::source::Interpreter;
use terrace_terraform::first_line;

/// How long a tool may take to report its version.
const VERSION_TIMEOUT: Duration = Duration::from_secs(10);

/// The engine of a language.
#[derive(Serialize)]
pub struct EngineFact {
    language: String,
    /// Its size in bytes; `None` if it has not been built yet.
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// A tool of a language.
#[derive(Serialize)]
pub struct ToolFact {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<PathBuf>,
    /// The first line of its `--version` output.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    /// Why it cannot be used, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub fn engines(cache: Option<&Path>) -> Vec<EngineFact> {
    let fact = |interpreter: &Interpreter| {
        let made = cache.map(|cache| interpreter.made(cache)).transpose();
        let (bytes, error) = match made {
            Ok(file) => (file.flatten().map(|file| file.size()), None),
            Err(error) => (None, Some(error.to_string())),
        };
        EngineFact { language: interpreter.language().to_string(), bytes, error }
    };
    Interpreter::all().iter().map(fact).collect()
}

/// Returns the tools, with the version that each reports.
pub fn tools(outside: &Outside) -> Vec<ToolFact> {
    let all = [typescript::tools(outside), python::tools(outside), rust::tools(outside)];
    let mut facts: Vec<_> = all.into_iter().flatten().map(|(tool, command)| fact(tool, command)).collect();
    if let Some(cargo) = facts.last_mut().filter(|cargo| cargo.error.is_none())
        && !rust::has_target(outside)
    {
        cargo.error = Some(
            "it has no target `wasm32-unknown-unknown`: run `rustup target add wasm32-unknown-unknown`"
                .to_owned(),
        );
    }
    facts
}

fn fact(tool: Tool, command: Result<Command, ToolError>) -> ToolFact {
    let none = ToolFact { name: tool.name, path: None, version: None, error: None };
    match command {
        Err(error) => ToolFact { error: Some(format!("{error}: {}", tool.install)), ..none },
        Ok(mut command) => {
            let path = Some(PathBuf::from(command.get_program()));
            let version = first_line(&mut command, VERSION_TIMEOUT);
            let fault = || {
                format!("it does not report its version; it is needed to {}: {}", tool.purpose, tool.install)
            };
            let error = version.is_none().then(fault);
            ToolFact { path, version, error, ..none }
        }
    }
}

impl EngineFact {
    /// Describes the engine in one line.
    pub fn told(&self) -> String {
        let Self { language, bytes, error } = self;
        match (bytes, error) {
            (_, Some(error)) => format!("{language}: {error}"),
            #[allow(clippy::cast_precision_loss, reason = "a size for people")]
            (Some(bytes), None) => format!("{language}, {:.1} MB", *bytes as f64 / 1e6),
            (None, None) => {
                format!("{language}: not built yet; `terrace tier prepare` builds it, as does its first use")
            }
        }
    }
}

impl ToolFact {
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Describes the tool in one line.
    pub fn told(&self) -> String {
        let place = self.path.as_ref().map(|path| path.display().to_string());
        let parts = [self.version.clone(), place, self.error.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

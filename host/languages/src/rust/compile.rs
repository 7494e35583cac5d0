//! Builds a component from a Cargo project.

use super::BuildError;
use super::project::{CARGO, Project};
use crate::{Tool, ToolError};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use terrace_componentize::{TARGET, Toolchain, encode};
use terrace_programs::{Connections, Outside};

/// The purpose of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// To run here and now: fast to compile, and only what has changed since the last time.
    Edit,
    /// To publish: small, and the same bytes on every machine.
    Publish,
}

impl Profile {
    /// Returns the name of Cargo's profile. The project need not define it.
    fn name(self) -> &'static str {
        match self {
            Self::Edit => "terrace-edit",
            Self::Publish => "terrace-publish",
        }
    }

    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Edit => &[
                "inherits=\"dev\"",
                "debug=false",
                "incremental=true",
                // Dependencies are compiled once, while the host compiles the component on every change. Not set for
                // `package."*"`, which would also optimize procedural macros and everything they depend on.
                "opt-level=\"s\"",
                "panic=\"abort\"",
            ],
            Self::Publish => &[
                "inherits=\"release\"",
                "codegen-units=1",
                "incremental=false",
                "lto=true",
                "opt-level=\"s\"",
                "panic=\"abort\"",
                "strip=\"debuginfo\"",
            ],
        }
    }

    /// Returns settings for the packages on this machine, which are the ones that change.
    fn settings_of_sources(self, project: &Project) -> Vec<String> {
        match self {
            Self::Edit => {
                let packages = project.sources.values();
                packages.map(|package| format!("package.\"{package}\".opt-level=1")).collect()
            }
            Self::Publish => Vec::new(),
        }
    }
}

/// Builds the project in a directory into a component. `progress` receives the current step.
///
/// Intermediate files are written to `terrace` in the project's target directory, separate from those of cargo and editors.
///
/// # Errors
///
/// If it is not the project of a tier, if a tool is missing, if something has to be downloaded and connections are forbidden,
/// or if it does not compile.
pub fn build(
    project: &Path,
    profile: Profile,
    connections: Connections,
    progress: &dyn Fn(&str),
) -> Result<Vec<u8>, BuildError> {
    let project = Project::read(project)?;
    let outside = Outside::of([project.directory.as_path()], connections);
    CARGO.command_outside(&outside)?;
    if !project.dynamic {
        return Err(BuildError::NotDynamic { package: project.package });
    }
    let toolchain = Toolchain::find_outside(&outside)
        .ok_or_else(|| BuildError::NoTarget { project: project.directory.clone() })?;
    let target = project.target.join("terrace");
    if !target.is_dir() {
        // The paths of unpacked crates are only known after fetching; they are removed from the component.
        progress("fetching the dependencies");
        fetch(&toolchain, &project, connections)?;
    }
    progress(&format!("compiling {}", project.package));
    let path = compile(&toolchain, &project, &target, profile, connections)?;
    let module = std::fs::read(&path).map_err(|source| BuildError::Read { path, source })?;
    encode(&module).map_err(|source| BuildError::Encode { package: project.package, source })
}

/// Returns the tools that build tiers, each with the command that prints its version.
pub fn tools(outside: &Outside) -> Vec<(Tool, Result<Command, ToolError>)> {
    vec![(CARGO, CARGO.version(outside))]
}

/// Returns true if a toolchain on this machine compiles for WebAssembly.
pub fn has_target(outside: &Outside) -> bool {
    Toolchain::find_outside(outside).is_some()
}

fn fetch(toolchain: &Toolchain, project: &Project, connections: Connections) -> Result<(), BuildError> {
    let mut cargo = toolchain.cargo(&[]);
    // Not in the project's directory, whose settings could define what cargo runs.
    cargo.args(["fetch", "--quiet", "--target", TARGET]);
    cargo.arg("--manifest-path").arg(project.directory.join("Cargo.toml"));
    finish(&mut cargo, project, connections).map(drop)
}

/// Compiles the project, and returns the path of the core module.
fn compile(
    toolchain: &Toolchain,
    project: &Project,
    target: &Path,
    profile: Profile,
    connections: Connections,
) -> Result<PathBuf, BuildError> {
    let mut cargo = toolchain.cargo(&remapped(project));
    cargo.args(["build", "--quiet", "--lib", "--target", TARGET]);
    cargo.arg("--manifest-path").arg(project.directory.join("Cargo.toml"));
    cargo.args(["--message-format", "json-render-diagnostics", "--color", "never"]);
    cargo.arg("--target-dir").arg(target).args(["--profile", profile.name()]);
    if profile == Profile::Publish {
        // A user's setting would take precedence over the profile's, and would split the code differently.
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    let settings = profile.settings().iter().map(|&setting| setting.to_owned());
    for setting in settings.chain(profile.settings_of_sources(project)) {
        cargo.arg("--config").arg(format!("profile.{}.{setting}", profile.name()));
    }
    let output = finish(&mut cargo, project, connections)?;
    module(&output.stdout, &project.directory.join("Cargo.toml")).ok_or_else(|| {
        let path = target.join(TARGET).join(profile.name());
        ToolError::NoResult { command: "cargo build".to_owned(), path }.into()
    })
}

/// Returns replacements for the source directories: for the workspace's, and for packages outside of it by their names.
fn remapped(project: &Project) -> Vec<(PathBuf, String)> {
    let outside = project.sources.iter().filter(|(directory, _)| !directory.starts_with(&project.workspace));
    let outside = outside.map(|(directory, package)| (directory.clone(), format!("/{package}")));
    std::iter::once((project.workspace.clone(), "/workspace".to_owned())).chain(outside).collect()
}

fn finish(cargo: &mut Command, project: &Project, connections: Connections) -> Result<Output, BuildError> {
    let output = terrace_programs::output(cargo.stdin(Stdio::null())).map_err(|source| ToolError::Start {
        program: cargo.get_program().to_string_lossy().into_owned(),
        source,
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let (package, output) =
        (project.package.clone(), String::from_utf8_lossy(&output.stderr).trim().to_owned());
    // Cargo's message is the only indication that it would have to download something.
    if connections.are_forbidden() && output.contains("offline") {
        return Err(BuildError::Offline { package, output });
    }
    Err(BuildError::Compile { package, output })
}

/// Returns the file that cargo's messages, one per line, name as the package's module.
fn module(messages: &[u8], manifest: &Path) -> Option<PathBuf> {
    let messages = messages.split(|byte| *byte == b'\n');
    let messages = messages.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let mut made = messages
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter(|message| message["manifest_path"].as_str().map(Path::new) == Some(manifest));
    made.find_map(|message| {
        let files = message["filenames"].as_array()?;
        files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
    })
}

//! The tools that build the engine: Node.js with componentize-js.

use super::sources::recipe;
use crate::ToolError;
use crate::tool::{Tool, file_error, own, run};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use terrace_files::temporary;
use terrace_programs::Outside;

pub(super) const NODE: Tool = Tool {
    name: "node",
    purpose: "build components from TypeScript",
    install: "install Node.js 20 or later: https://nodejs.org",
};

const NPM: Tool = Tool {
    name: "npm",
    purpose: "install the tools that build components from TypeScript",
    install: "install Node.js 20 or later, which includes it: https://nodejs.org",
};

/// The files that define the installed packages, and the program that uses them.
const PACKAGE: [&str; 4] = ["build.mjs", "fixed.mjs", "package.json", "package-lock.json"];

/// Installs componentize-js into `tools` unless it is already installed. `progress` receives the current step.
///
/// The versions are fixed by a lock file, and the directory has one installation per lock file. Several processes may do this
/// at the same time.
///
/// # Errors
///
/// If it is not installed and connections are forbidden, if Node.js is missing, or if npm fails.
pub fn prepare(tools: &Path, outside: &Outside, progress: &dyn Fn(&str)) -> Result<(), ToolError> {
    let installed = directory(tools);
    if installed.is_dir() {
        return Ok(());
    }
    if outside.connections().are_forbidden() {
        let online = "terrace tier prepare typescript";
        return Err(ToolError::Offline { what: "componentize-js".to_owned(), online });
    }
    progress("installing componentize-js");
    let making = temporary::directory_in(tools).map_err(|source| file_error(tools, source))?;
    for name in PACKAGE {
        let path = making.path().join(name);
        fs::write(&path, file(name)).map_err(|source| file_error(&path, source))?;
    }
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"];
    run(NPM.command_outside(outside)?.args(arguments).arg(making.path()), "npm ci")?;
    own(making.path()).map_err(|source| file_error(making.path(), source))?;
    match fs::rename(making.path(), &installed) {
        // Another process was first.
        Err(_) if installed.is_dir() => Ok(()),
        renamed => renamed.map_err(|source| file_error(&installed, source)),
    }
}

/// Returns the directory in which componentize-js is installed.
pub(super) fn directory(tools: &Path) -> PathBuf {
    let mut hash = Sha256::new();
    for name in PACKAGE {
        hash.update(file(name));
    }
    let digits: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    tools.join(format!("componentize-js-{digits}"))
}

/// Returns one of the files below `engine`.
fn file(name: &str) -> &'static [u8] {
    let found = recipe().iter().find(|(path, _)| path.strip_prefix("engine/") == Some(name));
    found.expect("the recipe has every file of the package").1
}

/// Returns the tools that build the engine, each with the command that prints its version.
pub fn tools(outside: &Outside) -> Vec<(Tool, Result<Command, ToolError>)> {
    [NODE, NPM].map(|tool| (tool, tool.version(outside))).into()
}

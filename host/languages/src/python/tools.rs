//! The tools that build the engine: Python with componentize-py.

use super::sources::recipe;
use crate::ToolError;
use crate::tool::{Tool, file_error, own, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use terrace_files::temporary;
use terrace_programs::Outside;

const PYTHON: Tool = Tool {
    name: "python3",
    purpose: "build components from Python",
    install: "install Python 3.10 or later: https://www.python.org/downloads",
};

const PIP: Tool = Tool {
    name: "pip",
    purpose: "install the tools that build components from Python",
    install: "run `python3 -m ensurepip --upgrade`",
};

/// The file with the required version of componentize-py.
const REQUIREMENTS: &str = "engine/requirements.txt";

/// Installs componentize-py into `tools` unless it is already installed. `progress` receives the current step.
///
/// Its version is fixed, and the directory has one installation per version. Several processes may do this at the same time.
///
/// # Errors
///
/// If it is not installed and connections are forbidden, if Python or pip is missing, or if pip fails.
pub fn prepare(tools: &Path, outside: &Outside, progress: &dyn Fn(&str)) -> Result<(), ToolError> {
    let installed = directory(tools);
    if installed.is_dir() {
        return Ok(());
    }
    let what = requirement().replace("==", " ");
    if outside.connections().are_forbidden() {
        return Err(ToolError::Offline { what, online: "terrace tier prepare python" });
    }
    progress(&format!("installing {what}"));
    let version = terrace_programs::output(pip_version(outside)?.stdin(Stdio::null()));
    if !version.is_ok_and(|output| output.status.success()) {
        return Err(ToolError::Missing { tool: PIP, refused: None });
    }
    let making = temporary::directory_in(tools).map_err(|source| file_error(tools, source))?;
    let (pinned, target) = (making.path().join("requirements.txt"), making.path().join("installed"));
    fs::write(&pinned, requirements()).map_err(|source| file_error(&pinned, source))?;
    fs::create_dir(&target).map_err(|source| file_error(&target, source))?;
    let mut pip = python(outside)?;
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
        .args(["--require-hashes", "--no-deps", "--only-binary", ":all:", "--target"])
        .arg(&target)
        .arg("--requirement")
        .arg(&pinned);
    run(&mut pip, &format!("pip install {}", requirement()))?;
    own(&target).map_err(|source| file_error(&target, source))?;
    match fs::rename(&target, &installed) {
        // Another process was first.
        Err(_) if installed.is_dir() => Ok(()),
        renamed => renamed.map_err(|source| file_error(&installed, source)),
    }
}

/// Returns the directory in which componentize-py is installed.
pub(super) fn directory(tools: &Path) -> PathBuf {
    tools.join(requirement().replace("==", "-"))
}

/// Returns the command that prints pip's version, which fails if pip is missing.
fn pip_version(outside: &Outside) -> Result<Command, ToolError> {
    let mut pip = python(outside)?;
    pip.args(["-m", "pip", "--version"]);
    Ok(pip)
}

/// Returns a Python that loads no modules of its user's or of the current directory, and writes no bytecode.
pub(super) fn python(outside: &Outside) -> Result<Command, ToolError> {
    let mut python = PYTHON.command_outside(outside)?;
    python.env("RUST_BACKTRACE", "0").args(["-I", "-B"]);
    Ok(python)
}

/// Returns the package, its version, and the digests of its files, in pip's format.
fn requirements() -> &'static str {
    let found = recipe().iter().find(|(path, _)| *path == REQUIREMENTS);
    let (_, contents) = found.expect("the recipe has the requirements");
    str::from_utf8(contents).expect("the requirements are text")
}

/// Returns the package and its version: `componentize-py==1.2.3`.
fn requirement() -> &'static str {
    requirements().split_whitespace().next().expect("the requirements begin with the package")
}

/// Returns the tools that build the engine, each with the command that prints its version.
pub fn tools(outside: &Outside) -> Vec<(Tool, Result<Command, ToolError>)> {
    vec![(PYTHON, PYTHON.version(outside)), (PIP, pip_version(outside))]
}

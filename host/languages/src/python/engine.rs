//! Builds the engine, and components of programs.

use super::sources::recipe;
use super::tools::{directory, prepare, python};
use crate::tool::{file_error, run};
use crate::workspace::Workspace;
use crate::{Program, ToolError};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_programs::Outside;

/// Starts componentize-py from the directory in the first argument. An isolated Python takes no directory from a variable.
const COMPONENTIZE: &str =
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from componentize_py import script; script()";

/// The library that fixes the hash seed, under a name that componentize-py links.
const HASH_SEED: &str = "linked/hash_seed.cpython-314-wasm32-wasi.so";

/// Builds the engine: a component that gets a program when it runs. `tools` is as in [`prepare`], which is called first.
///
/// # Errors
///
/// If the tools are missing or fail.
pub fn make_engine(tools: &Path, outside: &Outside, progress: &dyn Fn(&str)) -> Result<Vec<u8>, ToolError> {
    prepare(tools, outside, progress)?;
    progress("building the engine for Python");
    Work::new(tools, outside)?.componentize("engine", "tier_engine")
}

/// Builds a component of a program. By then the program has run up to the declaration of its tier. `tools` is as in
/// [`prepare`], which is called first.
///
/// # Errors
///
/// If the tools are missing or fail, or if the program fails: then [`ToolError::Failed`] has its output.
pub fn build(
    tools: &Path,
    program: &Program,
    outside: &Outside,
    progress: &dyn Fn(&str),
) -> Result<Vec<u8>, ToolError> {
    prepare(tools, outside, progress)?;
    progress("building the component");
    let work = Work::new(tools, outside)?;
    let modules = program.modules.iter().map(|module| json!({"path": module.path, "text": module.text}));
    let modules: Vec<_> = modules.collect();
    let given = json!({"entry": program.entry, "modules": modules});
    work.directory.write("program/program.json", given.to_string().as_bytes())?;
    work.componentize("tier", "tier_component").map_err(|error| match work.failure() {
        Some(output) => ToolError::Failed { command: format!("python {}", program.entry), output },
        None => error,
    })
}

/// The file to which `tier_component.py` writes the error of the program.
const FAILURE: &str = "program/failure.txt";

/// A directory for building one component.
struct Work<'a> {
    /// The directories in which programs may be found.
    outside: &'a Outside,
    directory: Workspace,
    /// The directory with the tools.
    installed: PathBuf,
}

impl<'a> Work<'a> {
    /// Creates the directory with the glue below `engine`, the SDK below `sdk` and the contract below `wit`.
    fn new(tools: &Path, outside: &'a Outside) -> Result<Self, ToolError> {
        let made = Workspace::new(tools)?;
        for (path, contents) in recipe() {
            made.write(path, contents)?;
        }
        // A directory without packages, so that componentize-py does not find those of the machine.
        for directory in ["program", "linked", "empty/lib/python3/site-packages"] {
            let path = made.path(directory);
            fs::create_dir_all(&path).map_err(|source| file_error(&path, source))?;
        }
        let mut writer = python(outside)?;
        writer.arg(made.path("engine/hash_seed.py")).arg(made.path(HASH_SEED));
        run(&mut writer, "python3 hash_seed.py")?;
        Ok(Self { outside, directory: made, installed: directory(tools) })
    }

    fn componentize(&self, world: &str, app: &str) -> Result<Vec<u8>, ToolError> {
        let path = |name| self.directory.path(name);
        let mut tool = python(self.outside)?;
        tool.env("VIRTUAL_ENV", path("empty")).args(["-c", COMPONENTIZE]).arg(&self.installed);
        tool.args(["--quiet", "--wit-path"]).arg(path("wit"));
        tool.args(["--world", world, "componentize", "--stub-wasi"]);
        for directory in ["program", "linked", "engine", "sdk"] {
            tool.arg("--python-path").arg(path(directory));
        }
        tool.arg("--output").arg(self.directory.result()).arg(app);
        let shown = format!("componentize-py {app}");
        self.directory.build(&mut tool, shown)
    }

    /// Returns the error of the program, if it failed.
    fn failure(&self) -> Option<String> {
        fs::read_to_string(self.directory.path(FAILURE)).ok().filter(|failure| !failure.is_empty())
    }
}

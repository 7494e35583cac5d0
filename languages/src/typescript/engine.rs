//! Makes the engine, and components of programs.

use super::sources::recipe;
use super::tools::{NODE, directory, file_error, prepare};
use crate::tool::run;
use crate::{Program, ToolError};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_programs::Outside;

/// Makes the engine: a component that is given a program when it runs. `tools` is as in [`prepare`], which this does first.
///
/// # Errors
///
/// The tools are missing or fail.
pub fn make_engine(tools: &Path, outside: &Outside, progress: &dyn Fn(&str)) -> Result<Vec<u8>, ToolError> {
    prepare(tools, outside, progress)?;
    progress("making the engine for TypeScript");
    let work = Work::new(tools, outside)?;
    work.componentize("engine", "engine/engine.js")
}

/// Makes a component of a program. The program has run when the component is made, up to where it has said what tier it is.
/// `tools` is as in [`prepare`], which this does first.
///
/// # Errors
///
/// The tools are missing or fail. The program fails: the output of [`ToolError::Failed`] says how.
pub fn build(
    tools: &Path,
    program: &Program,
    outside: &Outside,
    progress: &dyn Fn(&str),
) -> Result<Vec<u8>, ToolError> {
    prepare(tools, outside, progress)?;
    progress("making the component");
    let work = Work::new(tools, outside)?;
    let modules = program.modules.iter().map(|module| json!({"path": module.path, "text": module.text}));
    let modules = json!(modules.collect::<Vec<_>>());
    let source =
        format!("export const entry = {};\nexport const modules = {modules};\n", json!(program.entry));
    work.write("root/engine/source.js", source.as_bytes())?;
    work.componentize("tier", "engine/tier.js")
}

/// A directory to make one component in.
struct Work<'a> {
    /// Where programs may be found.
    outside: &'a Outside,
    directory: tempfile::TempDir,
    /// Where the tools are.
    installed: PathBuf,
}

impl<'a> Work<'a> {
    /// With the SDK and the glue below `root`, and the contract below `wit`.
    fn new(tools: &Path, outside: &'a Outside) -> Result<Self, ToolError> {
        let made = tempfile::tempdir_in(tools).map_err(|source| file_error(tools, source))?;
        let work = Self { outside, directory: made, installed: directory(tools) };
        for (path, contents) in recipe() {
            if path.starts_with("wit/") {
                work.write(path, contents)?;
            } else if path.ends_with(".js") {
                work.write(&format!("root/{path}"), contents)?;
            }
        }
        Ok(work)
    }

    fn write(&self, path: &str, contents: &[u8]) -> Result<(), ToolError> {
        let path = self.path(path);
        let parent = path.parent().unwrap_or(&path);
        fs::create_dir_all(parent).map_err(|source| file_error(parent, source))?;
        fs::write(&path, contents).map_err(|source| file_error(&path, source))
    }

    fn componentize(&self, world: &str, script: &str) -> Result<Vec<u8>, ToolError> {
        let (wit, root, result) = (self.path("wit"), self.path("root"), self.path("component.wasm"));
        let mut node = NODE.command_outside(self.outside)?;
        node.arg(self.installed.join("build.mjs")).arg(world).args([&wit, &root]).arg(script).arg(&result);
        let shown = format!("componentize-js {script}");
        run(&mut node, &shown)?;
        if !result.is_file() {
            return Err(ToolError::NoResult { command: shown, path: result });
        }
        fs::read(&result).map_err(|source| file_error(&result, source))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}

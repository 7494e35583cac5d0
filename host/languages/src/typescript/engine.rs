//! Builds the engine, and components of programs.

use super::sources::recipe;
use super::tools::{NODE, directory, prepare};
use crate::workspace::Workspace;
use crate::{Program, ToolError};
use serde_json::json;
use std::path::{Path, PathBuf};
use terrace_programs::Outside;

/// Builds the engine: a component that gets a program when it runs. `tools` is as in [`prepare`], which is called first.
///
/// # Errors
///
/// If the tools are missing or fail.
pub fn make_engine(tools: &Path, outside: &Outside, progress: &dyn Fn(&str)) -> Result<Vec<u8>, ToolError> {
    prepare(tools, outside, progress)?;
    progress("building the engine for TypeScript");
    let work = Work::new(tools, outside)?;
    work.componentize("engine", "engine/engine.js")
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
    let modules = json!(modules.collect::<Vec<_>>());
    let source =
        format!("export const entry = {};\nexport const modules = {modules};\n", json!(program.entry));
    work.directory.write("root/engine/source.js", source.as_bytes())?;
    work.componentize("tier", "engine/tier.js")
}

/// A directory for building one component.
struct Work<'a> {
    /// The directories in which programs may be found.
    outside: &'a Outside,
    directory: Workspace,
    /// The directory with the tools.
    installed: PathBuf,
}

impl<'a> Work<'a> {
    /// Creates the directory with the SDK and the glue below `root`, and the contract below `wit`.
    fn new(tools: &Path, outside: &'a Outside) -> Result<Self, ToolError> {
        let made = Workspace::new(tools)?;
        for (path, contents) in recipe() {
            if path.starts_with("wit/") {
                made.write(path, contents)?;
            } else if path.ends_with(".js") {
                made.write(&format!("root/{path}"), contents)?;
            }
        }
        Ok(Self { outside, directory: made, installed: directory(tools) })
    }

    fn componentize(&self, world: &str, script: &str) -> Result<Vec<u8>, ToolError> {
        let directory = &self.directory;
        let mut node = NODE.command_outside(self.outside)?;
        node.arg(self.installed.join("build.mjs"))
            .arg(world)
            .args(["wit", "root"].map(|name| directory.path(name)))
            .arg(script)
            .arg(directory.result());
        let shown = format!("componentize-js {script}");
        directory.build(&mut node, shown)
    }
}

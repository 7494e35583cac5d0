//! The temporary directory in which a language's tools build one component.

use crate::ToolError;
use crate::tool::{file_error, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use terrace_files::temporary;

/// A temporary directory next to the tools, with the files for building one component.
pub(crate) struct Workspace(TempDir);

impl Workspace {
    /// Creates the directory, empty.
    pub(crate) fn new(tools: &Path) -> Result<Self, ToolError> {
        temporary::directory_in(tools).map(Self).map_err(|source| file_error(tools, source))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and creates the directories above it.
    pub(crate) fn write(&self, path: &str, contents: &[u8]) -> Result<(), ToolError> {
        let path = self.path(path);
        let parent = path.parent().unwrap_or(&path);
        fs::create_dir_all(parent).map_err(|source| file_error(parent, source))?;
        fs::write(&path, contents).map_err(|source| file_error(&path, source))
    }

    /// Returns the path that the tool writes the component to.
    pub(crate) fn result(&self) -> PathBuf {
        self.path("component.wasm")
    }

    /// Runs the tool, and returns the component that it writes. `shown` is as in [`run`].
    pub(crate) fn build(&self, tool: &mut Command, shown: String) -> Result<Vec<u8>, ToolError> {
        run(tool, &shown)?;
        let result = self.result();
        if !result.is_file() {
            return Err(ToolError::NoResult { command: shown, path: result });
        }
        fs::read(&result).map_err(|source| file_error(&result, source))
    }
}

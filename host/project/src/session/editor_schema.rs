//! The JSON Schema of a stack's files, for editors.

use super::Session;
use crate::editor;
use crate::resolve::Locking;
use crate::synth::files;
use serde_json::Value;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems};
use terrace_stack::stack::{self, Outline};

impl Session {
    /// Returns the schema of a stack file or of its overlay. Reports warnings about components that cannot be loaded.
    pub fn editor_schema(&self, outline: &Outline, environment: Option<&str>) -> Value {
        let (schema, missing, warnings) = self.made_schema(outline, environment, self.locking());
        missing.into_iter().for_each(|problems| self.observer.warning(problems));
        self.warn(warnings);
        schema
    }

    /// Returns the schema, the errors about components that were not found, and warnings about those that cannot be loaded.
    fn made_schema(
        &self,
        outline: &Outline,
        environment: Option<&str>,
        locking: Locking<'_>,
    ) -> (Value, Vec<Problems>, Vec<Diagnostic>) {
        let (resolution, missing) = self.resolve_each(outline, locking);
        let (components, warnings) =
            self.with_progress(|progress| editor::describe(&self.engine, outline, &resolution, progress));
        (editor::schema(outline, &components, editor::form(environment)), missing, warnings)
    }

    /// Updates the schemas of a stack's files: those that are older than their sources, and those that do not exist although the
    /// file's modeline names them, as in a fresh clone. Ignores errors, because nobody asked for a schema here;
    /// `terrace schema --write` reports them.
    pub fn refresh_editor_schemas(&self, stack: &Path, environment: Option<&str>) {
        for environment in [None, environment].into_iter().take(1 + usize::from(environment.is_some())) {
            let files = stack::possible_files(stack, environment);
            let is_wanted = |file: &PathBuf| {
                editor::schema_path(file, environment).exists() || editor::has_modeline(file, environment)
            };
            if !files.iter().any(is_wanted) {
                continue;
            }
            let Ok(outline) = stack::outline(stack, environment) else { return };
            let path = editor::schema_path(&outline.file, environment);
            let is_due = !path.exists() || self.is_stale(&path, &outline);
            if is_due {
                let (schema, _, _) = self.made_schema(&outline, environment, Locking::Locked);
                let _ = write_editor_schema(&outline, environment, &schema);
            }
        }
    }

    fn is_stale(&self, path: &Path, outline: &Outline) -> bool {
        // A new version of Terrace may describe more.
        let program = std::env::current_exe().ok();
        editor::is_stale(path, files(outline, &self.engine).into_iter().chain(program))
    }
}

/// Writes a schema where editors find it, and returns the path.
pub fn write_editor_schema(
    outline: &Outline,
    environment: Option<&str>,
    schema: &Value,
) -> Result<PathBuf, Problems> {
    let path = editor::schema_path(&outline.file, environment);
    editor::write(&path, schema)?;
    Ok(path)
}

//! The file that an editor reads a schema from, `.terrace/schema.json` beside the stack file.

use super::Form;
use crate::model::Diagnostic;
use crate::reason::reason;
use crate::regular;
use crate::replace::{Manner, replace};
use serde_json::Value;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The directory, beside the stack file, of what is made from it for this machine's editors.
const DIRECTORY: &str = ".terrace";

/// Why a schema could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the schema `{}`: {}", path.display(), reason(source))]
pub struct SchemaFileError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl SchemaFileError {
    /// This error for people.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error("schema-file", self.to_string())
            .hint(format!("make room or permission for the directory `{DIRECTORY}` beside the stack file"))
    }
}

/// Where the schema of a stack file is, or that of the overlay of an environment.
pub fn schema_path(stack_file: &Path, environment: Option<&str>) -> PathBuf {
    stack_file.with_file_name(DIRECTORY).join(schema_name(environment))
}

fn schema_name(environment: Option<&str>) -> String {
    match environment {
        Some(environment) => format!("schema.{environment}.json"),
        None => "schema.json".to_owned(),
    }
}

/// The comment at the head of a file by which editors find its schema.
pub fn modeline(environment: Option<&str>) -> String {
    format!("# yaml-language-server: $schema={DIRECTORY}/{}", schema_name(environment))
}

/// Which file of its stack is the one for this environment's schema.
pub fn form(environment: Option<&str>) -> Form {
    if environment.is_some() { Form::Overlay } else { Form::File }
}

/// Whether a schema that was written before is older than something that it was made of. One that is not there is
/// not stale.
pub fn is_stale(schema: &Path, sources: impl IntoIterator<Item = PathBuf>) -> bool {
    let modified = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    let Some(written) = modified(schema) else { return false };
    sources.into_iter().any(|source| modified(&source).is_some_and(|changed| changed >= written))
}

/// Writes a schema. One that is the same already only becomes as new as it is right.
///
/// Version control is told to leave the directory alone when it is made.
pub fn write(path: &Path, schema: &Value) -> Result<(), SchemaFileError> {
    let text = format!("{schema:#}\n");
    write_text(path, &text).map_err(|source| SchemaFileError { path: path.to_owned(), source })
}

fn write_text(path: &Path, text: &str) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new(""));
    // A checkout may bring a link along that leads to files which are none of the project's.
    for place in [directory, path] {
        if fs::symlink_metadata(place).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(io::Error::other(format!("`{}` is a link", place.display())));
        }
    }
    if regular::read(path, text.len() as u64).is_ok_and(|present| present == text.as_bytes()) {
        return File::options().append(true).open(path)?.set_modified(SystemTime::now());
    }
    if !directory.exists() {
        fs::create_dir_all(directory)?;
        fs::write(directory.join(".gitignore"), "*\n")?;
    }
    replace(directory, path, text.as_bytes(), Manner::Output).map(drop)
}

//! The file from which editors read a schema, `.terrace/schema.json` next to the stack file.

use super::Form;
use serde_json::Value;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use terrace_core::model::{Diagnostic, Explain};
use terrace_files::atomic::AtomicWrite;
use terrace_files::reason::reason;
use terrace_files::regular;
use terrace_stack::stack::MAX_FILE_BYTES;

/// The directory, next to the stack file, for files that Terrace makes for the editors on this machine.
const DIRECTORY: &str = ".terrace";

/// An error writing a schema.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the schema `{}`: {}", path.display(), reason(source))]
pub struct SchemaFileError {
    pub path: PathBuf,
    /// The underlying error.
    pub source: io::Error,
}

impl Explain for SchemaFileError {
    fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error("schema-file", self.to_string()).hint(format!(
            "check the free space and the permissions of the directory `{DIRECTORY}` next to the stack file"
        ))
    }
}

/// Returns the path of the schema of a stack file, or of an environment's overlay.
pub fn schema_path(stack_file: &Path, environment: Option<&str>) -> PathBuf {
    stack_file.with_file_name(DIRECTORY).join(schema_name(environment))
}

fn schema_name(environment: Option<&str>) -> String {
    match environment {
        Some(environment) => format!("schema.{environment}.json"),
        None => "schema.json".to_owned(),
    }
}

/// Returns the comment at the top of a file by which editors find its schema.
pub fn modeline(environment: Option<&str>) -> String {
    format!("# yaml-language-server: $schema={DIRECTORY}/{}", schema_name(environment))
}

/// Returns whether a file has the comment by which editors find its schema.
pub fn has_modeline(file: &Path, environment: Option<&str>) -> bool {
    let modeline = modeline(environment);
    regular::read(file, MAX_FILE_BYTES)
        .is_ok_and(|text| String::from_utf8_lossy(&text).lines().any(|line| line.trim() == modeline))
}

/// Returns the kind of file that an environment's schema is for.
pub fn form(environment: Option<&str>) -> Form {
    if environment.is_some() { Form::Overlay } else { Form::File }
}

/// Returns whether a schema is older than one of its sources. A schema that does not exist is not stale.
pub fn is_stale(schema: &Path, sources: impl IntoIterator<Item = PathBuf>) -> bool {
    let modified = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    let Some(written) = modified(schema) else { return false };
    sources.into_iter().any(|source| modified(&source).is_some_and(|changed| changed >= written))
}

/// Writes a schema. If the file already has it, only the modification time changes, so that it is no longer stale.
///
/// A new directory gets a `.gitignore`, so that version control ignores it.
pub fn write(path: &Path, schema: &Value) -> Result<(), SchemaFileError> {
    let text = format!("{schema:#}\n");
    write_text(path, &text).map_err(|source| SchemaFileError { path: path.to_owned(), source })
}

fn write_text(path: &Path, text: &str) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new(""));
    // A checkout may contain a link to files outside the project.
    for place in [directory, path] {
        if fs::symlink_metadata(place).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(io::Error::other(format!("`{}` is a symbolic link", place.display())));
        }
    }
    if regular::read(path, text.len() as u64).is_ok_and(|present| present == text.as_bytes()) {
        return File::options().append(true).open(path)?.set_modified(SystemTime::now());
    }
    if !directory.exists() {
        fs::create_dir_all(directory)?;
        fs::write(directory.join(".gitignore"), "*\n")?;
    }
    AtomicWrite::output().replace(path, text.as_bytes()).map(drop)
}

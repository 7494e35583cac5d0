//! Reads a file into a tree of [`Node`]s: as JSON if it has that extension, otherwise as YAML.

pub mod json;
pub mod node;
pub mod patch;
pub mod position;
pub mod scalar;
pub mod syntax;
pub mod tag;
pub mod yaml;

use crate::stack::error::ReadError;
use node::Node;
use std::path::Path;
use terrace_core::model::SourceId;

/// Parses the text of the file at a path.
///
/// # Errors
///
/// Returns all errors found while parsing.
pub fn read(path: &Path, source: SourceId, text: &str) -> Result<Node, Vec<ReadError>> {
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    if is_json { json::read(source, text) } else { yaml::read(source, text) }
}

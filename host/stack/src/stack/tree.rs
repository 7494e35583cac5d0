//! Reads a file into a tree of [`Node`]s: as JSON if it has that extension, otherwise as YAML.

use super::node::Node;
use super::read_error::ReadError;
use super::{json, yaml};
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

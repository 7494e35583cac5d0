//! Reads a file into a tree of [`Node`]s: JSON where its name ends so, YAML otherwise.

use super::node::Node;
use super::read_error::ReadError;
use super::{json, yaml};
use crate::model::SourceId;
use std::path::Path;

/// Reads the text of the file of a path.
///
/// # Errors
///
/// Every problem found before anything in the text has a meaning.
pub fn read(path: &Path, source: SourceId, text: &str) -> Result<Node, Vec<ReadError>> {
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    if is_json { json::read(source, text) } else { yaml::read(source, text) }
}

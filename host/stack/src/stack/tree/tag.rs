//! YAML tags such as `!!int`: which ones are supported, and the values that scalars have with them.

use super::node::NodeValue;
use super::scalar::{self, ScalarError};
use saphyr_parser::Tag;
use std::borrow::Cow;

/// An error resolving a scalar with a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagError {
    /// The tag is not part of the core schema.
    Unknown,
    /// The text does not match the tag's type.
    Mismatch,
    /// The text is not a valid value, with or without the tag.
    Scalar(ScalarError),
}

/// Returns the value of a scalar with a tag.
pub fn value(tag: &Tag, text: Cow<'_, str>) -> Result<NodeValue, TagError> {
    let is_non_specific = tag.handle.is_empty() && tag.suffix == "!";
    if is_non_specific || is_core(tag, "str") {
        return Ok(NodeValue::String(text.into_owned()));
    }
    if !["null", "bool", "int", "float", "map", "seq"].into_iter().any(|name| is_core(tag, name)) {
        return Err(TagError::Unknown);
    }
    let value = scalar::resolve(&text).map_err(TagError::Scalar)?;
    let fits = match (tag.suffix.as_str(), &value) {
        ("null", NodeValue::Null) | ("bool", NodeValue::Bool(_)) | ("float", NodeValue::Number(_)) => true,
        ("int", NodeValue::Number(number)) => !number.as_str().contains(['.', 'e', 'E']),
        _ => false,
    };
    if fits { Ok(value) } else { Err(TagError::Mismatch) }
}

/// Returns whether a tag is the core schema's tag with this name, such as `seq`.
pub fn is_core(tag: &Tag, name: &str) -> bool {
    tag.is_yaml_core_schema() && tag.suffix == name
}

/// Returns a tag as written in a stack file.
pub fn shown(tag: &Tag) -> String {
    if tag.is_yaml_core_schema() {
        format!("!!{}", tag.suffix)
    } else {
        format!("{}{}", tag.handle, tag.suffix)
    }
}

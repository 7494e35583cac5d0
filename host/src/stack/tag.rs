//! Tags of YAML, such as `!!int`: which there are, and what a scalar with one means.

use super::node::NodeValue;
use super::scalar::{self, ScalarError};
use saphyr_parser::Tag;
use std::borrow::Cow;

/// Why a scalar with a tag is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagError {
    /// The tag is none of the core schema.
    Unknown,
    /// The text is not of the tag's type.
    Mismatch,
    /// The text has no value, with a tag or without.
    Scalar(ScalarError),
}

/// The value of a scalar with a tag.
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

/// Whether this is the core schema's tag of this name, such as `seq`.
pub fn is_core(tag: &Tag, name: &str) -> bool {
    tag.is_yaml_core_schema() && tag.suffix == name
}

/// The tag as a stack file has it.
pub fn shown(tag: &Tag) -> String {
    if tag.is_yaml_core_schema() {
        format!("!!{}", tag.suffix)
    } else {
        format!("{}{}", tag.handle, tag.suffix)
    }
}

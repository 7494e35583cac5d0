//! Reads JSON into a tree of [`Node`]s with the same locations that YAML would have.
//!
//! JSON is almost a subset of YAML, but generators write characters beyond the basic plane as two escapes, and tabs
//! where YAML does not allow them.

use super::node::{Entry, Mapping, Node, NodeValue};
use super::scalar;
use super::yaml::{MAX_DEPTH, MAX_ERRORS, MAX_VALUES};
use crate::stack::error::ReadError;
use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use terrace_core::model::{Location, SourceId};

/// Rejects all extensions of JSON.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads one document. The text must not begin with a byte order mark.
///
/// # Errors
///
/// Returns all errors found. Nothing is read after a syntax error.
pub fn read(source: SourceId, text: &str) -> Result<Node, Vec<ReadError>> {
    let mut reader = Reader { source, text, errors: Vec::new() };
    // The parser does not limit the number of values itself.
    if let Some(at) = after_too_many_values(text) {
        let location = reader.location(Range { start: at, end: at + 1 });
        return Err(vec![ReadError::TooManyValues { limit: MAX_VALUES, location }]);
    }
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(|error| {
        let location = reader.location(error.range());
        vec![ReadError::Json { message: error.kind().to_string().to_lowercase(), location }]
    })?;
    let Some(value) = parsed.value else {
        return Err(vec![ReadError::Empty { location: Location { source, range: 0..0 } }]);
    };
    let location = reader.location(value.range());
    let root = reader.node(value, location, 1);
    if reader.errors.is_empty() { Ok(root) } else { Err(reader.errors) }
}

/// Returns the offset at which the text exceeds the maximum number of values, judging by commas and opening brackets.
fn after_too_many_values(text: &str) -> Option<usize> {
    let (mut values, mut is_string, mut is_escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_string,
            b'"' => is_string = !is_string,
            b',' | b'[' | b'{' if !is_string => values += 1,
            _ => {}
        }
        if values > MAX_VALUES {
            return Some(at);
        }
    }
    None
}

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    errors: Vec<ReadError>,
}

impl Reader<'_> {
    /// Returns the first line of a range.
    fn location(&self, range: Range) -> Location {
        let text = self.text.get(range.start..range.end).unwrap_or_default();
        let first = text.split(['\n', '\r']).next().unwrap_or_default().trim_end();
        Location { source: self.source, range: range.start..range.start + first.len() }
    }

    fn is_over_several_lines(&self, range: Range) -> bool {
        self.text.get(range.start..range.end).is_some_and(|text| text.contains(['\n', '\r']))
    }

    fn node(&mut self, value: Value<'_>, location: Location, depth: usize) -> Node {
        if depth > MAX_DEPTH && matches!(value, Value::Object(_) | Value::Array(_)) {
            if !matches!(self.errors.last(), Some(ReadError::TooDeep { .. })) {
                self.errors.push(ReadError::TooDeep { limit: MAX_DEPTH, location: location.clone() });
            }
            return Node { value: NodeValue::Null, location };
        }
        let value = match value {
            Value::StringLit(text) => NodeValue::String(text.value.into_owned()),
            Value::NumberLit(number) => match scalar::resolve(number.value) {
                Ok(value) => value,
                Err(reason) => {
                    let (text, location) = (number.value.to_owned(), location.clone());
                    self.errors.push(ReadError::Number { text, reason, location });
                    NodeValue::Null
                }
            },
            Value::BooleanLit(boolean) => NodeValue::Bool(boolean.value),
            Value::NullKeyword(_) => NodeValue::Null,
            Value::Array(array) => {
                let item = |item: Value<'_>| {
                    let location = self.location(item.range());
                    self.node(item, location, depth + 1)
                };
                NodeValue::Sequence(array.elements.into_iter().map(item).collect())
            }
            Value::Object(object) => NodeValue::Mapping(self.entries(object.properties, depth)),
        };
        Node { value, location }
    }

    fn entries(&mut self, properties: Vec<ObjectProp<'_>>, depth: usize) -> Mapping {
        let mut entries = Mapping::new();
        for ObjectProp { name, value, .. } in properties {
            if self.errors.len() >= MAX_ERRORS {
                break;
            }
            let key = self.location(name.range());
            let name = match name {
                ObjectPropName::String(name) => name.value.into_owned(),
                ObjectPropName::Word(name) => name.value.to_owned(),
            };
            let is_shown_by_key = self.is_over_several_lines(value.range());
            let location = if is_shown_by_key { key.clone() } else { self.location(value.range()) };
            let value = self.node(value, location, depth + 1);
            if let Some(first) = entries.get(&name) {
                let first = first.key.clone();
                self.errors.push(ReadError::DuplicateKey { key: name, location: key, first });
                continue;
            }
            entries.insert(name, Entry { key, value });
        }
        entries
    }
}

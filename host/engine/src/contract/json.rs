//! JSON strings in the results of tiers.

use super::ContractError;
use serde_json::{Map, Value};
use std::cell::Cell;
use terrace_core::model::{Bound, Limits};

/// The number of characters of a bad string that an error shows.
const MAX_EXCERPT_CHARS: usize = 120;

/// The JSON strings of one call's result, and the number of bytes that they may still take up.
pub(super) struct Texts<'l> {
    limits: &'l Limits,
    left: Cell<u64>,
}

/// The least bytes that a value takes up in addition to its text. A result of nothing but empty lists is small only as text.
const MIN_VALUE_BYTES: u64 = 32;

impl<'l> Texts<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self { limits, left: Cell::new(limits[Bound::Contribution]) }
    }

    /// Parses a string that must be a JSON object. `place` names the string in errors.
    pub(super) fn object(
        &self,
        text: &str,
        place: impl Fn() -> String,
    ) -> Result<Map<String, Value>, ContractError> {
        self.hold(text, &place)?;
        match parse(text) {
            Ok(Value::Object(map)) => Ok(map),
            Ok(other) => Err(error(text, place(), "a JSON object", format!("it is {}", kind(&other)))),
            Err(reason) => Err(error(text, place(), "a JSON object", reason)),
        }
    }

    /// Parses a string that may be any JSON value.
    pub(super) fn value(&self, text: &str, place: impl Fn() -> String) -> Result<Value, ContractError> {
        self.hold(text, &place)?;
        parse(text).map_err(|reason| error(text, place(), "JSON", reason))
    }

    /// Rejects a string that exceeds a limit, before anything is built from it.
    fn hold(&self, text: &str, place: &impl Fn() -> String) -> Result<(), ContractError> {
        let Shape { depth, values } = shape(text);
        let refused = |bound| ContractError::Limit { limit: self.limits.limit(bound), place: place() };
        if depth > self.limits[Bound::Depth] {
            return Err(refused(Bound::Depth));
        }
        let left = self.left.get().checked_sub(values.saturating_mul(MIN_VALUE_BYTES));
        self.left.set(left.ok_or_else(|| refused(Bound::Contribution))?);
        Ok(())
    }
}

/// The size of a JSON string. For a string that is not JSON, the figures mean nothing.
#[derive(Debug, PartialEq)]
struct Shape {
    /// The depth to which lists and objects are nested.
    depth: u64,
    /// The number of values, including keys.
    values: u64,
}

fn shape(text: &str) -> Shape {
    let (mut depth, mut deepest, mut values, mut in_string) = (0_u64, 0, 1, false);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => _ = bytes.next(),
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                values += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' | b':' => values += 1,
            _ => {}
        }
    }
    Shape { depth: deepest, values }
}

fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn error(text: &str, place: String, expected: &'static str, reason: String) -> ContractError {
    let mut excerpt: String = text.chars().take(MAX_EXCERPT_CHARS).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    ContractError::Json { place, expected, reason, excerpt }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_numbers_keep_their_digits() {
        let limits = Limits::default();
        let map = Texts::new(&limits).object(r#"{"n": 9007199254740993.10}"#, || unreachable!()).unwrap();
        assert_eq!(map["n"].to_string(), "9007199254740993.10");
    }

    #[test]
    fn json_errors_name_the_place_and_quote_the_text() {
        let limits = Limits::default();
        let texts = Texts::new(&limits);
        let place = || "the body of `aws_vpc.main`".to_owned();
        insta::assert_snapshot!(texts.object("[1]", place).unwrap_err(), @"the body of `aws_vpc.main` is not a JSON object: it is an array");
        insta::assert_snapshot!(texts.value("{", place).unwrap_err(), @"the body of `aws_vpc.main` is not JSON: EOF while parsing an object at line 1 column 1");
    }

    #[test]
    fn json_depth_counts_nested_lists_and_objects() {
        for (text, expected) in
            [("1", 0), ("[]", 1), (r#"{"a": [{}], "b": []}"#, 3), (r#""[[{\"[""#, 0), (r#"["\\", [1]]"#, 2)]
        {
            assert_eq!(shape(text).depth, expected, "{text}");
        }
    }

    #[test]
    fn json_that_is_nested_too_deeply_is_rejected() {
        let nested = |levels| "[".repeat(levels) + &"]".repeat(levels);
        let limits = Limits::default();
        assert!(Texts::new(&limits).value(&nested(64), String::new).is_ok());
        let place = || "the value of the output `x`".to_owned();
        insta::assert_snapshot!(Texts::new(&limits).value(&nested(65), place).unwrap_err(), @"the value of the output `x` exceeds the limit of 64 levels of nested JSON");
        // The largest value to which the limit can be raised.
        let most = limits.with(Bound::Depth, Bound::Depth.most());
        assert!(Texts::new(&most).value(&nested(120), String::new).is_ok());
        assert!(matches!(
            Texts::new(&most).value(&nested(1_000_000), String::new),
            Err(ContractError::Limit { .. })
        ));
    }

    #[test]
    fn json_excerpts_in_errors_are_truncated() {
        let ContractError::Json { excerpt, .. } =
            Texts::new(&Limits::default()).value(&"é".repeat(500), String::new).unwrap_err()
        else {
            panic!("another error");
        };
        assert_eq!(excerpt.chars().count(), MAX_EXCERPT_CHARS + 1);
    }

    #[test]
    fn json_values_are_limited_over_all_strings_together() {
        let limits = Limits::default().with(Bound::Contribution, 10 * MIN_VALUE_BYTES);
        let texts = Texts::new(&limits);
        assert_eq!(shape(r#"{"a": [1, 2]}"#), Shape { depth: 2, values: 5 });
        assert!(texts.value("[1, 2, 3]", String::new).is_ok());
        assert!(texts.value("[[], {}]", String::new).is_ok());
        let place = || "the value of the output `x`".to_owned();
        insta::assert_snapshot!(texts.value("[1]", place).unwrap_err(), @"the value of the output `x` exceeds the limit of 320 bytes of returned data");
    }
}

//! JSON texts that tiers give.

use super::ContractError;
use crate::model::{Bound, Limits};
use serde_json::{Map, Value};

/// How much of a bad text an error shows, in characters.
const EXCERPT: usize = 120;

/// Parses a text that must be a JSON object. `place` says which text it is, for the error.
pub(super) fn object(
    text: &str,
    limits: &Limits,
    place: impl Fn() -> String,
) -> Result<Map<String, Value>, ContractError> {
    hold_depth(text, limits, &place)?;
    match parse(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(other) => Err(error(text, place(), "a JSON object", format!("it is {}", kind(&other)))),
        Err(reason) => Err(error(text, place(), "a JSON object", reason)),
    }
}

/// Parses a text that may be any JSON value.
pub(super) fn value(text: &str, limits: &Limits, place: impl Fn() -> String) -> Result<Value, ContractError> {
    hold_depth(text, limits, &place)?;
    parse(text).map_err(|reason| error(text, place(), "JSON", reason))
}

/// Refuses a text that is nested deeper than the limit, before anything follows it down.
fn hold_depth(text: &str, limits: &Limits, place: &impl Fn() -> String) -> Result<(), ContractError> {
    let limit = limits.limit(Bound::Depth);
    if depth(text) > limit.value { Err(ContractError::Limit { limit, place: place() }) } else { Ok(()) }
}

/// How deep lists and objects are nested, of a text that is JSON; of any other, some number.
fn depth(text: &str) -> u64 {
    let (mut depth, mut deepest, mut in_string) = (0_u64, 0, false);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => _ = bytes.next(),
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
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
    let mut excerpt: String = text.chars().take(EXCERPT).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    ContractError::Json { place, expected, reason, excerpt }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_kept() {
        let limits = Limits::default();
        let map = object(r#"{"n": 9007199254740993.10}"#, &limits, || unreachable!()).unwrap();
        assert_eq!(map["n"].to_string(), "9007199254740993.10");
    }

    #[test]
    fn errors_name_the_place_and_show_the_text() {
        let place = || "the body of `aws_vpc.main`".to_owned();
        insta::assert_snapshot!(object("[1]", &Limits::default(), place).unwrap_err(), @"the body of `aws_vpc.main` is not a JSON object: it is an array");
        insta::assert_snapshot!(value("{", &Limits::default(), place).unwrap_err(), @"the body of `aws_vpc.main` is not JSON: EOF while parsing an object at line 1 column 1");
    }

    #[test]
    fn texts_are_as_deep_as_their_lists_and_objects() {
        for (text, expected) in
            [("1", 0), ("[]", 1), (r#"{"a": [{}], "b": []}"#, 3), (r#""[[{\"[""#, 0), (r#"["\\", [1]]"#, 2)]
        {
            assert_eq!(depth(text), expected, "{text}");
        }
    }

    #[test]
    fn texts_that_are_too_deep_are_refused() {
        let nested = |levels| "[".repeat(levels) + &"]".repeat(levels);
        let limits = Limits::default();
        assert!(value(&nested(64), &limits, String::new).is_ok());
        let place = || "the value of the output `x`".to_owned();
        insta::assert_snapshot!(value(&nested(65), &limits, place).unwrap_err(), @"the value of the output `x` goes beyond 64 levels of nested JSON");
        // As many as the limit can be raised to.
        let most = limits.with(Bound::Depth, Bound::Depth.most());
        assert!(value(&nested(120), &most, String::new).is_ok());
        assert!(matches!(value(&nested(1_000_000), &most, String::new), Err(ContractError::Limit { .. })));
    }

    #[test]
    fn excerpts_are_cut() {
        let ContractError::Json { excerpt, .. } =
            value(&"é".repeat(500), &Limits::default(), String::new).unwrap_err()
        else {
            panic!("another error");
        };
        assert_eq!(excerpt.chars().count(), EXCERPT + 1);
    }
}

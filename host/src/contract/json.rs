//! JSON texts that tiers give.

use super::ContractError;
use serde_json::{Map, Value};

/// How much of a bad text an error shows, in characters.
const EXCERPT: usize = 120;

/// Parses a text that must be a JSON object. `place` says which text it is, for the error.
pub(super) fn object(text: &str, place: impl Fn() -> String) -> Result<Map<String, Value>, ContractError> {
    match parse(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(other) => Err(error(text, place(), "a JSON object", format!("it is {}", kind(&other)))),
        Err(reason) => Err(error(text, place(), "a JSON object", reason)),
    }
}

/// Parses a text that may be any JSON value.
pub(super) fn value(text: &str, place: impl Fn() -> String) -> Result<Value, ContractError> {
    parse(text).map_err(|reason| error(text, place(), "JSON", reason))
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
        let map = object(r#"{"n": 9007199254740993.10}"#, || unreachable!()).unwrap();
        assert_eq!(map["n"].to_string(), "9007199254740993.10");
    }

    #[test]
    fn errors_name_the_place_and_show_the_text() {
        let place = || "the body of `aws_vpc.main`".to_owned();
        insta::assert_snapshot!(object("[1]", place).unwrap_err(), @"the body of `aws_vpc.main` is not a JSON object: it is an array");
        insta::assert_snapshot!(value("{", place).unwrap_err(), @"the body of `aws_vpc.main` is not JSON: EOF while parsing an object at line 1 column 1");
    }

    #[test]
    fn excerpts_are_cut() {
        let ContractError::Json { excerpt, .. } = value(&"é".repeat(500), String::new).unwrap_err() else {
            panic!("another error");
        };
        assert_eq!(excerpt.chars().count(), EXCERPT + 1);
    }
}

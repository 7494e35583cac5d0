//! Words of messages.

use serde_json::Value;

/// The maximum number of characters of a string that a message shows.
const MAX_SHOWN_CHARS: usize = 40;

/// Formats a number with a noun whose plural ends in `s`: `1 error`, `2 errors`.
pub fn count(number: usize, noun: &str) -> String {
    count_of(number as u64, noun, &format!("{noun}s"))
}

/// Formats a number with a noun: `1 entry`, `2 entries`.
pub fn count_of(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Describes a value: `the number 5`, `the string "web"`, `a list`.
pub fn describe(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the string {}", quoted(text)),
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(members) if members.is_empty() => "an empty map".to_owned(),
        Value::Object(_) => "a map".to_owned(),
    }
}

/// Formats a string in quotes, shortened if it is long.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_have_their_plural() {
        assert_eq!([0, 1, 2].map(|number| count(number, "error")), ["0 errors", "1 error", "2 errors"]);
        assert_eq!([1, 2].map(|number| count_of(number, "entry", "entries")), ["1 entry", "2 entries"]);
    }

    #[test]
    fn values_are_described_by_type_and_content() {
        let values = [
            json!(null),
            json!(true),
            json!(5),
            json!("web"),
            json!([]),
            json!([1]),
            json!({}),
            json!({ "a": 1 }),
        ];
        let described = values.map(|value| describe(&value)).join(", ");
        assert_eq!(
            described,
            r#"nothing, `true`, the number 5, the string "web", an empty list, a list, an empty map, a map"#
        );
    }

    #[test]
    fn long_strings_are_shortened() {
        assert_eq!(quoted(&"ä".repeat(MAX_SHOWN_CHARS)), format!("\"{}\"", "ä".repeat(MAX_SHOWN_CHARS)));
        assert_eq!(quoted(&"ä".repeat(MAX_SHOWN_CHARS + 1)), format!("\"{}\"…", "ä".repeat(MAX_SHOWN_CHARS)));
    }
}

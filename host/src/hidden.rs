//! Characters in JSON that a terminal would obey or that show a text in another order than it has.

use std::borrow::Cow;
use std::fmt::Write;

/// JSON text with those characters as escapes. They can only stand in its strings, so it means the same.
pub(crate) fn escaped(json: &str) -> Cow<'_, str> {
    if !json.bytes().any(may_hide) || !json.contains(is_hidden) {
        return json.into();
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for character in json.chars() {
        if is_hidden(character) {
            // Writing to a String does not fail.
            _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped.into()
}

/// Whether a byte is the first of such a character, or of others. Almost no text has one.
pub(crate) const fn may_hide(byte: u8) -> bool {
    matches!(byte, 0x7f | 0xc2 | 0xe2)
}

/// DEL, the control characters of Latin 1, and those that turn the direction of text.
pub(crate) fn is_hidden(character: char) -> bool {
    matches!(character, '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn what_is_hidden_is_escaped() {
        assert_eq!(escaped("\"é\u{9b}\u{7f}\u{202e}€\""), r#""é\u009b\u007f\u202e€""#);
        assert!(matches!(escaped("\"é–€\""), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn it_means_the_same(text: String, hidden in "[\u{7f}-\u{9f}\u{202a}-\u{202e}]*") {
            let value = Value::String(text + &hidden);
            let json = value.to_string();
            let escaped = escaped(&json);
            prop_assert!(!escaped.contains(is_hidden));
            prop_assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), value);
        }
    }
}

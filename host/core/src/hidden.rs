//! Characters that a terminal would obey, that are invisible, or that change the order in which text is displayed.
//!
//! This is the only table of them. Text for people has the substitutes of [`visible`], JSON has escapes.

use std::borrow::Cow;
use std::fmt::Write;

/// Escapes those characters in JSON. They can only be in its strings, so its meaning does not change.
pub fn escaped(json: &str) -> Cow<'_, str> {
    if !json.bytes().any(may_hide) || !json.contains(is_hidden) {
        return json.into();
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for character in json.chars() {
        if is_hidden(character) {
            push_escape(character, &mut escaped);
        } else {
            escaped.push(character);
        }
    }
    escaped.into()
}

/// Appends a character as JSON writes it in ASCII: one escape, or two for a character beyond the basic plane.
pub(crate) fn push_escape(character: char, out: &mut String) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a String does not fail.
        _ = write!(out, "\\u{unit:04x}");
    }
}

/// Returns whether a byte may be the first of such a character. Few texts contain one.
pub(crate) const fn may_hide(byte: u8) -> bool {
    matches!(byte, 0x7f | 0xc2 | 0xcd | 0xd8 | 0xe1..=0xe3 | 0xef | 0xf0 | 0xf3)
}

/// Returns whether a character beyond the control characters of ASCII must be made visible.
pub(crate) fn is_hidden(character: char) -> bool {
    matches!(
        character,
        // DEL, and the C1 control characters, some of which terminals treat as escape sequences.
        '\u{7f}'..='\u{9f}'
        // Soft hyphen, combining grapheme joiner, Arabic letter mark.
        | '\u{ad}' | '\u{34f}' | '\u{61c}'
        // Hangul fillers, and invisible Khmer vowels.
        | '\u{115f}'..='\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}'..='\u{17b5}'
        // Mongolian variation selectors and vowel separator.
        | '\u{180b}'..='\u{180f}'
        // Zero-width characters and directional marks.
        | '\u{200b}'..='\u{200f}'
        // Line and paragraph separators, directional embeddings and overrides.
        | '\u{2028}'..='\u{202e}'
        // Word joiner, invisible operators, directional isolates.
        | '\u{2060}'..='\u{206f}'
        // Variation selectors, byte order mark, interlinear annotations.
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        // Shorthand and musical format controls.
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        // Tags, and the supplementary variation selectors.
        | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Returns a visible substitute for a character, or none if it can be shown as it is, like line breaks and tabs.
pub fn visible(character: char) -> Option<char> {
    match character {
        '\n' | '\t' => None,
        '\0'..='\u{1f}' => char::from_u32(PICTURES + u32::from(character)),
        '\u{7f}' => Some('␡'),
        hidden if is_hidden(hidden) => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// The first of the pictures for the control characters of ASCII.
const PICTURES: u32 = 0x2400;

/// Replaces every hidden character but those of ASCII by something visible of as many bytes, so that all byte offsets
/// stay valid.
pub(crate) fn in_place(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(may_hide) || !text.contains(is_hidden) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character.len_utf8() {
            _ if !is_hidden(character) => shown.push(character),
            1 => shown.push('?'),
            2 => shown.push('¿'),
            3 => shown.push('\u{fffd}'),
            _ => shown.push_str("\u{fffd}?"),
        }
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn control_characters_have_pictures() {
        let pictures = ['\0', '\u{1b}', '\u{7f}', '\u{9b}', '\n', '\t', 'a'].map(visible);
        assert_eq!(pictures, [Some('␀'), Some('␛'), Some('␡'), Some('\u{fffd}'), None, None, None]);
    }

    #[test]
    fn text_without_hidden_characters_is_not_copied() {
        for text in ["a", "£", "语"] {
            assert!(
                matches!((in_place(text), escaped(text)), (Cow::Borrowed(_), Cow::Borrowed(_))),
                "{text}"
            );
        }
    }

    /// One character of every kind, with its name.
    const KINDS: [(&str, char); 28] = [
        ("delete", '\u{7f}'),
        ("control sequence introducer of Latin 1", '\u{9b}'),
        ("operating system command of Latin 1", '\u{9d}'),
        ("soft hyphen", '\u{ad}'),
        ("combining grapheme joiner", '\u{34f}'),
        ("Arabic letter mark", '\u{61c}'),
        ("Hangul choseong filler", '\u{115f}'),
        ("Hangul filler", '\u{3164}'),
        ("halfwidth Hangul filler", '\u{ffa0}'),
        ("Khmer vowel inherent", '\u{17b4}'),
        ("Mongolian vowel separator", '\u{180e}'),
        ("zero width space", '\u{200b}'),
        ("zero width non-joiner", '\u{200c}'),
        ("zero width joiner", '\u{200d}'),
        ("left-to-right mark", '\u{200e}'),
        ("right-to-left mark", '\u{200f}'),
        ("line separator", '\u{2028}'),
        ("paragraph separator", '\u{2029}'),
        ("right-to-left override", '\u{202e}'),
        ("word joiner", '\u{2060}'),
        ("invisible times", '\u{2062}'),
        ("first strong isolate", '\u{2068}'),
        ("variation selector", '\u{fe0f}'),
        ("byte order mark", '\u{feff}'),
        ("interlinear annotation", '\u{fff9}'),
        ("musical control", '\u{1d173}'),
        ("tag letter", '\u{e0041}'),
        ("later variation selector", '\u{e0100}'),
    ];

    #[test]
    fn each_kind_is_escaped_and_shown() {
        for (name, character) in KINDS {
            let text = format!("a{character}b");
            let json = Value::String(text.clone()).to_string();
            assert!(escaped(&json).is_ascii(), "{name}");
            assert_eq!(serde_json::from_str::<Value>(&escaped(&json)).unwrap(), text, "{name}");
            assert!(visible(character).is_some(), "{name}");
            assert!(may_hide(text.as_bytes()[1]), "{name}");
            let shown = in_place(&text);
            assert_eq!(shown.len(), text.len(), "{name}");
            assert!(!shown.contains(is_hidden), "{name}");
        }
        for shown in ['\n', '\t', ' ', 'é', '–', '€', '漢', '🦀', '\u{a0}', '\u{fffd}'] {
            assert_eq!(visible(shown), None, "{shown:?}");
        }
    }

    #[test]
    fn hidden_characters_are_escaped() {
        assert_eq!(escaped("\"é\u{9b}\u{7f}\u{202e}€\u{e0041}\""), r#""é\u009b\u007f\u202e€\udb40\udc41""#);
        assert!(matches!(escaped("\"é–€\""), Cow::Borrowed(_)));
    }

    #[test]
    fn first_bytes_select_all_hidden_characters() {
        for character in (0x7f..=0x0010_ffff).filter_map(char::from_u32).filter(|c| is_hidden(*c)) {
            assert!(may_hide(character.encode_utf8(&mut [0; 4]).as_bytes()[0]), "{character:?}");
        }
    }

    proptest! {
        #[test]
        fn it_means_the_same(text: String, hidden in "[\u{7f}-\u{9f}\u{200b}-\u{202e}\u{e0000}-\u{e01ff}]*") {
            let value = Value::String(text + &hidden);
            let json = value.to_string();
            let escaped = escaped(&json);
            prop_assert!(!escaped.contains(is_hidden));
            prop_assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), value);
        }
    }
}

//! Lets only text, line breaks, tabs and colours through to a terminal, and makes everything else visible.
//!
//! Terraform prints multi-line values unescaped, so a value may contain any control sequence, and could for example paint
//! another plan over the one that is applied. Text arrives in pieces that may end anywhere, even within a character or a
//! sequence.

use std::ops::RangeInclusive;
use terrace_core::hidden::visible;

const ESCAPE: u8 = 0x1b;

/// The maximum length of a colour's parameters in bytes. The longest useful one has 24, for foreground and background at once.
const MAX_PARAMETER_BYTES: usize = 48;

/// A filter for text on its way to a terminal.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// The beginning of an incomplete character or sequence.
    pending: Vec<u8>,
}

/// The first token of some bytes.
enum Token {
    /// This many bytes are shown as they are.
    Shown(usize),
    /// This many bytes are replaced by a character.
    Replaced(usize, char),
    /// More bytes are needed to decide.
    Undecided,
}

/// Keeps the colours in a text, and makes all other control characters and sequences visible.
pub fn filtered(text: &str) -> String {
    let mut filter = Filter::default();
    let mut shown = filter.push(text.as_bytes());
    shown.extend(filter.finish());
    String::from_utf8_lossy(&shown).into_owned()
}

impl Filter {
    /// Processes the next bytes, and returns those that can already be shown.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.pending.extend_from_slice(bytes);
        let pending = std::mem::take(&mut self.pending);
        let (shown, rest) = show(&pending, false);
        self.pending = rest.to_vec();
        shown
    }

    /// Returns the rest once no more bytes follow.
    pub(crate) fn finish(&mut self) -> Vec<u8> {
        show(&std::mem::take(&mut self.pending), true).0
    }
}

/// Returns the filtered bytes, and the undecided rest. At the `end` there is no rest.
fn show(bytes: &[u8], end: bool) -> (Vec<u8>, &[u8]) {
    let mut shown = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let taken = match token(rest) {
            Token::Shown(count) => {
                shown.extend_from_slice(&rest[..count]);
                count
            }
            Token::Undecided if !end => break,
            token => {
                let (count, character) = match token {
                    Token::Replaced(count, character) => (count, character),
                    _ => (1, visible(char::from(rest[0])).unwrap_or(char::REPLACEMENT_CHARACTER)),
                };
                shown.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                count
            }
        };
        rest = &rest[taken..];
    }
    (shown, rest)
}

/// Returns the first token of some bytes, of which there must be at least one.
fn token(bytes: &[u8]) -> Token {
    let plain = bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\t' | 0x20..=0x7e)).count();
    if plain > 0 {
        return Token::Shown(plain);
    }
    match bytes[0] {
        ESCAPE => sequence(bytes),
        ascii @ 0..=0x7f => Token::Replaced(1, visible(ascii.into()).unwrap_or(char::REPLACEMENT_CHARACTER)),
        _ => character(bytes),
    }
}

/// Keeps colours. Of any other sequence, the escape is made visible, and the rest is text.
fn sequence(bytes: &[u8]) -> Token {
    let escape = Token::Replaced(1, '␛');
    match bytes.get(1) {
        None => return Token::Undecided,
        Some(b'[') => {}
        Some(_) => return escape,
    }
    let parameters = &bytes[2..];
    let length = parameters.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b';')).count();
    match parameters.get(length) {
        _ if length > MAX_PARAMETER_BYTES => escape,
        None => Token::Undecided,
        Some(b'm') if are_colours(&parameters[..length]) => Token::Shown(2 + length + 1),
        Some(_) => escape,
    }
}

/// Text attributes that hide nothing: weight, slant, underline and their ends; foregrounds and backgrounds.
const ATTRIBUTES: [RangeInclusive<u16>; 7] = [0..=4, 22..=24, 30..=37, 39..=47, 49..=49, 90..=97, 100..=107];
/// Foreground and background by number or by red, green and blue.
const EXTENDED_COLOURS: [u16; 2] = [38, 48];

fn are_colours(parameters: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(parameters) else { return false };
    // A missing parameter is zero.
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u16>().ok() };
    let Some(numbers) = text.split(';').map(number).collect::<Option<Vec<_>>>() else { return false };
    let mut rest = numbers.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        rest = match (EXTENDED_COLOURS.contains(first), behind) {
            (true, [5, 0..=255, rest @ ..] | [2, 0..=255, 0..=255, 0..=255, rest @ ..]) => rest,
            (false, rest) if ATTRIBUTES.iter().any(|known| known.contains(first)) => rest,
            _ => return false,
        };
    }
    true
}

/// Returns the token for a character beyond ASCII.
fn character(bytes: &[u8]) -> Token {
    let start = &bytes[..bytes.len().min(4)];
    let whole = match str::from_utf8(start) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => {
            str::from_utf8(&start[..error.valid_up_to()]).expect("the error says that it is valid up to here")
        }
        Err(error) => {
            return match error.error_len() {
                Some(length) => Token::Replaced(length, char::REPLACEMENT_CHARACTER),
                None => Token::Undecided,
            };
        }
    };
    match whole.chars().next() {
        Some(character) => match visible(character) {
            Some(other) => Token::Replaced(character.len_utf8(), other),
            None => Token::Shown(character.len_utf8()),
        },
        None => Token::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Name, input and filtered output.
    const TABLE: [(&str, &str, &str); 38] = [
        ("text", "Plan: 1 to add", "Plan: 1 to add"),
        ("lines and tabs", "a\n\tb\n", "a\n\tb\n"),
        ("a prompt", "  Enter a value: ", "  Enter a value: "),
        ("letters", "größe – 漢字 🦀", "größe – 漢字 🦀"),
        ("colours", "\x1b[0m\x1b[1m\x1b[32m+\x1b[0m", "\x1b[0m\x1b[1m\x1b[32m+\x1b[0m"),
        ("an empty reset", "\x1b[m", "\x1b[m"),
        ("several at once", "\x1b[1;31;40m", "\x1b[1;31;40m"),
        ("by number", "\x1b[38;5;208mx", "\x1b[38;5;208mx"),
        ("by red, green and blue", "\x1b[48;2;1;2;3mx", "\x1b[48;2;1;2;3mx"),
        ("concealed text", "\x1b[8mx", "␛[8mx"),
        ("blinking text", "\x1b[5mx", "␛[5mx"),
        ("concealed text among colours", "\x1b[31;8mx", "␛[31;8mx"),
        ("inverse text", "\x1b[7mx", "␛[7mx"),
        ("a colour by a number beyond", "\x1b[38;5;256mx", "␛[38;5;256mx"),
        ("a colour without its number", "\x1b[38mx", "␛[38mx"),
        ("a number beyond numbers", "\x1b[99999999999999mx", "␛[99999999999999mx"),
        ("clearing the screen", "\x1b[2J\x1b[H", "␛[2J␛[H"),
        ("moving up", "\x1b[3A", "␛[3A"),
        ("clearing a line", "a\r\x1b[Kb", "a␍␛[Kb"),
        ("another screen", "\x1b[?1049h", "␛[?1049h"),
        ("a private colour", "\x1b[>4;2m", "␛[>4;2m"),
        ("a colour with an intermediate", "\x1b[1 m", "␛[1 m"),
        ("subparameters", "\x1b[4:3m", "␛[4:3m"),
        ("a report", "\x1b[6n", "␛[6n"),
        ("a title", "\x1b]0;root\x07", "␛]0;root␇"),
        ("a link", "\x1b]8;;https://a\x1b\\x\x1b]8;;\x1b\\", "␛]8;;https://a␛\\x␛]8;;␛\\"),
        ("the clipboard", "\x1b]52;c;YQ==\x07", "␛]52;c;YQ==␇"),
        ("a device string", "\x1bPq#0\x1b\\", "␛Pq#0␛\\"),
        ("a reset of the terminal", "\x1bc", "␛c"),
        ("a character set", "\x1b(0", "␛(0"),
        ("an escape within a colour", "\x1b[3\x1b[31m", "␛[3\x1b[31m"),
        ("two escapes", "\x1b\x1b[31m", "␛\x1b[31m"),
        ("a lone escape", "a\x1b", "a␛"),
        ("a colour that ends early", "a\x1b[31", "a␛[31"),
        ("backspaces and bells", "yes\x08\x08\x08no\x07", "yes␈␈␈no␇"),
        ("sequences of Latin 1", "a\u{9b}2Jb\u{9d}0;x\u{9c}", "a\u{fffd}2Jb\u{fffd}0;x\u{fffd}"),
        ("directions", "a\u{202e}b\u{2066}c\u{200f}d", "a\u{fffd}b\u{fffd}c\u{fffd}d"),
        ("nothing to see", "a\u{200b}b\u{feff}c\u{e0041}d", "a\u{fffd}b\u{fffd}c\u{fffd}d"),
    ];

    #[test]
    fn filter_lets_only_colours_through() {
        for (name, given, expected) in TABLE {
            assert_eq!(filtered(given), expected, "{name}");
        }
    }

    #[test]
    fn filter_shows_bytes_that_are_not_text() {
        for (given, expected) in [
            (&b"a\x9b2Jb"[..], "a\u{fffd}2Jb"),
            (b"\xc3", "\u{fffd}"),
            (b"\xc3\x1b[2J", "\u{fffd}␛[2J"),
            (b"\xff\xfe", "\u{fffd}\u{fffd}"),
            (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}"),
            (b"\xf0\x9f\xa6", "\u{fffd}\u{fffd}\u{fffd}"),
            (b"\xc1\x9b", "\u{fffd}\u{fffd}"),
        ] {
            let mut filter = Filter::default();
            let mut shown = filter.push(given);
            shown.extend(filter.finish());
            assert_eq!(String::from_utf8(shown).unwrap(), expected, "{given:?}");
        }
    }

    #[test]
    fn filter_shows_a_prompt_before_its_line_ends() {
        let mut filter = Filter::default();
        assert_eq!(filter.push("  \u{1b}[1mEnter a value:\u{1b}[0m ".as_bytes()).last(), Some(&b' '));
    }

    #[test]
    fn filter_does_not_buffer_a_sequence_without_end() {
        let mut filter = Filter::default();
        filter.push(b"\x1b[");
        for _ in 0..1000 {
            filter.push(&[b'1'; 1000]);
            assert!(filter.pending.len() < 100);
        }
    }

    /// Returns whether a terminal would obey nothing in the text except line breaks, tabs and colours.
    fn is_harmless(shown: &str) -> bool {
        let mut rest = shown;
        while let Some(at) = rest.find(|c| visible(c).is_some_and(|shown| shown != c)) {
            let Some(behind) = rest[at..].strip_prefix("\u{1b}[") else { return false };
            let Some(end) = behind.find(|c: char| !(c.is_ascii_digit() || c == ';')) else { return false };
            if !behind[end..].starts_with('m') {
                return false;
            }
            rest = &behind[end..];
        }
        true
    }

    /// Generates bytes that are likely to form sequences.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let pieces = prop_oneof![
            any::<u8>().prop_map(|byte| vec![byte]),
            "[\\x1b\\[0-9;mJKH\\]?\\\\ \r\n\t\u{7}\u{8}\u{9b}\u{202e}\u{200b}a-z]{0,6}"
                .prop_map(String::into_bytes),
            Just(b"\x1b[31m".to_vec()),
            Just(b"\x1b[".to_vec()),
        ];
        prop::collection::vec(pieces, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn filter_output_is_harmless_however_the_input_is_split(bytes in bytes(), cuts in prop::collection::vec(1..8usize, 0..40)) {
            let mut whole = Filter::default();
            let mut expected = whole.push(&bytes);
            expected.extend(whole.finish());
            let text = String::from_utf8(expected.clone()).unwrap();
            prop_assert!(is_harmless(&text), "{text:?}");
            // Filtering twice is the same as filtering once.
            prop_assert_eq!(&filtered(&text), &text);

            let mut filter = Filter::default();
            let (mut shown, mut rest) = (Vec::new(), bytes.as_slice());
            for cut in cuts {
                let (piece, behind) = rest.split_at(cut.min(rest.len()));
                shown.extend(filter.push(piece));
                rest = behind;
            }
            shown.extend(filter.push(rest));
            shown.extend(filter.finish());
            prop_assert_eq!(shown, expected);
        }

        #[test]
        fn filter_leaves_printable_text_unchanged(text in "[ -~\n\täöüß–€漢字🦀]*") {
            prop_assert_eq!(filtered(&text), text);
        }
    }
}

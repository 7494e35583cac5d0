//! Secret values, and masking them in text.
//!
//! A value at a known position is hidden however short it is. This module is for text without known positions:
//! messages of tiers, differences, errors that quote a value. There a secret is recognised by its content:
//!
//! - with eight characters or more, anywhere;
//! - with four to seven, only as a separate word;
//! - with fewer, only if it is everything between two quotation marks.
//!
//! Hiding a shorter secret everywhere would also hide parts of ordinary words, and the gaps would reveal it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;

/// The text shown instead of a secret.
pub const SECRET: &str = "(secret)";

/// The minimum number of characters of a secret that is hidden anywhere.
const MIN_CHARS_ANYWHERE: usize = 8;
/// The minimum number of characters of a secret that is hidden as a separate word.
const MIN_CHARS_OF_WORD: usize = 4;
/// The minimum bytes of every form of a secret that is searched for.
const MIN_FORM_BYTES: usize = 4;
/// The number of characters of a value that errors show.
const MAX_SHOWN_CHARS: usize = 40;

/// The known secret values.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    known: BTreeSet<String>,
    /// Every form in which a secret is recognised, by its first bytes.
    forms: HashMap<[u8; MIN_FORM_BYTES], Vec<Form>>,
    /// Shorter secrets, in quotation marks.
    quoted: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    text: String,
    /// Whether it is recognised only as a separate word.
    is_word: bool,
}

/// Reveals no secret.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.known.len())
    }
}

impl Secrets {
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub fn add(&mut self, secret: &str) {
        if secret.is_empty() || !self.known.insert(secret.to_owned()) {
            return;
        }
        if length(secret) < MIN_CHARS_OF_WORD {
            self.quoted.push(format!("{secret:?}"));
            return;
        }
        self.add_form(secret);
        // Each line of a multi-line key may be shown alone.
        secret.lines().for_each(|line| self.add_form(line.trim()));
        self.add_form(&secret.chars().take(MAX_SHOWN_CHARS).collect::<String>());
        for form in encoded(secret) {
            if length(&form) >= MIN_CHARS_ANYWHERE {
                self.insert(form);
            }
        }
    }

    /// Adds a form of a secret as it is, and as JSON, Rust and YAML write it between quotation marks.
    fn add_form(&mut self, text: &str) {
        let json = serde_json::to_string(text).expect("a string always serializes");
        let rust = format!("{text:?}");
        let inside = |quoted: &str| {
            let text = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            text.expect("JSON and Rust write a string between quotation marks").to_owned()
        };
        for form in [text.to_owned(), inside(&json), inside(&rust), text.replace('\'', "''")] {
            self.insert(form);
        }
    }

    fn insert(&mut self, text: String) {
        let Some(key) = key(text.as_bytes()).filter(|_| length(&text) >= MIN_CHARS_OF_WORD) else { return };
        let is_word = length(&text) < MIN_CHARS_ANYWHERE;
        let forms = self.forms.entry(key).or_default();
        if !forms.iter().any(|form| form.text == text) {
            forms.push(Form { text, is_word });
        }
    }

    /// Returns the text without secrets.
    pub fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        replace(text, &self.find(text))
    }

    /// Returns JSON without secrets in its strings. Keys are masked only if they contain a long secret, so that the
    /// structure remains.
    pub fn masked_json<'t>(&self, json: &'t str) -> Cow<'t, str> {
        let mut found = Vec::new();
        for string in strings(json) {
            let is_key = json[string.end..].trim_start().starts_with(':');
            let ranges = self.find(&json[string.clone()]).into_iter();
            let ranges = ranges.map(|range| range.start + string.start..range.end + string.start);
            found
                .extend(ranges.filter(|range| !is_key || length(&json[range.clone()]) >= MIN_CHARS_ANYWHERE));
        }
        replace(json, &found)
    }

    pub fn are_in(&self, value: &str) -> bool {
        self.known.contains(value) || !self.find(value).is_empty()
    }

    /// Finds secrets in a text. The ranges are sorted and do not overlap.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<_> = (0..text.len()).filter_map(|at| self.at(text, at)).collect();
        for quoted in &self.quoted {
            let inside = |(at, _)| at + 1..at + quoted.len() - 1;
            found.extend(text.match_indices(quoted.as_str()).map(inside));
        }
        found.extend(text.match_indices('…').filter_map(|(at, _)| self.cut(text, at)));
        found.sort_by_key(|range| (range.start, range.end));
        found.into_iter().fold(Vec::new(), |mut merged: Vec<Range<usize>>, range| {
            match merged.last_mut().filter(|last| range.start <= last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => merged.push(range),
            }
            merged
        })
    }

    /// Finds the longest secret that begins at a position.
    fn at(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let forms = self.forms.get(&key(&text.as_bytes()[at..])?)?;
        let fits = |form: &&Form| {
            text.as_bytes()[at..].starts_with(form.text.as_bytes())
                && (!form.is_word || is_word(text, at..at + form.text.len()))
        };
        let longest = forms.iter().filter(fits).map(|form| form.text.len()).max()?;
        Some(at..at + longest)
    }

    /// Finds the beginning of a secret in front of the position where a text was cut.
    fn cut(&self, text: &str, end: usize) -> Option<Range<usize>> {
        let before = text[..end].trim_end_matches('"');
        let forms = self.forms.values().flatten();
        let begun = forms.filter_map(|form| {
            let lengths = form.text.char_indices().map(|(at, _)| at).skip(MIN_CHARS_OF_WORD);
            lengths.filter(|length| before.ends_with(&form.text[..*length])).max()
        });
        begun.max().map(|length| before.len() - length..before.len())
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn key(bytes: &[u8]) -> Option<[u8; MIN_FORM_BYTES]> {
    bytes.first_chunk().copied()
}

/// Returns whether the characters around a part of a text do not belong to the same word.
fn is_word(text: &str, piece: Range<usize>) -> bool {
    let is_part = |character: Option<char>| character.is_some_and(|it| it.is_alphanumeric() || it == '_');
    let (Some(before), Some(after)) = (text.get(..piece.start), text.get(piece.end..)) else { return false };
    !is_part(before.chars().next_back()) && !is_part(after.chars().next())
}

/// Returns a secret in Base64, alone and within a longer text, where its first and last characters depend on the
/// text around it.
fn encoded(secret: &str) -> Vec<String> {
    let mut found = Vec::new();
    for engine in [STANDARD, URL_SAFE] {
        found.push(engine.encode(secret).trim_end_matches('=').to_owned());
        found.extend((0..3).filter_map(|skipped| {
            let rest = secret.as_bytes().get(skipped..)?;
            Some(engine.encode(&rest[..rest.len() - rest.len() % 3]))
        }));
    }
    found
}

/// Returns the strings of a JSON text, with their quotation marks.
fn strings(json: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut is_escaped = false;
    for (at, byte) in json.bytes().enumerate() {
        match (start, byte) {
            _ if is_escaped => is_escaped = false,
            (Some(_), b'\\') => is_escaped = true,
            (Some(from), b'"') => {
                found.push(from..at + 1);
                start = None;
            }
            (None, b'"') => start = Some(at),
            _ => {}
        }
    }
    found
}

fn replace<'t>(text: &'t str, ranges: &[Range<usize>]) -> Cow<'t, str> {
    if ranges.is_empty() {
        return text.into();
    }
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges {
        masked.push_str(&text[from..range.start]);
        masked.push_str(SECRET);
        from = range.end;
    }
    masked.push_str(&text[from..]);
    masked.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(all: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        all.iter().for_each(|secret| secrets.add(secret));
        secrets
    }

    #[test]
    fn long_secret_is_found_in_every_form() {
        let secret = "Tr0ub4dor\n\"&'3\u{e9}x";
        let secrets = secrets(&[secret]);
        let json = serde_json::to_string(secret).unwrap();
        for text in [
            secret.to_owned(),
            format!("user:{secret}@host"),
            json.clone(),
            serde_json::to_string(&json).unwrap(),
            format!("{secret:?}"),
            STANDARD.encode(secret),
            STANDARD.encode(format!("a{secret}b")),
            STANDARD.encode(format!("ab{secret}")),
            URL_SAFE.encode(format!("abc{secret}abcd")),
        ] {
            let masked = secrets.masked(&text);
            assert!(masked.contains(SECRET), "{text}: {masked}");
            assert!(!masked.contains("Tr0ub4dor") && !masked.contains("VHIwdWI0"), "{text}: {masked}");
            assert!(secrets.are_in(&text));
        }
    }

    #[test]
    fn short_secret_hides_no_other_words() {
        let secrets = secrets(&["a", "prod", "", "tru"]);
        for (text, masked) in [
            ("a tier of prod", "a tier of (secret)"),
            ("production, reprod, prod_x and prod-x", "production, reprod, prod_x and (secret)-x"),
            ("the text \"a\" is not `a`", "the text \"(secret)\" is not `a`"),
            ("it is true", "it is true"),
        ] {
            assert_eq!(secrets.masked(text), masked);
        }
        assert!(secrets.are_in("a") && !secrets.are_in("an"));
    }

    #[test]
    fn text_cut_within_a_secret_is_hidden() {
        let long = "0123456789abcdefghijklmnopqrstuvwxyz0123456789";
        let secrets = secrets(&[long]);
        assert_eq!(secrets.masked(&format!("got {:?}…", &long[..MAX_SHOWN_CHARS])), "got \"(secret)\"…");
        assert_eq!(
            secrets.masked(&format!("got {:?}…", format!("user:{}", &long[..20]))),
            "got \"user:(secret)\"…"
        );
        assert_eq!(secrets.masked("got \"012\"…"), "got \"012\"…");
        assert_eq!(secrets.masked(&format!("got {}", &long[..MAX_SHOWN_CHARS])), "got (secret)");
    }

    #[test]
    fn secret_of_eight_characters_is_hidden_within_words() {
        let secrets = secrets(&["hunter2", "hunter77"]);
        assert_eq!(secrets.masked("xhunter2x xhunter77x"), "xhunter2x x(secret)x");
        assert!(!secrets.is_empty() && Secrets::default().is_empty());
    }

    #[test]
    fn each_line_of_a_secret_is_one() {
        let secrets =
            secrets(&["-----BEGIN MIN_FORM_BYTES-----\n  aGVsbG8gd29ybGQ\n-----END MIN_FORM_BYTES-----\n"]);
        assert_eq!(secrets.masked("  12 |   aGVsbG8gd29ybGQ"), "  12 |   (secret)");
    }

    #[test]
    fn json_keeps_its_form() {
        let secrets = secrets(&["changed", "53173", "hunter2hunter2", "pin"]);
        let json = r#"{"changed": 53173, "is": "changed", "\"hunter2hunter2": "a \"changed\" b\\", "x": [53173], "pin": ["pin", "a pin"]}"#;
        let masked = secrets.masked_json(json);
        assert_eq!(
            masked,
            r#"{"changed": 53173, "is": "(secret)", "\"(secret)": "a \"(secret)\" b\\", "x": [53173], "pin": ["(secret)", "a pin"]}"#
        );
        assert_eq!(secrets.masked_json(r#""pin""#), r#""(secret)""#);
    }

    #[test]
    fn secrets_are_not_in_debug_output() {
        assert_eq!(format!("{:?}", secrets(&["hunter2hunter2"])), "Secrets(1)");
    }
}

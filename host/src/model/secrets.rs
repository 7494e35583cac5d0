//! Secret values, and text without them.
//!
//! Where a value is known to be, its place is hidden, however short it is. This is for text in which nobody knows the place:
//! messages of tiers, differences, errors that quote a value. There a secret is found by what it is:
//!
//! - of eight characters or more, wherever it is;
//! - of four to seven, where it is a word of its own;
//! - of less, only where it is all of what is between two quotation marks.
//!
//! A shorter one that is hidden everywhere would take ordinary words with it, and by what is missing would be told.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;

/// The text shown in the place of a secret.
pub const SECRET: &str = "(secret)";

/// From how many characters on a secret is hidden wherever it is.
const ANYWHERE: usize = 8;
/// From how many characters on a secret is hidden where it is a word of its own.
const WORD: usize = 4;
/// How many bytes all forms of secrets that are looked for have at least.
const KEY: usize = 4;
/// How many characters errors show of a text.
const BEGINNING: usize = 40;

/// Secret values that are known.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    known: BTreeSet<String>,
    /// Every form in which a secret is found, by its first bytes.
    forms: HashMap<[u8; KEY], Vec<Form>>,
    /// Secrets that are too short for that, in quotation marks.
    quoted: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    text: String,
    /// Whether it is found only as a word of its own.
    is_word: bool,
}

/// Tells no secret.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.known.len())
    }
}

impl Secrets {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Adds a secret.
    pub fn add(&mut self, secret: &str) {
        if secret.is_empty() || !self.known.insert(secret.to_owned()) {
            return;
        }
        if length(secret) < WORD {
            self.quoted.push(format!("{secret:?}"));
            return;
        }
        self.add_form(secret);
        // Of a key over several lines, each can be shown alone.
        secret
            .lines()
            .filter(|line| line.trim().len() < secret.len())
            .for_each(|line| self.add_form(line.trim()));
        if length(secret) > BEGINNING {
            self.add_form(&secret.chars().take(BEGINNING).collect::<String>());
        }
        for form in encoded(secret) {
            if length(&form) >= ANYWHERE {
                self.insert(form);
            }
        }
    }

    /// Adds a text as it is, and as JSON, Rust and YAML write it between quotation marks.
    fn add_form(&mut self, text: &str) {
        let json = serde_json::to_string(text).unwrap_or_default();
        let rust = format!("{text:?}");
        let inside =
            |quoted: &str| quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned();
        for form in [text.to_owned(), inside(&json), inside(&rust), text.replace('\'', "''")] {
            self.insert(form);
        }
    }

    fn insert(&mut self, text: String) {
        let Some(key) = key(text.as_bytes()).filter(|_| length(&text) >= WORD) else { return };
        let is_word = length(&text) < ANYWHERE;
        let forms = self.forms.entry(key).or_default();
        if !forms.iter().any(|form| form.text == text) {
            forms.push(Form { text, is_word });
        }
    }

    /// The text without secrets.
    pub fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        replace(text, &self.find(text))
    }

    /// JSON text without secrets in its strings. Of its keys only those are masked that hold a long one, so that it keeps
    /// its form.
    pub fn masked_json<'t>(&self, json: &'t str) -> Cow<'t, str> {
        let mut found = Vec::new();
        for string in strings(json) {
            let is_key = json[string.end + 1..].trim_start().starts_with(':');
            let ranges = self.find(&json[string.clone()]).into_iter();
            let ranges = ranges.map(|range| range.start + string.start..range.end + string.start);
            found.extend(ranges.filter(|range| !is_key || length(&json[range.clone()]) >= ANYWHERE));
        }
        replace(json, &found)
    }

    /// Whether a value is a secret or holds one.
    pub fn are_in(&self, value: &str) -> bool {
        self.known.contains(value) || !self.find(value).is_empty()
    }

    /// Where secrets are in a text, in its order, none within another.
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

    /// The longest secret that begins at a place.
    fn at(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let forms = self.forms.get(&key(&text.as_bytes()[at..])?)?;
        let fits = |form: &&Form| {
            text.as_bytes()[at..].starts_with(form.text.as_bytes())
                && (!form.is_word || is_word(text, at..at + form.text.len()))
        };
        let longest = forms.iter().filter(fits).map(|form| form.text.len()).max()?;
        Some(at..at + longest)
    }

    /// The beginning of a secret, where a text was cut within it.
    fn cut(&self, text: &str, end: usize) -> Option<Range<usize>> {
        let before = text[..end].trim_end_matches('"');
        let forms = self.forms.values().flatten();
        let begun = forms.filter_map(|form| {
            let lengths = form.text.char_indices().map(|(at, _)| at).skip(WORD);
            lengths.filter(|length| before.ends_with(&form.text[..*length])).max()
        });
        begun.max().map(|length| before.len() - length..before.len())
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn key(bytes: &[u8]) -> Option<[u8; KEY]> {
    bytes.first_chunk().copied()
}

/// Whether what is around a piece of a text does not belong to the same word.
fn is_word(text: &str, piece: Range<usize>) -> bool {
    let is_part = |character: Option<char>| character.is_some_and(|it| it.is_alphanumeric() || it == '_');
    let (Some(before), Some(after)) = (text.get(..piece.start), text.get(piece.end..)) else { return false };
    !is_part(before.chars().next_back()) && !is_part(after.chars().next())
}

/// A secret in Base64, alone and within a longer text: there its first and last characters depend on what is
/// around it.
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

/// The strings of a JSON text, without their quotation marks.
fn strings(json: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut is_escaped = false;
    for (at, byte) in json.bytes().enumerate() {
        match (start, byte) {
            _ if is_escaped => is_escaped = false,
            (Some(_), b'\\') => is_escaped = true,
            (Some(from), b'"') => {
                found.push(from..at);
                start = None;
            }
            (None, b'"') => start = Some(at + 1),
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
    fn a_long_secret_is_found_in_every_form() {
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
    fn a_short_one_takes_no_other_words_with_it() {
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
    fn what_is_cut_within_a_secret_is_hidden() {
        let long = "0123456789abcdefghijklmnopqrstuvwxyz0123456789";
        let secrets = secrets(&[long]);
        assert_eq!(secrets.masked(&format!("got {:?}…", &long[..BEGINNING])), "got \"(secret)\"…");
        assert_eq!(
            secrets.masked(&format!("got {:?}…", format!("user:{}", &long[..20]))),
            "got \"user:(secret)\"…"
        );
        assert_eq!(secrets.masked("got \"012\"…"), "got \"012\"…");
    }

    #[test]
    fn each_line_of_a_secret_is_one() {
        let secrets = secrets(&["-----BEGIN KEY-----\n  aGVsbG8gd29ybGQ\n-----END KEY-----\n"]);
        assert_eq!(secrets.masked("  12 |   aGVsbG8gd29ybGQ"), "  12 |   (secret)");
    }

    #[test]
    fn json_keeps_its_form() {
        let secrets = secrets(&["changed", "53173", "hunter2hunter2"]);
        let json =
            r#"{"changed": 53173, "is": "changed", "\"hunter2hunter2": "a \"changed\" b\\", "x": [53173]}"#;
        let masked = secrets.masked_json(json);
        assert_eq!(
            masked,
            r#"{"changed": 53173, "is": "(secret)", "\"(secret)": "a \"(secret)\" b\\", "x": [53173]}"#
        );
    }

    #[test]
    fn nothing_is_told_by_what_is_printed_of_them() {
        assert_eq!(format!("{:?}", secrets(&["hunter2hunter2"])), "Secrets(1)");
    }
}

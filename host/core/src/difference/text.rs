//! Formats changes as text for people.

use super::{Action, Attribute, BlockChange, Changes};
use crate::render::clean;
use std::fmt::Write;

/// The number of characters of a value that are shown.
const MAX_SHOWN_CHARS: usize = 72;
/// The number of characters that are shown of a long value before the first difference.
const MAX_CHARS_BEFORE_DIFFERENCE: usize = 16;
const RESET: &str = "\u{1b}[0m";

/// The symbol of a change, and its colour.
struct Sign(char, &'static str);

const ADDED: Sign = Sign('+', "\u{1b}[32m");
const CHANGED: Sign = Sign('~', "\u{1b}[33m");
const REMOVED: Sign = Sign('-', "\u{1b}[31m");

impl Sign {
    fn text(&self, color: bool) -> String {
        let Self(sign, code) = self;
        if color { format!("{code}{sign}{RESET}") } else { sign.to_string() }
    }
}

/// Formats the changes line by line, with a last line that counts them. Empty if nothing differs.
///
/// Long values are shortened around the first difference. Control characters in a tier's text are made visible.
pub fn text(changes: &Changes, color: bool) -> String {
    let mut text = String::new();
    for change in &changes.blocks {
        block(&mut text, change, color);
    }
    if !changes.is_empty() {
        // Writing to a String does not fail.
        let _ = writeln!(text, "{}", counts(changes));
    }
    text
}

/// Formats the counts, such as `1 added, 2 changed`.
fn counts(changes: &Changes) -> String {
    let actions = [
        (Action::Added, "added"),
        (Action::Changed, "changed"),
        (Action::Moved, "moved"),
        (Action::Removed, "removed"),
    ];
    let counted = actions.map(|(action, word)| (changes.count(action), word));
    let counted = counted.iter().filter(|(count, _)| *count > 0);
    counted.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

fn block(text: &mut String, change: &BlockChange, color: bool) {
    let sign = match change.action {
        Action::Added => ADDED,
        Action::Changed | Action::Moved => CHANGED,
        Action::Removed => REMOVED,
    };
    let moved = change.from.as_ref().map(|from| format!(", moved from {}", clean(from))).unwrap_or_default();
    let _ = writeln!(text, "{} {}{moved}", sign.text(color), clean(&change.address));
    for attribute in &change.attributes {
        self::attribute(text, attribute, color);
    }
}

fn attribute(text: &mut String, attribute: &Attribute, color: bool) {
    let (sign, value) = match (&attribute.old, &attribute.new) {
        (Some(old), Some(new)) => {
            let (old, new) = pair(&old.to_string(), &new.to_string());
            (CHANGED, format!("{old} -> {new}"))
        }
        (None, Some(new)) => (ADDED, cut(&new.to_string(), 0)),
        (Some(old), None) => (REMOVED, cut(&old.to_string(), 0)),
        (None, None) => return,
    };
    let path = if attribute.path.is_empty() { "value" } else { &attribute.path };
    let _ = writeln!(text, "    {} {}: {}", sign.text(color), clean(path), clean(&value));
}

/// Shortens two values so that their first difference is visible.
fn pair(old: &str, new: &str) -> (String, String) {
    let is_short = |text: &str| text.chars().count() <= MAX_SHOWN_CHARS;
    if is_short(old) && is_short(new) {
        return (old.to_owned(), new.to_owned());
    }
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    // If the first difference is visible anyway, the values are shown from their beginning.
    let start = if same + MAX_CHARS_BEFORE_DIFFERENCE < MAX_SHOWN_CHARS {
        0
    } else {
        same - MAX_CHARS_BEFORE_DIFFERENCE
    };
    (cut(old, start), cut(new, start))
}

/// Cuts a readable length out of a text, with `…` for omitted parts.
fn cut(text: &str, start: usize) -> String {
    let part: String = text.chars().skip(start).take(MAX_SHOWN_CHARS).collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if text.chars().count() > start + MAX_SHOWN_CHARS { "…" } else { "" };
    format!("{before}{part}{after}")
}

//! Edits tiers in flow style, as in JSON.

use super::NewTier;
use crate::stack::tree::node::Node;
use serde_json::{Value, json};

/// Returns whether the tiers of a file are in flow style.
pub(super) fn is_flow_at(text: &str, root: &Node) -> bool {
    opening(text, root).is_some()
}

/// Returns the offset of the opening bracket of the tiers.
fn opening(text: &str, root: &Node) -> Option<usize> {
    let after = root.get("tiers")?.key.range.end;
    let colon = after + text[after..].find(':')? + 1;
    let at = colon + text[colon..].find(|c: char| !c.is_whitespace())?;
    text[at..].starts_with('{').then_some(at)
}

/// Returns the text with a tier added; `None` if the layout is not supported.
pub(super) fn add(text: &str, root: &Node, tier: &NewTier) -> Option<String> {
    match opening(text, root) {
        Some(open) => insert(text, open, &tier.name, &tier.value()),
        None if root.get("tiers").is_none() => {
            insert(text, text.find('{')?, "tiers", &json!({ tier.name.as_str(): tier.value() }))
        }
        None => None,
    }
}

/// Adds an entry at the end of the map that starts at an offset.
fn insert(text: &str, open: usize, key: &str, value: &Value) -> Option<String> {
    let close = closing(text, open)?;
    let inner = &text[open + 1..close];
    let content = inner.trim_end().len();
    let (head, tail) = (&text[..open + 1 + content], &text[close..]);
    let needs_comma = !inner.trim().is_empty() && !inner.trim_end().ends_with(',');
    let comma = if needs_comma { "," } else { "" };
    let key = Value::from(key);
    if !inner.contains('\n') {
        let gap = if inner.starts_with(' ') { " " } else { "" };
        let before = if inner.trim().is_empty() { "" } else { " " };
        return Some(format!("{head}{comma}{before}{key}: {value}{gap}{tail}"));
    }
    // Uses the indentation of the first entry.
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let indent: String = inner.trim_start_matches(['\r', '\n']).chars().take_while(|c| *c == ' ').collect();
    let pretty = format!("{value:#}").replace('\n', &format!("{newline}{indent}"));
    let after = &inner[content..];
    Some(format!("{head}{comma}{newline}{indent}{key}: {pretty}{after}{tail}"))
}

/// Returns the text with a tier removed; `None` if the layout is not supported.
pub(super) fn remove(text: &str, root: &Node, name: &str) -> Option<String> {
    let open = opening(text, root)?;
    let close = closing(text, open)?;
    let key = &root.get("tiers")?.value.get(name)?.key.range;
    // Removes from the preceding comma, or up to the following one for the first entry.
    let mut depth = 0usize;
    let mut commas = Vec::new();
    scan(&text[open + 1..close], |at, c| {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => commas.push(open + 1 + at),
            _ => {}
        }
        true
    });
    let before = commas.iter().copied().rfind(|comma| *comma < key.start);
    let behind = commas.iter().copied().find(|comma| *comma > key.start);
    let (start, end) = match (before, behind) {
        (Some(before), Some(behind)) => (before, behind),
        (Some(before), None) => (before, open + 1 + text[open + 1..close].trim_end().len()),
        (None, Some(behind)) => {
            let end = behind + 1;
            let gap = text[end..].len() - text[end..].trim_start().len();
            (key.start, end + gap)
        }
        (None, None) => (open + 1, close),
    };
    Some(format!("{}{}", &text[..start], &text[end..]))
}

/// Returns the offset of the bracket that closes the one at an offset.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut found = None;
    scan(&text[open..], |at, c| {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            found = Some(open + at);
        }
        depth > 0
    });
    found
}

/// Calls `visit` with each character outside of quotes and comments until it returns false.
fn scan(text: &str, mut visit: impl FnMut(usize, char) -> bool) {
    let mut quote = None;
    let mut is_escaped = false;
    let mut is_comment = false;
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        match quote {
            _ if is_comment => is_comment = c != '\n',
            Some('"') if is_escaped => is_escaped = false,
            Some('"') if c == '\\' => is_escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') && matches!(last, ' ' | '\n' | ',' | ':' | '{' | '[') => {
                quote = Some(c)
            }
            None if c == '#' && last.is_whitespace() => is_comment = true,
            None if !visit(at, c) => return,
            None => {}
        }
        last = c;
    }
}

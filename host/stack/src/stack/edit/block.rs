//! Edits tiers in block style.

use super::{NewTier, flow};
use crate::stack::tree::node::{Mapping, Node};
use serde_json::Value;
use std::fmt::Write as _;
use std::ops::Range;

/// Returns the text with a tier added; `None` if the layout is not supported.
pub(super) fn add(text: &str, root: &Node, tier: &NewTier) -> Option<String> {
    let newline = newline(text);
    let Some(section) = root.get("tiers") else {
        let gap = match text {
            "" => "",
            text if text.ends_with('\n') => newline,
            _ => &newline.repeat(2),
        };
        return Some(format!("{text}{gap}tiers:{newline}{}", lines(tier, 2, 2, newline)));
    };
    let margin = column(text, section.key.range.start)?;
    let tiers = section.value.as_mapping().filter(|tiers| !tiers.is_empty());
    let Some(tiers) = tiers else {
        // `tiers:`, `tiers: {}` or `tiers: null`: the tier replaces what follows the colon.
        let colon = section.key.range.end + text[section.key.range.end..].find(':')? + 1;
        let line = line_end(text, colon);
        let rest = &text[colon..line];
        let comment = rest.find(" #").map_or("", |at| &rest[at..]);
        let written = rest[..rest.len() - comment.len()].trim();
        if !matches!(written, "" | "{}" | "{ }" | "null" | "~") {
            return None;
        }
        let body = lines(tier, margin + 2, 2, newline);
        let after = text[line..].strip_prefix('\r').unwrap_or(&text[line..]);
        let after = after.strip_prefix('\n').unwrap_or(after);
        return Some(format!("{}{}{newline}{body}{after}", &text[..colon], comment.trim_end()));
    };
    if flow::is_flow_at(text, root) {
        return flow::add(text, root, tier);
    }
    let indent = column(text, tiers.values().next()?.key.range.start)?;
    let blocks = blocks(text, tiers, indent);
    let last = blocks.last()?;
    // Blank lines between tiers are kept for the new one.
    let is_apart = match &blocks[..] {
        [.., before, last] => text[before.end..last.start].lines().any(|line| line.trim().is_empty()),
        _ => false,
    };
    let (head, rest) = text.split_at(last.end);
    let gap = match (head.ends_with('\n'), is_apart) {
        (true, false) => String::new(),
        (true, true) | (false, false) => newline.to_owned(),
        (false, true) => newline.repeat(2),
    };
    let step = indent.saturating_sub(margin).max(1);
    Some(format!("{head}{gap}{}{rest}", lines(tier, indent, step, newline)))
}

/// Returns the text with a tier removed; `None` if the layout is not supported.
pub(super) fn remove(text: &str, root: &Node, name: &str) -> Option<String> {
    let newline = newline(text);
    let section = root.get("tiers")?;
    let tiers = section.value.as_mapping()?;
    let indent = column(text, tiers.get(name)?.key.range.start)?;
    let block = block(text, tiers.get(name)?.key.range.start, indent);
    let start = with_comment(text, block.start, indent);
    if tiers.len() == 1 {
        let colon = section.key.range.end + text[section.key.range.end..].find(':')? + 1;
        return Some(format!("{} {{}}{}{}", &text[..colon], &text[colon..start], &text[block.end..]));
    }
    let (mut before, mut after) = (&text[..start], &text[block.end..]);
    let is_first = tiers.values().all(|entry| entry.key.range.start >= block.start);
    // The blank line between the tier and its neighbour is removed as well.
    if starts_blank(after) && (is_first || ends_blank(before)) {
        after = after.strip_prefix(newline).unwrap_or(after);
    } else if ends_blank(before) && after.trim().is_empty() {
        before = before.strip_suffix(newline).unwrap_or(before);
    }
    Some(format!("{before}{after}"))
}

fn ends_blank(text: &str) -> bool {
    text.ends_with("\n\n") || text.ends_with("\n\r\n")
}

fn starts_blank(text: &str) -> bool {
    text.starts_with('\n') || text.starts_with("\r\n")
}

/// Returns the lines of a tier, including their line breaks.
pub(super) fn lines(tier: &NewTier, indent: usize, step: usize, newline: &str) -> String {
    let mut made = String::new();
    let mut line = |depth: usize, content: &str| {
        // Writing to a String does not fail.
        let _ = write!(made, "{:width$}{content}{newline}", "", width = indent + depth * step);
    };
    line(0, &format!("{}:", scalar(&Value::from(tier.name.as_str()))));
    for (key, value) in &tier.keys {
        line(1, &format!("{key}: {}", scalar(value)));
    }
    if !tier.inputs.is_empty() {
        line(1, "inputs:");
        for (name, comment) in &tier.inputs {
            let comment = if comment.is_empty() { String::new() } else { format!(" # {comment}") };
            line(2, &format!("{}:{comment}", scalar(&Value::from(name.as_str()))));
        }
    }
    made
}

/// Formats a value as YAML: strings without quotes if that is certainly safe, lists in brackets, anything else as
/// JSON.
fn scalar(value: &Value) -> String {
    let is_plain = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.' || c == '^')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./:@^+".contains(c))
            && !text.ends_with(':')
            && text.contains(|c: char| c.is_ascii_alphabetic() || c == '^')
            && !["true", "false", "null", "yes", "no", "on", "off"].contains(&text)
    };
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(scalar).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// Returns the line range of each tier, in the order of the file.
fn blocks(text: &str, tiers: &Mapping, indent: usize) -> Vec<Range<usize>> {
    let mut blocks: Vec<_> = tiers.values().map(|entry| block(text, entry.key.range.start, indent)).collect();
    blocks.sort_by_key(|block| block.start);
    blocks
}

/// Returns the range from a key's line to the end of the last line with a deeper indentation.
fn block(text: &str, key: usize, indent: usize) -> Range<usize> {
    let start = line_start(text, key);
    let mut end = (line_end(text, key) + 1).min(text.len());
    let mut at = end;
    for line in text[end..].split_inclusive('\n') {
        at += line.len();
        let content = line.trim();
        let depth = line.len() - line.trim_start_matches(' ').len();
        if content.is_empty() {
            continue;
        }
        if depth <= indent {
            break;
        }
        end = at;
    }
    start..end
}

/// Returns the start of the comment directly above a line with the same indentation.
fn with_comment(text: &str, line: usize, indent: usize) -> usize {
    let mut start = line;
    while start > 0 {
        let above = line_start(text, start - 1);
        let content = &text[above..start];
        let depth = content.len() - content.trim_start_matches(' ').len();
        if depth != indent || !content.trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    start
}

fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Returns the offset of the line's end.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

/// Returns the indentation of a key; `None` if it is not the first in its line.
fn column(text: &str, at: usize) -> Option<usize> {
    let before = &text[line_start(text, at)..at];
    before.chars().all(|c| c == ' ').then_some(before.len())
}

//! Prints JSON: sorted keys, two spaces, `\n`, a final newline, numbers as written.

use super::configuration::{Block, Configuration};
use super::layout::{Piece, pieces};
use crate::hidden::{is_hidden, may_hide, push_escape};
use serde_json::{Map, Value};

/// The typical length of a piece, in bytes; half of the pieces are keys.
const USUAL: usize = 384;

/// Prints a configuration. Equal configurations have equal texts.
pub fn print(configuration: &Configuration) -> String {
    let pieces = pieces(configuration);
    let mut out = String::with_capacity(pieces.len() * USUAL);
    for piece in &pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value(value, depth) => self::value(value, *depth, &mut out),
            Piece::Block(block, depth) => self::block(block, *depth, &mut out),
            Piece::Origin(block, depth) => origin(block, *depth, &mut out),
            Piece::Object(members, depth) => object(members, *depth, &mut out),
            Piece::Owned(value, depth) => self::value(value, *depth, &mut out),
        }
    }
    out
}

/// Prints any value in the same form.
pub fn pretty(value: &Value) -> String {
    let mut out = String::new();
    self::value(value, 1, &mut out);
    out.push('\n');
    out
}

fn value(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(number.as_str()),
        Value::String(text) => string(text, out),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                line(index, depth, out);
                self::value(item, depth + 1, out);
            }
            close(depth, ']', out);
        }
        Value::Object(members) => object(members, depth, out),
    }
}

fn object(members: &Map<String, Value>, depth: usize, out: &mut String) {
    if members.is_empty() {
        return out.push_str("{}");
    }
    out.push('{');
    // The map sorts its keys, unless a feature of `serde_json` makes it keep the order of insertion, which a test notices.
    for (index, (name, member)) in members.iter().enumerate() {
        key(index, name, depth, out);
        value(member, depth + 1, out);
    }
    close(depth, '}', out);
}

/// Prints the text before a member's value.
fn key(index: usize, name: &str, depth: usize, out: &mut String) {
    line(index, depth, out);
    string(name, out);
    out.push_str(": ");
}

/// Prints the body of a block, with its origin in sorted order among the other members.
fn block(block: &Block, depth: usize, out: &mut String) {
    let Value::Object(members) = &block.body else { return value(&block.body, depth, out) };
    let mut sorted: Vec<(&str, Option<&Value>)> =
        members.iter().map(|(key, member)| (key.as_str(), Some(member))).collect();
    sorted.push(("//", None));
    sorted.sort_unstable_by_key(|(key, _)| *key);
    out.push('{');
    for (index, (name, member)) in sorted.into_iter().enumerate() {
        key(index, name, depth, out);
        match member {
            Some(member) => value(member, depth + 1, out),
            None => origin(block, depth + 1, out),
        }
    }
    close(depth, '}', out);
}

/// Prints the instance of a block, and its name in the tier.
fn origin(block: &Block, depth: usize, out: &mut String) {
    let Block { instance, local, .. } = block;
    let members = [
        ("name", Some(local.name.as_str())),
        ("region", instance.region.as_ref().map(|region| region.as_str())),
        ("tier", Some(instance.tier.as_str())),
    ];
    out.push('{');
    for (index, (name, text)) in members.iter().filter_map(|(name, text)| Some((name, (*text)?))).enumerate()
    {
        key(index, name, depth, out);
        string(text, out);
    }
    close(depth, '}', out);
}

fn line(index: usize, depth: usize, out: &mut String) {
    out.push_str(if index == 0 { "\n" } else { ",\n" });
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn close(depth: usize, bracket: char, out: &mut String) {
    out.push('\n');
    for _ in 1..depth {
        out.push_str("  ");
    }
    out.push(bracket);
}

/// Prints a string with JSON's escapes: the required ones, and those of characters that a terminal would obey, in one form
/// everywhere.
pub(super) fn string(text: &str, out: &mut String) {
    use std::fmt::Write;
    out.push('"');
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| SPECIAL[usize::from(*byte)]) {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..=0x1f => "",
            // The first byte of a character that may be hidden. It is not a part of another character.
            _ => match text[at..].chars().next().filter(|character| is_hidden(*character)) {
                Some(hidden) => {
                    out.push_str(&text[done..at]);
                    push_escape(hidden, out);
                    done = at + hidden.len_utf8();
                    continue;
                }
                None => continue,
            },
        };
        out.push_str(&text[done..at]);
        if escape.is_empty() {
            _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
        done = at + 1;
    }
    out.push_str(&text[done..]);
    out.push('"');
}

/// The first bytes of characters that are or may be escaped.
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] =
            byte < 0x20 || byte == b'"' as usize || byte == b'\\' as usize || may_hide(byte as u8);
        byte += 1;
    }
    special
};

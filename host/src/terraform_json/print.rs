//! JSON text: keys sorted, two spaces, `\n`, a final newline, numbers as they were written.

use super::configuration::{Block, Configuration};
use super::layout::{Piece, pieces};
use crate::hidden::{is_hidden, may_hide, push_escape};
use crate::parallel;
use serde_json::{Map, Value};

/// From how many pieces on it pays to print them on all cores.
const PARALLEL: usize = 1024;

/// How long the text of a piece usually is, in bytes; half of them are keys.
const USUAL: usize = 384;

/// The text of a configuration. Equal configurations have equal texts.
pub fn print(configuration: &Configuration) -> String {
    let pieces = pieces(configuration);
    if pieces.len() < PARALLEL {
        return chunk(&pieces);
    }
    let chunks: Vec<_> = pieces.chunks(PARALLEL).collect();
    parallel::map(chunks, chunk).concat()
}

/// The text of any value, in the same form.
pub fn pretty(value: &Value) -> String {
    let mut out = String::new();
    self::value(value, 1, &mut out);
    out.push('\n');
    out
}

fn chunk(pieces: &[Piece<'_>]) -> String {
    let mut out = String::with_capacity(pieces.len() * USUAL);
    for piece in pieces {
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
    // The map sorts its keys, as long as nobody builds it to keep the order of insertion: a test tells.
    for (index, (name, member)) in members.iter().enumerate() {
        key(index, name, depth, out);
        value(member, depth + 1, out);
    }
    close(depth, '}', out);
}

/// What comes before the value of a member.
fn key(index: usize, name: &str, depth: usize, out: &mut String) {
    line(index, depth, out);
    string(name, out);
    out.push_str(": ");
}

/// The body of a block. Where it comes from stands in the place that its name has among the others.
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

/// The instance that made a block, and its name in the tier.
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

/// A string with JSON's escapes: those that must be, and those of characters that a terminal would obey, in the same form
/// as everywhere.
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
            // The first byte of what may be hidden. It is no part of another character.
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

/// The bytes that characters begin with that are or may be escaped.
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

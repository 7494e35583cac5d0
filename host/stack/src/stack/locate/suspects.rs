//! Finds values in a stack file that may be secrets: everything under `inputs`, until the schemas of the tiers are
//! known.
//!
//! A file can have errors before any tier has been loaded, and the line that is shown may contain a password next to
//! the mistake.

use crate::stack::tree::node::{Mapping, Node, NodeValue};
use crate::stack::tree::{json, yaml};
use std::ops::Range;
use terrace_core::model::{Location, SourceId, Suspect};

/// The keys of a stack file or a test case that hold inputs.
const INPUTS: [&str; 2] = ["inputs", "region_inputs"];

/// Returns the values in a file's text that may be secrets.
pub type FindSuspects = fn(&str) -> Vec<Suspect>;

/// Finds possible secrets in a stack file, an overlay or a test case.
pub fn of_file(text: &str) -> Vec<Suspect> {
    match tree(text) {
        Some(root) => {
            let mut found = Vec::new();
            below_inputs(&root, text, &mut found);
            found.retain(|suspect| !suspect.range.is_empty());
            found
        }
        None => unreadable(text, None),
    }
}

/// Finds possible secrets in a file that contains only inputs.
pub fn of_inputs(text: &str) -> Vec<Suspect> {
    match tree(text) {
        Some(root) => {
            let mut found = Vec::new();
            values(&root, None, &mut |node, key| found.push(suspect(text, node, key)));
            found
        }
        None => unreadable(text, Some(0)),
    }
}

/// Reads YAML, or JSON that is not valid YAML.
fn tree(text: &str) -> Option<Node> {
    yaml::read(SourceId::FIRST, text).or_else(|_| json::read(SourceId::FIRST, text)).ok()
}

fn below_inputs(node: &Node, text: &str, found: &mut Vec<Suspect>) {
    for (key, entry) in node.as_mapping().into_iter().flatten() {
        if INPUTS.contains(&key.as_str()) {
            values(&entry.value, Some(&entry.key), &mut |node, key| found.push(suspect(text, node, key)));
        } else {
            below_inputs(&entry.value, text, found);
        }
    }
}

fn suspect(text: &str, node: &Node, key: Option<&Location>) -> Suspect {
    Suspect { range: extent(text, node, key), is_shown_as_cause: true }
}

/// Calls `visit` with every scalar, and the key that holds it.
fn values<'n>(
    node: &'n Node,
    key: Option<&'n Location>,
    visit: &mut dyn FnMut(&'n Node, Option<&'n Location>),
) {
    match &node.value {
        NodeValue::Mapping(entries) => members(entries, visit),
        NodeValue::Sequence(items) => items.iter().for_each(|item| values(item, key, visit)),
        _ => visit(node, key),
    }
}

fn members<'n>(entries: &'n Mapping, visit: &mut dyn FnMut(&'n Node, Option<&'n Location>)) {
    entries.values().for_each(|entry| values(&entry.value, Some(&entry.key), visit));
}

/// Returns the full extent of a value in its file, including further lines. `key` is the key that holds the value.
pub(crate) fn extent(text: &str, node: &Node, key: Option<&Location>) -> Range<usize> {
    let mut range = node.location.range.clone();
    // An empty value has the location of its key, which is not a secret.
    if key == Some(&node.location) {
        range.start = range.end;
    }
    let first = text.get(range.clone()).unwrap_or_default();
    let is_whole = node.as_str().is_none_or(|value| {
        value == first || (first.len() > 1 && first.starts_with(['"', '\'']) && first.ends_with(&first[..1]))
    });
    if is_whole {
        return range;
    }
    let outer = indentation(line_at(text, key.map_or(range.start, |key| key.range.start)));
    let mut end = line_end(text, range.end);
    while end < text.len() {
        let line = line_at(text, end + 1);
        if !line.trim().is_empty() && indentation(line) <= outer {
            break;
        }
        end = line_end(text, end + 1);
    }
    range.start..end
}

/// Finds the text after the keys of lines under `inputs`, in a file that is not YAML. `within` is the indentation of
/// the line that all others are below.
fn unreadable(text: &str, mut within: Option<usize>) -> Vec<Suspect> {
    let is_all = within.is_some();
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, content) = (at, line.trim_end());
        at += line.len();
        if content.trim().is_empty() {
            continue;
        }
        if !is_all && within.is_some_and(|within| indentation(line) <= within) {
            within = None;
        }
        let hidden = match within {
            Some(_) => Some(after_key(content)),
            None => inputs(content).inspect(|_| within = Some(indentation(line))),
        };
        if let Some(hidden) = hidden.filter(|hidden| *hidden < content.len()) {
            let range = start + hidden..start + content.len();
            found.push(Suspect { range, is_shown_as_cause: false });
        }
    }
    found
}

/// Returns the column at which the value of a line begins.
fn after_key(line: &str) -> usize {
    let colon = line.find(": ").map(|at| at + 2).or_else(|| line.ends_with(':').then_some(line.len()));
    let begin = line.len() - line.trim_start_matches([' ', '\t', '-']).len();
    colon.unwrap_or(begin)
}

/// Returns the column of the text after `inputs:`.
fn inputs(line: &str) -> Option<usize> {
    INPUTS
        .iter()
        .filter_map(|key| {
            let at = line.find(key)? + key.len();
            let rest = line[at..].trim_start_matches(['"', '\'']).trim_start();
            rest.strip_prefix(':').map(|value| line.len() - value.trim_start().len())
        })
        .min()
}

fn line_at(text: &str, at: usize) -> &str {
    let at = at.min(text.len());
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    &text[start..line_end(text, at)]
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| at + length)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the text with the possible secrets replaced.
    fn shown(find: fn(&str) -> Vec<Suspect>, text: &str) -> String {
        let mut shown = text.to_owned();
        let mut found = find(text);
        found.sort_by_key(|suspect| suspect.range.start);
        for Suspect { range, .. } in found.into_iter().rev() {
            shown.replace_range(range, "…");
        }
        shown
    }

    #[test]
    fn values_under_inputs_are() {
        let text = "\
stack: shop
tiers:
  a: { component: x, inputs: { a: s3cret, b: [1, \"s3cret\"], c: { d: 's3''cret' } }, regions: all }
  b:
    region_inputs:
      main:
        a: s3cret # remark
        empty:
        b: |
          s3cret

          s3cret
        c: \"s3cret
          s3cret\"
        d: s3cret
          s3cret
        e:
          - >-
            s3cret
          - s3cret
    component: x
";
        let text = shown(of_file, text);
        insta::assert_snapshot!(text);
        assert!(!text.contains("cret"));
    }

    #[test]
    fn suspects_are_found_in_unreadable_files() {
        let text = "\
stack: shop
tiers:
  a: { component: x, inputs: { a: s3cret, b: [1, \"s3cret\" }
  b:
    inputs:
      a: s3cret: x
      b: |
        s3cret
      - s3cret
    component: x
  c:
    \"inputs\": { a: s3cret,
      b: s3cret }
";
        let text = shown(of_file, text);
        insta::assert_snapshot!(text);
        assert!(!text.contains("cret"));
    }

    #[test]
    fn suspects_in_a_file_of_inputs_are_all_values() {
        assert_eq!(shown(of_inputs, "a: s3cret\nb: [s3cret]\n"), "a: …\nb: […]\n");
        assert_eq!(shown(of_inputs, "a: s3cret\n  b: [s3cret\n"), "a: …\n  b: …\n");
        assert_eq!(shown(of_inputs, "s3cret"), "…");
    }
}

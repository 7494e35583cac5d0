//! Reads `moved` and `removed` blocks in files next to the output, and notes whether those files configure providers.
//!
//! Blocks are found line by line, in the usual formatting, so that the cost of reading a file is linear in its length whatever
//! it contains.

use serde_json::{Value, json};
use std::path::PathBuf;
use terrace_files::regular;

const MAX_FILE_BYTES: u64 = 4 << 20;

/// The relevant blocks of the files that terraform reads next to `main.tf.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AdjacentBlocks {
    moved: Vec<(String, String)>,
    /// Addresses, and whether the objects there are kept rather than destroyed.
    removed: Vec<(String, bool)>,
    /// True if any of the files configures a provider.
    pub has_providers: bool,
}

impl AdjacentBlocks {
    /// Reads these files. An unreadable file has no blocks.
    pub fn read(files: &[PathBuf]) -> Self {
        let mut beside = Self::default();
        for file in files {
            let bytes = regular::read(file, MAX_FILE_BYTES).unwrap_or_default();
            let name = file.to_string_lossy();
            if name.ends_with(".json") {
                beside.json(&serde_json::from_slice(&bytes).unwrap_or_default());
            } else if !name.ends_with(".tfvars") {
                beside.native(&String::from_utf8_lossy(&bytes));
            }
        }
        beside
    }

    fn json(&mut self, root: &Value) {
        let each = |key: &str| match root.get(key) {
            Some(Value::Array(blocks)) => blocks.clone(),
            Some(block) => vec![block.clone()],
            None => Vec::new(),
        };
        let text = |block: &Value, key: &str| Some(block.get(key)?.as_str()?.to_owned());
        let moved = each("moved").into_iter().filter_map(|it| Some((text(&it, "from")?, text(&it, "to")?)));
        self.moved.extend(moved);
        let removed = each("removed").into_iter().filter_map(|it| {
            let lifecycle =
                it.get("lifecycle").and_then(|one| one.as_array().map_or(Some(one), |all| all.first()));
            let is_kept = lifecycle.and_then(|one| one.get("destroy")) == Some(&Value::Bool(false));
            Some((text(&it, "from")?, is_kept))
        });
        self.removed.extend(removed);
        self.has_providers |= root.get("provider").is_some();
    }

    fn native(&mut self, text: &str) {
        let (mut block, mut from, mut to, mut is_kept) = ("", None, None, false);
        for line in text.lines() {
            let line = line.split(['#']).next().unwrap_or_default().trim();
            let word = line.split([' ', '\t', '{']).next().unwrap_or_default();
            let value = || Some(line.split_once('=')?.1.trim().to_owned());
            match (block, word) {
                ("", "moved" | "removed") if line.ends_with('{') => {
                    (block, from, to, is_kept) = (word, None, None, false);
                }
                ("", "provider") => self.has_providers = true,
                ("moved" | "removed", "from") => from = value(),
                ("moved", "to") => to = value(),
                ("removed", "destroy") => is_kept = value().is_some_and(|value| value == "false"),
                ("moved" | "removed", _) if line == "}" => {
                    match (block, from.take(), to.take()) {
                        ("moved", Some(from), Some(to)) => self.moved.push((from, to)),
                        ("removed", Some(from), _) => self.removed.push((from, is_kept)),
                        _ => {}
                    }
                    block = "";
                }
                _ => {}
            }
        }
    }

    /// Returns `new` with these blocks added, limited to those that concern an earlier configuration; `None` if there are none.
    pub fn joined(&self, new: &Value, concerns: impl Fn(&str) -> bool) -> Option<Value> {
        let moved = self.moved.iter().filter(|(from, _)| concerns(from));
        let moved: Vec<_> = moved.map(|(from, to)| json!({ "from": from, "to": to })).collect();
        let removed = self.removed.iter().filter(|(from, _)| concerns(from));
        let removed = removed.map(|(from, kept)| json!({ "from": from, "lifecycle": { "destroy": !kept } }));
        let removed: Vec<_> = removed.collect();
        if moved.is_empty() && removed.is_empty() {
            return None;
        }
        let mut joined = new.clone();
        let root = joined.as_object_mut()?;
        for (key, blocks) in [("moved", moved), ("removed", removed)] {
            if !blocks.is_empty() {
                let all = root.entry(key).or_insert_with(|| json!([]));
                all.as_array_mut()?.extend(blocks);
            }
        }
        Some(joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn moved_and_removed_blocks_are_read_from_both_syntaxes() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = directory.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let native = "# moved {\nmoved {\n  from = aws_vpc.a # was\n  to   = aws_vpc.b\n}\n\nmoved {\n}\n\
                      removed {\n  from = aws_vpc.c\n\n  lifecycle {\n    destroy = false\n  }\n}\n";
        let files = [
            write("moved.tf", native),
            write("more.tf.json", r#"{"moved": [{"from": "aws_vpc.d", "to": "aws_vpc.e"}, {"from": 1}]}"#),
            write("x.auto.tfvars", "provider = 1\n"),
            write("broken.tf.json", "{"),
            write(
                "large.tf",
                &("moved {\n from = a.b\n to = a.c\n}\n".to_owned() + &" ".repeat(MAX_FILE_BYTES as usize)),
            ),
            directory.path().join("gone.tf"),
        ];
        let beside = AdjacentBlocks::read(&files);
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(beside.moved, [pair("aws_vpc.a", "aws_vpc.b"), pair("aws_vpc.d", "aws_vpc.e")]);
        assert_eq!(beside.removed, [("aws_vpc.c".to_owned(), true)]);
        assert!(!beside.has_providers);
        assert!(AdjacentBlocks::read(&[write("p.tf", "provider \"aws\" {\n}\n")]).has_providers);

        let joined = beside.joined(&json!({"moved": [{"from": "x", "to": "y"}]}), |from| from == "aws_vpc.a");
        assert_eq!(
            joined.unwrap()["moved"],
            json!([{"from": "x", "to": "y"}, {"from": "aws_vpc.a", "to": "aws_vpc.b"}])
        );
        assert_eq!(beside.joined(&json!({}), |_| false), None);
    }
}

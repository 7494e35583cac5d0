//! Paths to values in blocks, inputs and stack files, as people write them: `listener.ports[0]`, `tags["a/b"]`.

use crate::hidden;
use serde_json::Value;
use std::fmt::{self, Write};

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep {
    /// A member of a map.
    Key(String),
    /// An item of a list.
    Index(usize),
    /// All items of a list or members of a map, if their number is not known.
    Each,
}

/// A path to a nested value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(Vec<PathStep>);

impl Path {
    /// Returns the path of a member.
    pub fn key(&self, name: &str) -> Self {
        self.then(PathStep::Key(name.to_owned()))
    }

    /// Returns the path of an item.
    pub fn index(&self, index: usize) -> Self {
        self.then(PathStep::Index(index))
    }

    /// Returns the path with one more step.
    pub fn then(&self, step: PathStep) -> Self {
        let mut path = self.clone();
        path.push(step);
        path
    }

    pub fn push(&mut self, step: PathStep) {
        self.0.push(step);
    }

    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Returns whether the path leads to the whole value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Parses a path as it is displayed. Stops where the text is not a path.
    pub fn parse(text: &str) -> Self {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix("[*]") {
                steps.push(PathStep::Each);
                rest = inner;
            } else if let Some(inner) = rest.strip_prefix('[') {
                // A quoted key is a JSON string and ends where the JSON ends.
                let mut values = serde_json::Deserializer::from_str(inner).into_iter::<Value>();
                steps.push(match values.next() {
                    Some(Ok(Value::String(key))) => PathStep::Key(key),
                    Some(Ok(value)) => match value.to_string().parse() {
                        Ok(index) => PathStep::Index(index),
                        Err(_) => break,
                    },
                    _ => break,
                });
                let after = &inner[values.byte_offset()..];
                rest = after.strip_prefix(']').unwrap_or(after);
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                steps.push(PathStep::Key(rest[..end].to_owned()));
                rest = &rest[end..];
            }
            rest = rest.strip_prefix('.').unwrap_or(rest);
        }
        Self(steps)
    }

    /// Returns the steps in the form that the nodes of a stack file are looked up by: keys, and indices as strings.
    pub fn steps(&self) -> Vec<String> {
        let step = |step: &PathStep| match step {
            PathStep::Key(key) => key.clone(),
            PathStep::Index(index) => index.to_string(),
            PathStep::Each => "*".to_owned(),
        };
        self.0.iter().map(step).collect()
    }

    /// Returns whether another path leads to the same value or to a nested one.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Returns the path relative to one that [contains](Self::contains) it.
    pub fn relative_to(&self, outer: &Self) -> Self {
        Self(self.0[outer.0.len()..].to_vec())
    }

    /// Returns whether the path leads to an item of a list.
    pub fn is_item(&self) -> bool {
        matches!(self.0.last(), Some(PathStep::Index(_)))
    }

    /// Formats the path as the end of a reference: `.ports[0]`.
    pub fn as_suffix(&self) -> String {
        let text = self.to_string();
        if text.is_empty() || text.starts_with('[') { text } else { format!(".{text}") }
    }

    /// Formats the path as a JSON pointer (RFC 6901): `/listener/ports/0`.
    pub fn pointer(&self) -> String {
        let step = |step: String| format!("/{}", step.replace('~', "~0").replace('/', "~1"));
        self.steps().into_iter().map(step).collect()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) => write_key(f, key, position == 0)?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
                PathStep::Each => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

/// Writes the step to a member of a map: `.port`, `port` if it is the first step, or `["a/b"]` if the key is not a word.
pub fn write_key(out: &mut impl Write, key: &str, is_first: bool) -> fmt::Result {
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    match (is_word, is_first) {
        (true, true) => out.write_str(key),
        (true, false) => write!(out, ".{key}"),
        (false, _) => write!(out, "[{}]", hidden::escaped(&Value::from(key).to_string())),
    }
}

/// Returns the path of a member of the map at a path.
pub fn member(path: &str, key: &str) -> String {
    let mut member = path.to_owned();
    // Writing to a String does not fail.
    _ = write_key(&mut member, key, path.is_empty());
    member
}

/// Splits a JSON pointer (RFC 6901) into its unescaped steps.
pub fn pointer_steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_reads_as_it_is_written() {
        let keys = ["tiers", "a/b", "my tags.x]\"", "", "zero\u{200b}width\u{1}"];
        let path = keys.iter().fold(Path::default(), |path, key| path.key(key)).index(3);
        let text = path.to_string();
        assert_eq!(text, r#"tiers["a/b"]["my tags.x]\""][""]["zero\u200bwidth\u0001"][3]"#);
        assert_eq!(Path::parse(&text), path);
        assert_eq!(pointer_steps(&path.pointer()), path.steps());
        assert_eq!(member(&member("", "tags"), "a-b"), "tags.a-b");
    }

    #[test]
    fn path_without_steps_is_empty() {
        assert_eq!(Path::default().to_string(), "");
        assert_eq!(Path::parse(""), Path::default());
        assert_eq!(pointer_steps(""), Vec::<String>::new());
        assert_eq!(Path::parse("a[").steps(), ["a"]);
    }

    #[test]
    fn path_contains_itself_and_what_is_nested_in_it() {
        let (outer, inner) = (Path::parse("a.b"), Path::parse("a.b[0].c[1]"));
        assert!(outer.contains(&outer) && outer.contains(&inner));
        assert!(!inner.contains(&outer) && !outer.contains(&Path::parse("a.bc")));
        assert_eq!(inner.relative_to(&outer).to_string(), "[0].c[1]");
        assert!(inner.is_item() && !outer.is_item());
    }

    #[test]
    fn path_grows_and_shrinks_at_its_end() {
        let mut path = Path::parse("a");
        path.push(PathStep::Index(0));
        assert_eq!(path.to_string(), "a[0]");
        path.pop();
        assert_eq!((path.to_string().as_str(), path.is_empty()), ("a", false));
        path.pop();
        assert!(path.is_empty());
    }

    #[test]
    fn path_suffix_continues_a_reference() {
        let inner = Path::default().then(PathStep::Each).key("id");
        assert_eq!(inner.as_suffix(), "[*].id");
        assert_eq!(Path::parse("[*].id"), inner);
        assert_eq!(Path::default().key("id").as_suffix(), ".id");
    }
}

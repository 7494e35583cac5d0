//! Paths into the stack file, as people write them: `tiers.network.regions[0]`.

use std::fmt;

/// A path, as a linked list from its end to its beginning, so that it costs nothing until it is formatted.
#[derive(Clone, Copy)]
pub struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    /// The root of the stack file.
    pub const ROOT: Self = Self { parent: None, step: Step::Root };

    /// Returns the path of an entry of the map here.
    pub fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }

    /// Returns the path of an item of the list here.
    pub fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        let is_first = self.parent.is_none_or(|parent| matches!(parent.step, Step::Root));
        match self.step {
            Step::Root => Ok(()),
            Step::Key(key) if is_plain(key) && is_first => f.write_str(key),
            Step::Key(key) if is_plain(key) => write!(f, ".{key}"),
            Step::Key(key) => write!(f, "[{key:?}]"),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/'))
}

/// Parses the steps of a path as formatted by [`At`].
pub fn steps(path: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            // A quoted key is a JSON string and ends where the JSON ends.
            let mut values = serde_json::Deserializer::from_str(inner).into_iter::<serde_json::Value>();
            let step = match values.next() {
                Some(Ok(serde_json::Value::String(key))) => key,
                Some(Ok(value)) => value.to_string(),
                _ => break,
            };
            let after = &inner[values.byte_offset()..];
            steps.push(step);
            rest = after.strip_prefix(']').unwrap_or(after);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_it_shows() {
        let tiers = At::ROOT.key("tiers");
        let tier = tiers.key("network");
        let tags = tier.key("my tags.x]\"");
        let tag = tags.index(3);
        assert_eq!(tag.to_string(), r#"tiers.network["my tags.x]\""][3]"#);
        assert_eq!(steps(&tag.to_string()), ["tiers", "network", "my tags.x]\"", "3"]);
        assert_eq!(At::ROOT.to_string(), "");
        assert_eq!(steps(""), Vec::<String>::new());
        assert_eq!(steps("a[").len(), 1);
    }
}

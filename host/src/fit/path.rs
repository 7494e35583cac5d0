//! Where in the inputs of an instance, or in the value of an output.

use std::fmt;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep {
    /// Into the member of a map.
    Key(String),
    /// Into an item of a list.
    Index(usize),
    /// Into every item of a list, or member of a map, whose number is not known.
    Each,
}

/// A path from a value to one inside of it, shown as people write it: `listener.ports[0]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(pub(super) Vec<PathStep>);

impl Path {
    /// Its steps as a stack file's values are found by: keys, and indices as texts.
    pub fn steps(&self) -> Vec<String> {
        let step = |step: &PathStep| match step {
            PathStep::Key(key) => key.clone(),
            PathStep::Index(index) => index.to_string(),
            PathStep::Each => "*".to_owned(),
        };
        self.0.iter().map(step).collect()
    }

    /// Whether the other path leads to the same value, or to one inside of it.
    pub(super) fn holds(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// What the path is behind another one that holds it.
    pub(super) fn behind(&self, outer: &Self) -> Self {
        Self(self.0[outer.0.len()..].to_vec())
    }

    /// Whether it leads to an item of a list.
    pub(super) fn ends_in_a_list(&self) -> bool {
        matches!(self.0.last(), Some(PathStep::Index(_)))
    }

    /// The path as the end of a reference: `.ports[0]`.
    pub(super) fn as_suffix(&self) -> String {
        let text = self.to_string();
        if text.is_empty() || text.starts_with('[') { text } else { format!(".{text}") }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain =
            |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        for (index, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) if is_plain(key) && index == 0 => f.write_str(key)?,
                PathStep::Key(key) if is_plain(key) => write!(f, ".{key}")?,
                PathStep::Key(key) => write!(f, "[{key:?}]")?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
                PathStep::Each => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

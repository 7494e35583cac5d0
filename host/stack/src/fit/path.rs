//! Paths in the inputs of an instance or in the value of an output.

use std::fmt;

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

/// A path to a nested value, formatted as people write it: `listener.ports[0]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(pub(super) Vec<PathStep>);

impl Path {
    /// Returns the steps in the form that stack file nodes are looked up by: keys, and indices as strings.
    pub fn steps(&self) -> Vec<String> {
        let step = |step: &PathStep| match step {
            PathStep::Key(key) => key.clone(),
            PathStep::Index(index) => index.to_string(),
            PathStep::Each => "*".to_owned(),
        };
        self.0.iter().map(step).collect()
    }

    /// Returns whether another path leads to the same value or to a nested one.
    pub(super) fn holds(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Returns the path relative to an outer one.
    pub(super) fn behind(&self, outer: &Self) -> Self {
        Self(self.0[outer.0.len()..].to_vec())
    }

    /// Returns whether the path leads to an item of a list.
    pub(super) fn ends_in_a_list(&self) -> bool {
        matches!(self.0.last(), Some(PathStep::Index(_)))
    }

    /// Formats the path as the end of a reference: `.ports[0]`.
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

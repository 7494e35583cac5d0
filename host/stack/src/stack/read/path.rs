//! Paths into the stack file, as people write them: `tiers.network.regions[0]`.

use std::fmt;
use terrace_core::path::write_key;

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
            Step::Key(key) => write_key(f, key, is_first),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

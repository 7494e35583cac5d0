//! What the stack does with a value that nobody sets, so that a simulated one can stand it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The least that a value must be: `names[1]` needs a list of two, `jsondecode(text)["user"]` the text of an
/// object with that key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Shape {
    /// Attributes or keys that are read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) attributes: BTreeMap<String, Shape>,
    /// What elements must be, where it is used as a collection of unnamed ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) element: Option<Box<Shape>>,
    /// How many elements are asked for by number.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) length: usize,
    /// What it holds as JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) json: Option<Box<Shape>>,
    /// Used in arithmetic.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) number: bool,
    /// Used as a condition.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) boolean: bool,
    /// Used as a map of any keys.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) keyed: bool,
}

/// One step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An attribute or a key.
    Name(String),
    /// An element by its number.
    Number(usize),
    /// Any element, or all of them.
    Element,
    /// What the text decodes to.
    Json,
}

/// What is done at the end of the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Plain,
    List,
    Keyed,
    Number,
    Boolean,
}

impl Shape {
    /// Notes one use of a part.
    pub(crate) fn note(&mut self, steps: &[Step], at_end: Use) {
        let Some((step, rest)) = steps.split_first() else {
            match at_end {
                Use::Plain => {}
                Use::List => drop(self.element.get_or_insert_default()),
                Use::Keyed => self.keyed = true,
                Use::Number => self.number = true,
                Use::Boolean => self.boolean = true,
            }
            return;
        };
        let part = match step {
            Step::Name(name) => self.attributes.entry(name.clone()).or_default(),
            Step::Number(number) => {
                self.length = self.length.max(number.saturating_add(1).min(100));
                self.element.get_or_insert_default()
            }
            Step::Element => self.element.get_or_insert_default(),
            Step::Json => self.json.get_or_insert_default(),
        };
        part.note(rest, at_end);
    }
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

fn is_false(flag: &bool) -> bool {
    !flag
}

//! Shapes: how the stack uses a value that nobody sets, so that a simulated value can be used in this way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The minimum that a value must satisfy: `names[1]` needs a list of two, `jsondecode(text)["user"]` the JSON text of an object
/// with that key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Shape {
    /// The attributes or keys that are read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) attributes: BTreeMap<String, Shape>,
    /// The shape of the elements, if the value is used as a list or set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) element: Option<Box<Shape>>,
    /// The number of elements that are accessed by index.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) length: usize,
    /// The shape of the JSON that the string decodes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) json: Option<Box<Shape>>,
    /// True if the value is used in arithmetic.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) number: bool,
    /// True if the value is used as a condition.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) boolean: bool,
    /// True if the value is used as a map with arbitrary keys.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) keyed: bool,
}

/// A step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An attribute or a key.
    Name(String),
    /// An element by its index.
    Number(usize),
    Element,
    /// The JSON that a string decodes to.
    Json,
}

/// The use of the part at the end of the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Plain,
    List,
    Keyed,
    Number,
    Boolean,
}

impl Shape {
    /// Records one use of a part.
    pub fn note(&mut self, steps: &[Step], at_end: Use) {
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

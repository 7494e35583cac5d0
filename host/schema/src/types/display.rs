//! Formats types.

use super::{ObjectAttribute, Type};
use std::fmt::{self, Display, Formatter};

/// The number of attributes of an object that a summary shows. The rest is only counted.
const SUMMARY_ATTRIBUTES: usize = 4;

/// A type in messages: `object({a = string, b = number, c = bool, d = any, and 40 more})`. It is not complete, so it cannot be
/// parsed: long objects are cut off, and attributes are not marked as optional.
#[derive(Debug, Clone, Copy)]
pub struct Summary<'a>(&'a Type);

impl Type {
    /// Returns the type as messages show it.
    pub fn summary(&self) -> Summary<'_> {
        Summary(self)
    }

    fn write(&self, f: &mut Formatter<'_>, is_summary: bool) -> fmt::Result {
        let element = |f: &mut Formatter<'_>, name: &str, element: &Self| {
            write!(f, "{name}(")?;
            element.write(f, is_summary)?;
            f.write_str(")")
        };
        match self {
            Self::Any => f.write_str("any"),
            Self::String => f.write_str("string"),
            Self::Number => f.write_str("number"),
            Self::Bool => f.write_str("bool"),
            Self::List(inner) => element(f, "list", inner),
            Self::Set(inner) => element(f, "set", inner),
            Self::Map(inner) => element(f, "map", inner),
            Self::Tuple(elements) => {
                f.write_str("tuple([")?;
                separated(f, elements, |f, element| element.write(f, is_summary))?;
                f.write_str("])")
            }
            Self::Object(attributes) => {
                f.write_str("object({")?;
                let shown = if is_summary { SUMMARY_ATTRIBUTES } else { attributes.len() };
                separated(f, attributes.iter().take(shown), |f, (name, attribute)| {
                    write!(f, "{name} = ")?;
                    attribute.write(f, is_summary)
                })?;
                if attributes.len() > shown {
                    write!(f, ", and {} more", attributes.len() - shown)?;
                }
                f.write_str("})")
            }
        }
    }
}

impl ObjectAttribute {
    fn write(&self, f: &mut Formatter<'_>, is_summary: bool) -> fmt::Result {
        if is_summary || !self.optional {
            return self.type_constraint.write(f, is_summary);
        }
        match &self.default {
            None => write!(f, "optional({})", self.type_constraint),
            Some(default) => write!(f, "optional({}, {default})", self.type_constraint),
        }
    }
}

/// Displays the whole type, so that it can be parsed.
impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

impl Display for Summary<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.write(f, true)
    }
}

fn separated<T>(
    f: &mut Formatter<'_>,
    items: impl IntoIterator<Item = T>,
    show: impl Fn(&mut Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.into_iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        show(f, item)?;
    }
    Ok(())
}

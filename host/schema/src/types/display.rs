//! Formats type constraints.

use super::{Attribute, Type};
use std::fmt::{self, Display, Formatter};

impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::String => f.write_str("string"),
            Self::Number => f.write_str("number"),
            Self::Bool => f.write_str("bool"),
            Self::List(element) => write!(f, "list({element})"),
            Self::Set(element) => write!(f, "set({element})"),
            Self::Map(element) => write!(f, "map({element})"),
            Self::Tuple(elements) => {
                f.write_str("tuple([")?;
                separated(f, elements, |f, element| element.fmt(f))?;
                f.write_str("])")
            }
            Self::Object(attributes) => {
                f.write_str("object({")?;
                separated(f, attributes, |f, (name, attribute)| write!(f, "{name} = {attribute}"))?;
                f.write_str("})")
            }
        }
    }
}

impl Display for Attribute {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.optional, &self.default) {
            (false, _) => self.type_constraint.fmt(f),
            (true, None) => write!(f, "optional({})", self.type_constraint),
            (true, Some(default)) => write!(f, "optional({}, {default})", self.type_constraint),
        }
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

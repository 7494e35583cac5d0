//! Steps of a reference into a type.

use super::Type;
use terrace_core::expression::{Step, StepKind};

impl Type {
    /// Returns the type that these steps lead to, or `any` if it is not declared.
    pub fn behind(&self, steps: &[Step<'_>]) -> &Self {
        steps.iter().fold(self, |here, step| match (here, &step.kind) {
            (Self::List(element) | Self::Set(element) | Self::Map(element), kind)
                if *kind != StepKind::Splat =>
            {
                element
            }
            (Self::Tuple(elements), StepKind::Index(index)) => {
                let element = usize::try_from(*index).ok().and_then(|index| elements.get(index));
                element.unwrap_or(&Self::Any)
            }
            (Self::Object(attributes), kind) => {
                let attribute = match kind {
                    StepKind::Attribute(name) => attributes.get(*name),
                    StepKind::Key(key) => attributes.get(key.as_ref()),
                    _ => None,
                };
                attribute.map_or(&Self::Any, |attribute| &attribute.type_constraint)
            }
            _ => &Self::Any,
        })
    }
}

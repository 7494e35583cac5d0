//! Parts of types.

use super::Type;
use terrace_core::expression::{Step, StepKind};

impl Type {
    /// Returns whether some part of it is `any`.
    pub fn has_any(&self) -> bool {
        match self {
            Type::Any => true,
            Type::String | Type::Number | Type::Bool => false,
            Type::List(element) | Type::Set(element) | Type::Map(element) => element.has_any(),
            Type::Tuple(elements) => elements.iter().any(Type::has_any),
            Type::Object(attributes) => {
                attributes.values().any(|attribute| attribute.type_constraint.has_any())
            }
        }
    }

    /// Returns the type of the elements in an iteration, or `any` if they differ or are not known.
    pub fn element(&self) -> Type {
        match self {
            Type::List(element) | Type::Set(element) | Type::Map(element) => (**element).clone(),
            Type::Tuple(elements) => common(elements.iter()),
            Type::Object(attributes) => {
                common(attributes.values().map(|attribute| &attribute.type_constraint))
            }
            Type::Any | Type::String | Type::Number | Type::Bool => Type::Any,
        }
    }

    /// Returns the type of the keys that belong to [`Type::element`] in a `for` expression.
    pub fn key(&self) -> Type {
        match self {
            Type::List(_) | Type::Tuple(_) => Type::Number,
            Type::Map(_) | Type::Object(_) => Type::String,
            Type::Set(element) => (**element).clone(),
            Type::Any | Type::String | Type::Number | Type::Bool => Type::Any,
        }
    }

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

    /// Returns whether this type is nested deeper than `depth` or has more than `parts` parts. Types of
    /// expressions can grow without bound, and code that walks them recurses.
    pub fn exceeds(&self, depth: usize, parts: usize) -> bool {
        let mut left = parts;
        !self.spend(depth, &mut left)
    }

    fn spend(&self, depth: usize, left: &mut usize) -> bool {
        if depth == 0 || *left == 0 {
            return false;
        }
        *left -= 1;
        match self {
            Type::Any | Type::String | Type::Number | Type::Bool => true,
            Type::List(element) | Type::Set(element) | Type::Map(element) => element.spend(depth - 1, left),
            Type::Tuple(elements) => elements.iter().all(|element| element.spend(depth - 1, left)),
            Type::Object(attributes) => {
                attributes.values().all(|attribute| attribute.type_constraint.spend(depth - 1, left))
            }
        }
    }
}

/// Returns the type that all have in common, or `any` if they differ.
fn common<'a>(mut types: impl Iterator<Item = &'a Type>) -> Type {
    match types.next() {
        Some(first) if types.all(|other| other == first) => first.clone(),
        _ => Type::Any,
    }
}

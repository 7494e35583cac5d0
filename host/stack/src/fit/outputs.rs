//! Checks the outputs of an instance against the types that its tier declares.

use super::partial_value::PartialValue;
use super::scalar::may_be;
use std::collections::BTreeMap;
use terrace_core::expression::Templates;
use terrace_core::model::{Diagnostic, Explain, InstanceId};
use terrace_core::path::{Path, PathStep};
use terrace_core::scope::ScopedContribution;
use terrace_schema::types::Type;

/// An output that does not have its declared type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the output `{output}` is declared as `{declared}`, {}", match place.is_empty() {
    true => format!("but the tier returns {got}"),
    false => format!("but `{output}{place}` is {got} instead of `{expected}`"),
})]
pub struct OutputTypeError {
    pub instance: InstanceId,
    pub output: String,
    pub declared: String,
    /// The path into the value, as the end of a reference; empty for the whole value.
    pub place: String,
    /// The declared type of the value at the path.
    pub expected: String,
    /// A description of the actual value.
    pub got: String,
}

impl Explain for OutputTypeError {
    fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error("output-type", self.to_string())
            .instance(self.instance.clone())
            .path(format!("outputs.{}{}", self.output, self.place))
    }
}

/// Finds the outputs that cannot have their declared types, as far as their values are known.
pub fn check_outputs(
    templates: &Templates,
    types: &BTreeMap<String, Type>,
    contribution: &ScopedContribution,
) -> Vec<OutputTypeError> {
    let mut errors = Vec::new();
    for (name, output) in &contribution.outputs {
        let Some(declared) = types.get(name) else { continue };
        let known = PartialValue::of_value(templates, &output.value, &Type::Any);
        let known = if output.sensitive { known.concealed() } else { known };
        if let Some((place, expected, got)) = contradiction(declared, &known, &Path::default()) {
            errors.push(OutputTypeError {
                instance: contribution.instance.clone(),
                output: name.clone(),
                declared: declared.to_string(),
                place,
                expected,
                got,
            });
        }
    }
    errors
}

/// Finds the first mismatch between a value and a type: the path, the type there, and a description of the value.
fn contradiction(declared: &Type, known: &PartialValue, path: &Path) -> Option<(String, String, String)> {
    let below = |step: PathStep, declared: &Type, known: &PartialValue| {
        contradiction(declared, known, &path.then(step))
    };
    let is_possible = match (declared, known) {
        (Type::Any, _) | (_, PartialValue::Unknown | PartialValue::Null | PartialValue::Linked(_)) => true,
        (Type::String, _) => may_be(known, "string"),
        (Type::Number, _) => may_be(known, "number"),
        (Type::Bool, _) => may_be(known, "boolean"),
        (Type::List(element) | Type::Set(element), PartialValue::List(items)) => {
            let mut items = items.iter().enumerate();
            return items.find_map(|(index, item)| below(PathStep::Index(index), element, item));
        }
        (Type::List(element) | Type::Set(element), PartialValue::Items(item)) => {
            return below(PathStep::Each, element, item);
        }
        (Type::Map(element), PartialValue::Object { members, .. }) => {
            return members
                .iter()
                .find_map(|(key, member)| below(PathStep::Key(key.clone()), element, member));
        }
        (Type::Map(element), PartialValue::Members(member)) => return below(PathStep::Each, element, member),
        (Type::Tuple(elements), PartialValue::List(items)) if elements.len() == items.len() => {
            let mut pairs = elements.iter().zip(items).enumerate();
            return pairs.find_map(|(index, (element, item))| below(PathStep::Index(index), element, item));
        }
        (Type::Object(attributes), PartialValue::Object { members, whole }) => {
            return attributes.iter().find_map(|(name, attribute)| {
                let (step, declared) = (PathStep::Key(name.clone()), &attribute.type_constraint);
                match members.get(name) {
                    Some(member) => below(step, declared, member),
                    None if attribute.optional || !whole => None,
                    None => {
                        let place = Path::default().then(step).as_suffix();
                        Some((path.as_suffix() + &place, declared.to_string(), "missing".to_owned()))
                    }
                }
            });
        }
        (Type::Object(_), PartialValue::Members(_)) | (Type::Tuple(_), PartialValue::Items(_)) => true,
        _ => false,
    };
    (!is_possible).then(|| (path.as_suffix(), declared.to_string(), known.describe()))
}

//! Follows the steps of a reference into a partly known value.

use super::partial_value::PartialValue;
use terrace_core::expression::{Step, StepKind};

/// A step that is not possible for a value of this type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoStep {
    /// The number of preceding steps that are possible.
    pub taken: usize,
    /// A description of the value before the step.
    pub kind: String,
}

/// Returns the known parts of the value that these steps lead to. `text` is the template that their spans refer to.
pub fn reach(known: PartialValue, steps: &[Step<'_>], text: &str) -> Result<PartialValue, NoStep> {
    let mut known = known;
    for (taken, step) in steps.iter().enumerate() {
        if step.kind == StepKind::Splat {
            return splat(known, &steps[taken + 1..], text, step)
                .map_err(|no| NoStep { taken: no.taken + taken + 1, ..no });
        }
        let kind = known.describe();
        known = into(known, &step.kind).ok_or(NoStep { taken, kind })?;
    }
    Ok(known)
}

/// Returns the known parts of the value that one step leads to; `None` if the step is not possible.
fn into(known: PartialValue, step: &StepKind<'_>) -> Option<PartialValue> {
    let key = match step {
        StepKind::Attribute(name) => Some((*name).to_owned()),
        StepKind::Key(key) => Some(key.clone().into_owned()),
        StepKind::Index(index) => Some(index.to_string()),
        StepKind::Splat | StepKind::Computed => None,
    };
    let is_attribute = matches!(step, StepKind::Attribute(_));
    match (known, key) {
        (PartialValue::Unknown | PartialValue::Null, _) => Some(PartialValue::Unknown),
        (PartialValue::Linked(known), _) => into(*known, step),
        (PartialValue::Bool(_) | PartialValue::Number(_) | PartialValue::Text(_), _) => None,
        (PartialValue::List(_) | PartialValue::Items(_), _) if is_attribute => None,
        (PartialValue::List(mut items), Some(key)) => match key.parse::<usize>() {
            Ok(index) if index < items.len() => Some(items.swap_remove(index)),
            Ok(_) => None,
            Err(_) => Some(PartialValue::Unknown),
        },
        (PartialValue::Object { mut members, whole }, Some(key)) => match members.remove(&key) {
            Some(member) => Some(member),
            None if whole => None,
            None => Some(PartialValue::Unknown),
        },
        (PartialValue::Items(element) | PartialValue::Members(element), _) => Some(*element),
        (PartialValue::List(_) | PartialValue::Object { .. }, None) => Some(PartialValue::Unknown),
    }
}

/// Returns the result of a splat: a list of the values that the remaining steps lead to in each item. A value that is
/// not a list is treated as a list of one item, and null as an empty list.
fn splat(
    known: PartialValue,
    rest: &[Step<'_>],
    text: &str,
    splat: &Step<'_>,
) -> Result<PartialValue, NoStep> {
    // After `.*`, an index refers to the resulting list.
    let is_full = text[splat.span.clone()].starts_with('[');
    if !is_full && rest.iter().any(|step| !matches!(step.kind, StepKind::Attribute(_))) {
        return Ok(PartialValue::Unknown);
    }
    let each = |item| reach(item, rest, text);
    Ok(match known {
        PartialValue::List(items) => {
            PartialValue::List(items.into_iter().map(each).collect::<Result<_, _>>()?)
        }
        PartialValue::Items(element) => PartialValue::Items(Box::new(each(*element)?)),
        PartialValue::Object { .. } | PartialValue::Members(_) => PartialValue::Unknown,
        other => PartialValue::Items(Box::new(each(other)?)),
    })
}

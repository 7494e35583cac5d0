//! Steps of a reference into a value that only Terraform will know.

use super::known::Known;
use crate::expression::{Step, StepKind};

/// A step that no value of this kind allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoStep {
    /// How many steps before it are possible.
    pub taken: usize,
    /// What the value is there, in words.
    pub kind: String,
}

/// What is known of the value behind these steps. `text` is the text that their spans point into.
pub fn reach(known: Known, steps: &[Step<'_>], text: &str) -> Result<Known, NoStep> {
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

/// What is known of one step's value; none where there can be no such step.
fn into(known: Known, step: &StepKind<'_>) -> Option<Known> {
    let key = match step {
        StepKind::Attribute(name) => Some((*name).to_owned()),
        StepKind::Key(key) => Some(key.clone().into_owned()),
        StepKind::Index(index) => Some(index.to_string()),
        StepKind::Splat | StepKind::Computed => None,
    };
    let is_attribute = matches!(step, StepKind::Attribute(_));
    match (known, key) {
        (Known::Unknown | Known::Null, _) => Some(Known::Unknown),
        (Known::Linked(known), _) => into(*known, step),
        (Known::Bool(_) | Known::Number(_) | Known::Text(_), _) => None,
        (Known::List(_) | Known::Items(_), _) if is_attribute => None,
        (Known::List(mut items), Some(key)) => match key.parse::<usize>() {
            Ok(index) if index < items.len() => Some(items.swap_remove(index)),
            Ok(_) => None,
            Err(_) => Some(Known::Unknown),
        },
        (Known::Object { mut members, whole }, Some(key)) => match members.remove(&key) {
            Some(member) => Some(member),
            None if whole => None,
            None => Some(Known::Unknown),
        },
        (Known::Items(element) | Known::Members(element), _) => Some(*element),
        (Known::List(_) | Known::Object { .. }, None) => Some(Known::Unknown),
    }
}

/// What a splat makes: a list of what the steps behind it lead to in each item. A value that is no list is
/// taken as a list of one, and null as an empty one.
fn splat(known: Known, rest: &[Step<'_>], text: &str, splat: &Step<'_>) -> Result<Known, NoStep> {
    // Behind `.*` an index is one into the new list.
    let is_full = text[splat.span.clone()].starts_with('[');
    if !is_full && rest.iter().any(|step| !matches!(step.kind, StepKind::Attribute(_))) {
        return Ok(Known::Unknown);
    }
    let each = |item| reach(item, rest, text);
    Ok(match known {
        Known::List(items) => Known::List(items.into_iter().map(each).collect::<Result<_, _>>()?),
        Known::Items(element) => Known::Items(Box::new(each(*element)?)),
        Known::Object { .. } | Known::Members(_) => Known::Unknown,
        other => Known::Items(Box::new(each(other)?)),
    })
}

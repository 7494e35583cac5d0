//! Follows the steps of a reference that lead into known values.

use super::error::LinkProblem;
use crate::expression::{Reference, StepKind, is_template, literal};
use crate::suggest::{Listed, nearest};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Follows a reference into a value as far as possible, beginning with step `from`. Returns the value
/// there, and the total number of steps that were followed.
pub(super) fn follow<'v>(
    mut value: &'v Value,
    reference: &Reference<'_>,
    from: usize,
    text: &str,
) -> Result<(&'v Value, usize), LinkProblem> {
    let mut taken = from;
    while let Some(step) = reference.steps.get(taken) {
        let here = || text[reference.span_of(taken)].to_owned();
        let step_text = || text[step.span.clone()].to_owned();
        let missing = |nearest: Option<&str>| LinkProblem::NoAttribute {
            value: here(),
            kind: kind(value),
            step: step_text(),
            known: Listed::near(
                step_text().trim_start_matches('.'),
                value.as_object().unwrap_or(&Map::new()).keys().map(String::as_str),
            ),
            nearest: nearest.map(str::to_owned),
        };
        value = match (value, &step.kind) {
            (_, StepKind::Splat | StepKind::Computed) => break,
            // The attributes of an expression are known only to Terraform.
            (Value::String(text), _) if is_template(text) => break,
            (Value::Array(items), StepKind::Index(index)) => {
                let item = usize::try_from(*index).ok().and_then(|index| items.get(index));
                let length = items.len();
                item.ok_or_else(|| LinkProblem::OutOfRange { list: here(), length, index: *index })?
            }
            (Value::Object(members), kind) => {
                let key: Cow<'_, str> = match kind {
                    StepKind::Attribute(name) => (*name).into(),
                    StepKind::Key(key) => key.as_ref().into(),
                    StepKind::Index(index) => index.to_string().into(),
                    StepKind::Splat | StepKind::Computed => break,
                };
                match member(members, &key) {
                    Some(member) => member,
                    None if members.keys().any(|key| is_template(key)) => break,
                    None => return Err(missing(nearest(&key, members.keys().map(String::as_str)))),
                }
            }
            _ => return Err(missing(None)),
        };
        taken += 1;
    }
    Ok((value, taken))
}

/// Returns the member of an object whose keys are templates.
fn member<'v>(members: &'v Map<String, Value>, key: &str) -> Option<&'v Value> {
    let escaped = crate::expression::escape(key);
    members.get(escaped.as_ref()).filter(|_| literal(&escaped).is_some())
}

pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

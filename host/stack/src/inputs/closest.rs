//! Finds the closest of several alternative schemas for a value.

use super::wire_schema::MARK;
use super::words::{type_name, written};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonTypeSet, ValidationError};
use serde_json::Value;

/// The JSON pointer step from an expression to its template.
const EXPRESSION_STEP: &str = "/$expr";

/// The most useful error for a value that matches none of several schemas.
pub enum Closest<'e> {
    /// The errors of the schema that was most likely meant.
    Branch(&'e [ValidationError<'static>]),
    /// The value has none of the types that the schemas accept.
    Kinds(Vec<String>),
    /// The value, or the property with the error's path, has none of the allowed values.
    Options(&'e ValidationError<'static>, Vec<Value>),
}

/// Chooses the most useful error. `branches` has the errors of each schema.
pub fn choose<'e>(
    schema: &Value,
    error: &ValidationError<'_>,
    branches: &'e [Vec<ValidationError<'static>>],
) -> Closest<'e> {
    let at = error.instance_path().as_str();
    let refusing = |branch: &&'e Vec<ValidationError<'static>>| refusal(schema, at, branch).is_some();
    let candidates: Vec<_> = branches.iter().filter(|branch| !refusing(branch)).collect();
    if candidates.is_empty() {
        return all_refuse(schema, at, branches);
    }
    // Schemas that are distinguished by a property: `{"kind": "http", …}`.
    let (tagged, fitting): (Vec<_>, Vec<_>) =
        candidates.iter().partition(|branch| branch.iter().any(|error| is_tag(at, error)));
    if !fitting.is_empty() {
        return Closest::Branch(fewest(fitting));
    }
    let tags: Vec<_> =
        tagged.iter().filter_map(|branch| branch.iter().find(|error| is_tag(at, error))).collect();
    match tags.first() {
        Some(first) if tags.iter().all(|tag| tag.instance_path() == first.instance_path()) => {
            Closest::Options(first, tags.iter().flat_map(|tag| options(tag)).collect())
        }
        _ => Closest::Branch(fewest(tagged)),
    }
}

fn fewest<'e>(branches: Vec<&'e Vec<ValidationError<'static>>>) -> &'e [ValidationError<'static>] {
    branches.into_iter().min_by_key(|branch| branch.len()).map(Vec::as_slice).unwrap_or_default()
}

fn all_refuse<'e>(schema: &Value, at: &str, branches: &'e [Vec<ValidationError<'static>>]) -> Closest<'e> {
    let refusals: Vec<_> = branches.iter().filter_map(|branch| refusal(schema, at, branch)).collect();
    let values: Vec<Value> = refusals.iter().flat_map(|error| options(error)).collect();
    match refusals.first() {
        Some(first) if values.len() >= refusals.len() => Closest::Options(first, values),
        _ => Closest::Kinds(refusals.iter().flat_map(|error| kinds(schema, error)).collect()),
    }
}

/// Returns the error with which a schema rejects the value as a whole, if it does.
fn refusal<'e>(
    schema: &Value,
    at: &str,
    branch: &'e [ValidationError<'static>],
) -> Option<&'e ValidationError<'static>> {
    branch.iter().find(|error| {
        let is_whole = matches!(
            error.kind(),
            ValidationErrorKind::Type { .. }
                | ValidationErrorKind::Constant { .. }
                | ValidationErrorKind::Enum { .. }
                | ValidationErrorKind::FalseSchema
        );
        match error.instance_path().as_str().strip_prefix(at) {
            Some("") => is_whole || is_of_expression(schema, error),
            Some(EXPRESSION_STEP) => matches!(error.kind(), ValidationErrorKind::FalseSchema),
            _ => false,
        }
    })
}

/// Returns whether the error is about a direct property with a fixed set of values.
fn is_tag(at: &str, error: &ValidationError<'_>) -> bool {
    let is_option =
        matches!(error.kind(), ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. });
    let property = error.instance_path().as_str().strip_prefix(at).and_then(|rest| rest.strip_prefix('/'));
    is_option && property.is_some_and(|property| !property.contains('/'))
}

/// Returns the values that a failed `const` or `enum` allows.
fn options(error: &ValidationError<'_>) -> Vec<Value> {
    match error.kind() {
        ValidationErrorKind::Constant { expected_value } => vec![Value::clone(expected_value)],
        ValidationErrorKind::Enum { options } => options.as_array().cloned().unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Returns whether the error is from a `const` or `enum` next to a `type`, which has an error of its own.
pub fn is_beside_type(schema: &Value, error: &ValidationError<'_>) -> bool {
    let is_option =
        matches!(error.kind(), ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. });
    let own = parent(error.schema_path().as_str()).and_then(|pointer| schema.pointer(pointer));
    is_option && own.is_some_and(|own| own.get("type").is_some())
}

/// Returns whether the error is from the schema of an expression.
pub fn is_of_expression(schema: &Value, error: &ValidationError<'_>) -> bool {
    parent(error.schema_path().as_str())
        .and_then(|pointer| schema.pointer(pointer))
        .is_some_and(|parent| parent.get(MARK).is_some())
}

/// Returns the JSON pointer of the parent.
pub fn parent(pointer: &str) -> Option<&str> {
    pointer.rfind('/').map(|at| &pointer[..at])
}

/// Describes the types that a schema accepts, based on the error with which it rejects a value. `nothing` only if
/// there is no other.
pub fn kinds(schema: &Value, error: &ValidationError<'_>) -> Vec<String> {
    if is_of_expression(schema, error) {
        return vec!["an expression".to_owned()];
    }
    match error.kind() {
        ValidationErrorKind::Type { kind } => {
            let types = match kind {
                TypeKind::Single(kind) => JsonTypeSet::from(*kind),
                TypeKind::Multiple(kinds) => *kinds,
            };
            types.iter().map(|kind| type_name(kind).to_owned()).collect()
        }
        ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. } => {
            options(error).iter().map(written).collect()
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let at = error.instance_path().as_str();
            let refusals = context.iter().filter_map(|branch| refusal(schema, at, branch));
            refusals.flat_map(|error| kinds(schema, error)).collect()
        }
        ValidationErrorKind::FalseSchema if error.schema_path().as_str().contains("terrace-literal") => {
            vec!["a literal".to_owned()]
        }
        _ => vec!["a map".to_owned()],
    }
}

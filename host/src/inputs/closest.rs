//! Which of several forms a value comes closest to.

use super::schema::MARK;
use super::words::{type_name, written};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonTypeSet, ValidationError};
use serde_json::Value;

/// The step of a JSON pointer from an expression to its template.
const EXPRESSION_STEP: &str = "/$expr";

/// What is to be said of a value that fits none of several forms.
pub enum Closest<'e> {
    /// These errors of the form that it was most likely meant for.
    Branch(&'e [ValidationError<'static>]),
    /// It is none of the kinds of values that the forms take.
    Kinds(Vec<String>),
    /// It, or its property of this path, is none of these values.
    Options(&'e ValidationError<'static>, Vec<Value>),
}

/// Finds it. `branches` has the errors of each form.
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
    // Forms that a property tells apart: `{"kind": "http", …}`.
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

/// The error with which a form refuses the value as a whole, if it does.
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

/// Whether the error is that of a property which can only have certain values.
fn is_tag(at: &str, error: &ValidationError<'_>) -> bool {
    let is_option =
        matches!(error.kind(), ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. });
    let property = error.instance_path().as_str().strip_prefix(at).and_then(|rest| rest.strip_prefix('/'));
    is_option && property.is_some_and(|property| !property.contains('/'))
}

/// The values that an error of `const` or `enum` allows.
fn options(error: &ValidationError<'_>) -> Vec<Value> {
    match error.kind() {
        ValidationErrorKind::Constant { expected_value } => vec![Value::clone(expected_value)],
        ValidationErrorKind::Enum { options } => options.as_array().cloned().unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Whether the error is that of `const` or `enum` beside a `type`, which then has an error of its own.
pub fn is_beside_type(schema: &Value, error: &ValidationError<'_>) -> bool {
    let is_option =
        matches!(error.kind(), ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. });
    let own = parent(error.schema_path().as_str()).and_then(|pointer| schema.pointer(pointer));
    is_option && own.is_some_and(|own| own.get("type").is_some())
}

/// Whether the error is that of the schema of an expression.
pub fn is_of_expression(schema: &Value, error: &ValidationError<'_>) -> bool {
    parent(error.schema_path().as_str())
        .and_then(|pointer| schema.pointer(pointer))
        .is_some_and(|parent| parent.get(MARK).is_some())
}

/// The pointer to what holds the value of this one.
pub fn parent(pointer: &str) -> Option<&str> {
    pointer.rfind('/').map(|at| &pointer[..at])
}

/// What a form takes, in words, by the error with which it refuses a value. `nothing` only if nothing else.
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

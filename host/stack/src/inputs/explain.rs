//! Explains the errors of the validator.

use super::closest::{Closest, choose, is_beside_type, is_of_expression, kinds, parent};
use super::error::{InputError, Problem};
use super::place::Place;
use super::schema::Schema;
use super::wire::{EXPRESSION, expression};
use super::words::{any_of, describe, written};
use crate::stack::{Node, NodeValue};
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use terrace_core::path::{Path, PathStep, pointer_steps};
use terrace_core::suggest::{Listed, nearest};
use terrace_core::words::count_of;

/// Returns all errors of an invalid value, sorted by location in the stack file.
///
/// `schema` is the form of the declared schema that the validator checks, and `masked` is the value with its secrets replaced.
pub fn errors(
    (declared, schema): (&Schema, &Value),
    validator: &Validator,
    (value, masked): (&Value, &Value),
    inputs: &Node,
) -> Vec<InputError> {
    let mut explainer = Explainer { declared, schema, value, masked, inputs, found: Vec::new() };
    for error in validator.iter_errors(value) {
        explainer.explain(&error);
    }
    let mut found = explainer.found;
    // A value of the wrong type also breaks other rules, which are not worth reporting.
    let wrong: Vec<String> =
        found.iter().filter(|error| error.is_type()).map(|error| error.path.clone()).collect();
    found.retain(|error| error.is_type() || !wrong.contains(&error.path));
    found.sort_by_key(|error| (error.location.source, error.location.range.start));
    found.dedup();
    found
}

struct Explainer<'a> {
    declared: &'a Schema,
    schema: &'a Value,
    value: &'a Value,
    masked: &'a Value,
    inputs: &'a Node,
    found: Vec<InputError>,
}

impl Explainer<'_> {
    fn explain(&mut self, error: &ValidationError<'_>) {
        let mut at = pointer_steps(error.instance_path().as_str());
        if at.last().is_some_and(|last| last == EXPRESSION) {
            at.pop();
        }
        if expression(self.at(&at)).is_some() {
            if is_beside_type(self.schema, error) {
                return;
            }
            let expected = literal_kinds(kinds(self.schema, error));
            let problem = Problem::NotLiteral { path: self.path(&at), expected };
            return self.add(&at, problem);
        }
        if is_of_expression(self.schema, error) {
            return self.wrong_type(&at, kinds(self.schema, error));
        }
        match error.kind() {
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default().to_owned();
                at.push(name);
                let problem = Problem::Missing { path: self.path(&at) };
                self.add(&at, problem);
            }
            Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
                let known = self.known(error);
                for name in unexpected {
                    self.unknown(&at, name, &known);
                }
            }
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                match choose(self.schema, error, context) {
                    Closest::Branch(errors) => errors.iter().for_each(|error| self.explain(error)),
                    Closest::Kinds(kinds) => self.wrong_type(&at, kinds),
                    Closest::Options(error, options) => {
                        self.wrong_option(&pointer_steps(error.instance_path().as_str()), &options);
                    }
                }
            }
            Kind::Type { .. } => self.wrong_type(&at, kinds(self.schema, error)),
            Kind::Constant { expected_value } => {
                self.wrong_option(&at, std::slice::from_ref(&**expected_value));
            }
            Kind::Enum { options } => {
                self.wrong_option(&at, options.as_array().map(Vec::as_slice).unwrap_or_default());
            }
            Kind::PropertyNames { error } => {
                let name = error.instance().as_str().unwrap_or_default().to_owned();
                let rule = format!("cannot have the key `{name}`: a key {}", rule(error, None));
                self.broken_rule(&at, rule, false);
            }
            Kind::UniqueItems
            | Kind::Contains
            | Kind::Not { .. }
            | Kind::FalseSchema
            | Kind::UnevaluatedItems { .. }
            | Kind::OneOfMultipleValid { .. } => self.broken_rule(&at, rule(error, None), false),
            _ => self.broken_rule(&at, rule(error, self.example(error)), true),
        }
    }

    fn wrong_type(&mut self, at: &[String], kinds: Vec<String>) {
        let value = self.at(at);
        let hint = self.type_hint(value, &kinds);
        let (path, expected, got) = (self.path(at), literal_or_expression(kinds), describe(value));
        self.add(at, Problem::Type { path, expected, got, hint });
    }

    fn type_hint(&self, value: &Value, kinds: &[String]) -> Option<String> {
        let takes = |word: &str| kinds.iter().any(|kind| kind.contains(word));
        match value {
            Value::String(text) if takes("number") && text.parse::<f64>().is_ok_and(f64::is_finite) => {
                Some(format!("write it without quotes: {text}"))
            }
            Value::String(text) if takes("`true`") => match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "true" => Some("write `true`, without quotes".to_owned()),
                "no" | "off" | "false" => Some("write `false`, without quotes".to_owned()),
                _ => None,
            },
            Value::String(text) if text.ends_with(',') && !takes("a string") => {
                Some("remove the trailing `,`, which YAML does not need".to_owned())
            }
            Value::Number(_) | Value::Bool(_) if takes("a string") => Some(format!("quote it: \"{value}\"")),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
            other if takes("a list") => Some(format!("write a list with one item: [{other}]")),
            _ => None,
        }
    }

    fn wrong_option(&mut self, at: &[String], options: &[Value]) {
        let value = self.at(at);
        let names = || options.iter().filter_map(Value::as_str);
        let near = value.as_str().and_then(|text| {
            names().find(|name| name.eq_ignore_ascii_case(text)).or_else(|| nearest(text, names()))
        });
        let problem = Problem::Option {
            path: self.path(at),
            got: describe(value),
            options: options.iter().map(written).collect(),
            near: near.map(str::to_owned),
        };
        self.add(at, problem);
    }

    fn broken_rule(&mut self, at: &[String], rule: String, shows_value: bool) {
        let got = match self.at(at) {
            Value::Array(items) if !items.is_empty() => count_of(items.len() as u64, "item", "items"),
            Value::Object(members) if !members.is_empty() => {
                count_of(members.len() as u64, "entry", "entries")
            }
            other => describe(other),
        };
        let problem = Problem::Rule { path: self.path(at), rule, got: shows_value.then_some(got) };
        self.add(at, problem);
    }

    fn unknown(&mut self, at: &[String], name: &str, known: &[String]) {
        let mut path = at.to_vec();
        path.push(name.to_owned());
        let node = self.inputs.find(at.iter().map(String::as_str));
        let location = node.get(name).map_or(&node.location, |entry| &entry.key).clone();
        // Prefers inputs that are not set yet. Others are also possible: an overlay may misspell one that the stack
        // file sets.
        let (free, set): (Vec<_>, Vec<_>) = known.iter().partition(|known| node.get(known).is_none());
        let near =
            |names: &[&String]| nearest(name, names.iter().map(|name| name.as_str())).map(str::to_owned);
        let problem = Problem::Unknown {
            path: self.path(&path),
            near: near(&free).or_else(|| near(&set).filter(|_| name.len() > 2)),
            known: Listed::near(name, free.into_iter().map(String::as_str)),
        };
        let is_default = node.get(name).is_none();
        let path = self.path(&path);
        self.found.push(InputError {
            problem,
            path,
            location,
            description: None,
            is_default,
            is_secret: false,
        });
    }

    /// Returns the subschema that the value does not match.
    fn failing(&self, error: &ValidationError<'_>) -> Option<&Value> {
        parent(error.schema_path().as_str()).and_then(|pointer| self.schema.pointer(pointer))
    }

    /// Returns an example value of the failing subschema.
    fn example(&self, error: &ValidationError<'_>) -> Option<&Value> {
        self.failing(error)?.get("examples")?.get(0)
    }

    /// Returns the names of the failing subschema's properties.
    fn known(&self, error: &ValidationError<'_>) -> Vec<String> {
        let properties =
            self.failing(error).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        properties
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
            .filter(|name| *name != EXPRESSION)
            .cloned()
            .collect()
    }

    fn add(&mut self, at: &[String], problem: Problem) {
        let is_missing = matches!(problem, Problem::Missing { .. });
        let holder = if is_missing { &at[..at.len() - 1] } else { at };
        let is_secret = !is_missing && follow(self.value, at) != follow(self.masked, at);
        let problem = if is_secret { problem.without_value() } else { problem };
        self.found.push(InputError {
            path: self.path(at),
            location: self.inputs.find(at.iter().map(String::as_str)).location.clone(),
            description: self.description(at),
            is_default: !holder.is_empty() && !has(self.inputs, holder),
            is_secret,
            problem,
        });
    }

    /// Returns the value at a path, or null if there is none.
    fn at(&self, path: &[String]) -> &Value {
        follow(self.value, path).unwrap_or(&Value::Null)
    }

    /// Formats a path, or `inputs` for the inputs as a whole.
    fn path(&self, at: &[String]) -> String {
        let mut path = Path::default();
        let mut value = Some(self.value);
        for step in at {
            path.push(match (value, step.parse()) {
                (Some(Value::Array(_)), Ok(index)) => PathStep::Index(index),
                _ => PathStep::Key(step.clone()),
            });
            value = value.and_then(|value| follow(value, std::slice::from_ref(step)));
        }
        if path.is_empty() { "inputs".to_owned() } else { path.to_string() }
    }

    /// Returns the description of an input in the schema.
    fn description(&self, at: &[String]) -> Option<String> {
        if at.is_empty() {
            return None;
        }
        Place::of(self.declared, at.iter().map(String::as_str)).description()
    }
}

fn follow<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match value {
        Value::Object(members) => members.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Returns whether the stack file itself has a value at a path.
fn has(inputs: &Node, path: &[String]) -> bool {
    let mut node = inputs;
    for step in path {
        let next = match &node.value {
            NodeValue::Mapping(entries) => entries.get(step).map(|entry| &entry.value),
            NodeValue::Sequence(items) => step.parse().ok().and_then(|index: usize| items.get(index)),
            _ => None,
        };
        match next {
            Some(next) => node = next,
            None => return false,
        }
    }
    true
}

/// Lists types, with `nothing` only if there is no other.
fn literal_or_expression(mut kinds: Vec<String>) -> String {
    if kinds.iter().any(|kind| kind != "nothing") {
        kinds.retain(|kind| kind != "nothing");
    }
    // Expressions are the exception, so they come last.
    kinds.sort_by_key(|kind| kind == "an expression");
    any_of(&kinds)
}

fn literal_kinds(mut kinds: Vec<String>) -> String {
    kinds.retain(|kind| kind != "an expression");
    literal_or_expression(kinds)
}

/// Returns a rule of the schema as a predicate of the value. An example is preferred to a pattern, because it is
/// easier to read.
pub fn rule(error: &ValidationError<'_>, example: Option<&Value>) -> String {
    match error.kind() {
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::Maximum { limit } => format!("must be at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::MinLength { limit: 1 } | Kind::MinItems { limit: 1 } | Kind::MinProperties { limit: 1 } => {
            "must not be empty".to_owned()
        }
        Kind::MinLength { limit } => {
            format!("must have at least {}", count_of(*limit, "character", "characters"))
        }
        Kind::MaxLength { limit } => {
            format!("must have at most {}", count_of(*limit, "character", "characters"))
        }
        Kind::MinItems { limit } => format!("must have at least {}", count_of(*limit, "item", "items")),
        Kind::MaxItems { limit } => format!("must have at most {}", count_of(*limit, "item", "items")),
        Kind::MinProperties { limit } => {
            format!("must have at least {}", count_of(*limit, "entry", "entries"))
        }
        Kind::MaxProperties { limit } => {
            format!("must have at most {}", count_of(*limit, "entry", "entries"))
        }
        Kind::AdditionalItems { limit } => {
            format!("must have at most {}", count_of(*limit as u64, "item", "items"))
        }
        Kind::UnevaluatedItems { unexpected } => format!("has too many items: {}", unexpected.join(", ")),
        Kind::Pattern { pattern } => match example.and_then(Value::as_str) {
            Some(example) => format!("must look like `{example}`"),
            None => format!("must match the pattern `{pattern}`"),
        },
        Kind::Format { format } => format!("must be {}", format_name(format)),
        Kind::UniqueItems => match duplicate(error.instance()) {
            Some(item) => format!("has the same item twice: {item}"),
            None => "has the same item twice".to_owned(),
        },
        Kind::Contains => "lacks an item that the tier requires".to_owned(),
        Kind::OneOfMultipleValid { .. } => {
            "matches several of the allowed forms, but must match exactly one".to_owned()
        }
        Kind::Not { .. } => "must not have this form".to_owned(),
        Kind::FalseSchema => "cannot be set here".to_owned(),
        Kind::ContentEncoding { content_encoding } => format!("must be encoded as {content_encoding}"),
        Kind::ContentMediaType { content_media_type } => format!("must be of type {content_media_type}"),
        other => format!("breaks the rule `{}` of the tier's schema", other.keyword()),
    }
}

fn format_name(format: &str) -> String {
    match format {
        "ipv4" => "an IPv4 address".to_owned(),
        "ipv6" => "an IPv6 address".to_owned(),
        "email" | "idn-email" => "an email address".to_owned(),
        "uri" | "iri" => "a URI".to_owned(),
        "hostname" | "idn-hostname" => "a host name".to_owned(),
        "date-time" => "a date and time such as 2026-01-31T12:00:00Z".to_owned(),
        "date" => "a date such as 2026-01-31".to_owned(),
        "time" => "a time such as 12:00:00Z".to_owned(),
        "duration" => "a duration such as P7D".to_owned(),
        "uuid" => "a UUID".to_owned(),
        "regex" => "a regular expression".to_owned(),
        other => format!("of the format `{other}`"),
    }
}

/// Returns the first item of a list that is a duplicate.
fn duplicate(list: &Value) -> Option<String> {
    let items = list.as_array()?;
    let second = items.iter().enumerate().find(|(index, item)| items[..*index].contains(item))?;
    Some(describe(second.1))
}

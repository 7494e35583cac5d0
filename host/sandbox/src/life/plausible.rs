//! Invents values that look real.

mod identifier;
#[cfg(test)]
mod tests;
mod text;

use terrace_schema::types::Type;

use super::subject::Subject;
use crate::shape::Shape;
use crate::value::{Number, Value};

pub(super) use identifier::{arn, uuid};
pub(super) use text::ipv6_block;

/// The number of elements of a collection if the stack does not determine it.
const DEFAULT_ELEMENTS: usize = 3;

/// Invents a value for an attribute, from its type, its use in the stack and its name.
pub(super) fn invent(subject: &Subject<'_>, name: &str, ty: &Type, shape: Option<&Shape>) -> Value {
    let element = |index: usize, ty: &Type| {
        let shape = shape.and_then(|shape| shape.element.as_deref());
        match ty {
            Type::String => text::element(subject, name, index, shape),
            ty => invent(subject, &format!("{name}.{index}"), ty, shape),
        }
    };
    match ty {
        Type::String => match shape.and_then(|shape| shape.json.as_deref()) {
            Some(content) => Value::string(text::json(subject, name, content)),
            None => Value::string(text::text(subject, name)),
        },
        Type::Number => Value::Number(Number::Integer(number(subject, name))),
        Type::Bool => Value::Bool(truth(name)),
        Type::List(ty) | Type::Set(ty) => {
            let used = shape.filter(|shape| shape.element.is_some() || shape.length > 0);
            let count =
                used.map_or(0, |shape| shape.length.max(if subject.data { DEFAULT_ELEMENTS } else { 1 }));
            Value::List((0..count).map(|index| element(index, ty)).collect())
        }
        Type::Tuple(types) => {
            Value::List(types.iter().enumerate().map(|(index, ty)| element(index, ty)).collect())
        }
        Type::Map(ty) => {
            let keys = shape.into_iter().flat_map(|shape| &shape.attributes);
            Value::Map(
                keys.map(|(key, shape)| (key.clone(), invent(subject, key, ty, Some(shape)))).collect(),
            )
        }
        Type::Object(types) => {
            let shape = |name: &str| shape.and_then(|shape| shape.attributes.get(name));
            let entry = |name: &String, ty| (name.clone(), invent(subject, name, ty, shape(name)));
            Value::Map(types.iter().map(|(name, it)| entry(name, &it.type_constraint)).collect())
        }
        Type::Any => {
            let value = open(subject, name, shape);
            Value::Typed(Box::new(value.literal_type()), Box::new(value))
        }
    }
}

/// Invents a value whose type only follows from its use.
fn open(subject: &Subject<'_>, name: &str, shape: Option<&Shape>) -> Value {
    let Some(shape) = shape else { return scalar(subject, name) };
    if let Some(content) = &shape.json {
        return Value::string(text::json(subject, name, content));
    }
    if !shape.attributes.is_empty() {
        let entries = shape.attributes.iter();
        return Value::Map(
            entries.map(|(name, shape)| (name.clone(), open(subject, name, Some(shape)))).collect(),
        );
    }
    if shape.element.is_some() || shape.length > 0 {
        let inner = shape.element.as_deref().filter(|inner| **inner != Shape::default());
        let element = |index| match inner {
            Some(_) => open(subject, &format!("{name}.{index}"), inner),
            None => text::element(subject, name, index, None),
        };
        let elements = (0..shape.length.max(DEFAULT_ELEMENTS)).map(element).collect::<Vec<_>>();
        return Value::List(elements);
    }
    if shape.keyed {
        return Value::Map([("key".to_owned(), Value::string(text::text(subject, name)))].into());
    }
    if shape.number {
        return Value::Number(Number::Integer(number(subject, name)));
    }
    if shape.boolean {
        return Value::Bool(truth(name));
    }
    scalar(subject, name)
}

fn scalar(subject: &Subject<'_>, name: &str) -> Value {
    let last = name.rsplit('_').next().unwrap_or(name);
    match last {
        "port" | "count" | "size" => Value::Number(Number::Integer(number(subject, name))),
        "enabled" => Value::Bool(true),
        _ => Value::string(text::text(subject, name)),
    }
}

fn number(subject: &Subject<'_>, name: &str) -> i64 {
    let last = name.rsplit('_').next().unwrap_or(name);
    match (last, name) {
        ("port", _) if subject.type_name.contains("postgres") => 5432,
        ("port", _)
            if subject.type_name.starts_with("aws_db") || subject.type_name.starts_with("aws_rds") =>
        {
            3306
        }
        ("port", _) => 443,
        (_, "latest_version" | "default_version" | "version") => 1,
        _ => 0,
    }
}

fn truth(name: &str) -> bool {
    let is_enabled = name.ends_with("enabled")
        // Nothing is protected from deletion unless the stack says so.
        && !name.ends_with("protection_enabled");
    is_enabled || matches!(name, "lower" | "upper" | "numeric" | "number" | "special")
}

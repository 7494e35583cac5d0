//! Terraform's lenient conversions between types.

use super::Type;

impl Type {
    /// Returns whether a value of this type can be converted to `to`. A conversion that depends on the value
    /// (a string that may contain a number) counts as possible, as does one from or to `any`.
    pub fn converts_to(&self, to: &Type) -> bool {
        match (self, to) {
            (Type::Any, _) | (_, Type::Any) => true,
            (Type::String | Type::Number | Type::Bool, Type::String) => true,
            (Type::Number | Type::String, Type::Number) => true,
            (Type::Bool | Type::String, Type::Bool) => true,
            (Type::List(from) | Type::Set(from), Type::List(to) | Type::Set(to)) => from.converts_to(to),
            (Type::Tuple(from), Type::List(to) | Type::Set(to)) => {
                from.iter().all(|from| from.converts_to(to))
            }
            (Type::Tuple(from), Type::Tuple(to)) => {
                from.len() == to.len() && from.iter().zip(to).all(|(from, to)| from.converts_to(to))
            }
            (Type::Map(from), Type::Map(to)) => from.converts_to(to),
            (Type::Object(from), Type::Map(to)) => {
                from.values().all(|from| from.type_constraint.converts_to(to))
            }
            (Type::Map(from), Type::Object(to)) => {
                to.values().all(|to| from.converts_to(&to.type_constraint))
            }
            (Type::Object(from), Type::Object(to)) => to.iter().all(|(name, to)| match from.get(name) {
                Some(from) => from.type_constraint.converts_to(&to.type_constraint),
                None => to.optional,
            }),
            _ => false,
        }
    }

    /// Returns whether this literal string can be converted to the type.
    pub fn takes_string(&self, text: &str) -> bool {
        match self {
            Type::Any | Type::String => true,
            Type::Number => is_number(text),
            Type::Bool => matches!(text, "true" | "false" | "1" | "0"),
            _ => false,
        }
    }
}

/// Returns whether a string is a decimal number. Rust's parser also accepts `inf` and `nan`, which Terraform does not.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') && digits.parse::<f64>().is_ok()
}

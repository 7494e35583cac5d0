//! Terraform's lenient conversions between types.

use super::types::Type;

/// Returns whether a value of type `from` can be converted to `to`. A conversion that depends on the value
/// (a string that may contain a number) counts as possible, as does one from or to an unknown type.
pub fn convertible(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::String | Type::Number | Type::Bool, Type::String) => true,
        (Type::Number | Type::String, Type::Number) => true,
        (Type::Bool | Type::String, Type::Bool) => true,
        (Type::List(from) | Type::Set(from), Type::List(to) | Type::Set(to)) => convertible(from, to),
        (Type::Tuple(from), Type::List(to) | Type::Set(to)) => from.iter().all(|from| convertible(from, to)),
        (Type::Tuple(from), Type::Tuple(to)) => {
            from.len() == to.len() && from.iter().zip(to).all(|(from, to)| convertible(from, to))
        }
        (Type::Map(from), Type::Map(to)) => convertible(from, to),
        (Type::Object(from), Type::Map(to)) => from.values().all(|from| convertible(&from.ty, to)),
        (Type::Map(from), Type::Object(to)) => to.values().all(|to| convertible(from, &to.ty)),
        (Type::Object(from), Type::Object(to)) => to.iter().all(|(name, to)| match from.get(name) {
            Some(from) => convertible(&from.ty, &to.ty),
            None => to.optional,
        }),
        _ => false,
    }
}

/// Returns whether a literal string can be converted to `to`.
pub fn string_fits(text: &str, to: &Type) -> bool {
    match to {
        Type::Any | Type::String => true,
        Type::Number => is_number(text),
        Type::Bool => matches!(text, "true" | "false" | "1" | "0"),
        _ => false,
    }
}

/// Returns whether a string is a decimal number. Rust's parser also accepts `inf` and `nan`, which Terraform does not.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') && digits.parse::<f64>().is_ok()
}

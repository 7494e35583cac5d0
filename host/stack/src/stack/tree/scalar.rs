//! Resolves plain scalars by the core schema of YAML 1.2.

use super::node::NodeValue;
use serde_json::Number;

/// A plain scalar that is valid YAML but not allowed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarError {
    /// `.inf` or `.nan`: Terraform and JSON have no such number.
    NotFinite,
    /// `007`: octal in one version of YAML, decimal in the other, an account number to a person.
    LeadingZero,
    /// A hexadecimal or octal number with more than 128 bits.
    TooLarge,
}

/// Resolves a plain scalar to a value.
pub fn resolve(text: &str) -> Result<NodeValue, ScalarError> {
    let value = match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeValue::Null,
        "true" | "True" | "TRUE" => NodeValue::Bool(true),
        "false" | "False" | "FALSE" => NodeValue::Bool(false),
        _ => match number(text)? {
            Some(number) => NodeValue::Number(number),
            None => NodeValue::String(text.to_owned()),
        },
    };
    Ok(value)
}

fn number(text: &str) -> Result<Option<Number>, ScalarError> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Ok(None);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(ScalarError::NotFinite);
    }
    // Only without a sign: the core schema does not allow one here.
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
                return Ok(None);
            }
            let value = u128::from_str_radix(digits, radix).map_err(|_| ScalarError::TooLarge)?;
            return Ok(decimal(&value.to_string()));
        }
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent_digits = exponent.map(|e| e.strip_prefix(['+', '-']).unwrap_or(e));
    let is_number = digits(whole)
        && digits(fraction.unwrap_or_default())
        && !(whole.is_empty() && fraction.unwrap_or_default().is_empty())
        && exponent_digits.is_none_or(|e| !e.is_empty() && digits(e));
    if !is_number {
        return Ok(None);
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Err(ScalarError::LeadingZero);
    }
    if let Some(number) = decimal(text) {
        return Ok(Some(number));
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.filter(|f| !f.is_empty()).map(|f| format!(".{f}")).unwrap_or_default();
    let exponent = exponent.map(|e| format!("e{e}")).unwrap_or_default();
    Ok(decimal(&format!("{sign}{whole}{fraction}{exponent}")))
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Parses a number in JSON's notation. Digits are preserved, an exponent gets a sign. Returns `None` for any other
/// notation.
fn decimal(text: &str) -> Option<Number> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match resolve(text) {
            Ok(NodeValue::Null) => "null".to_owned(),
            Ok(NodeValue::Bool(value)) => value.to_string(),
            Ok(NodeValue::Number(number)) => number.to_string(),
            Ok(NodeValue::String(text)) => format!("{text:?}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn scalars_follow_the_core_schema() {
        for (text, meaning) in [
            ("", "null"),
            ("~", "null"),
            ("True", "true"),
            ("yes", "\"yes\""),
            ("off", "\"off\""),
            ("0", "0"),
            ("-0", "-0"),
            ("9007199254740993", "9007199254740993"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("1.50", "1.50"),
            ("1e400", "1e+400"),
            ("1E+2", "1e+2"),
            ("+12", "12"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("5.e3", "5e+3"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("-0x1F", "\"-0x1F\""),
            ("0x", "\"0x\""),
            ("1_000", "\"1_000\""),
            ("1.2.3", "\"1.2.3\""),
            ("10.0.0.0/16", "\"10.0.0.0/16\""),
            ("12:30", "\"12:30\""),
            ("2026-01-02", "\"2026-01-02\""),
            ("1e", "\"1e\""),
            (".", "\".\""),
            ("-", "\"-\""),
            ("+.inf", "Err(NotFinite)"),
            (".nan", "Err(NotFinite)"),
            ("-.nan", "\"-.nan\""),
            ("012345678901", "Err(LeadingZero)"),
            ("00", "Err(LeadingZero)"),
            ("0xffffffffffffffffffffffffffffffffff", "Err(TooLarge)"),
        ] {
            assert_eq!(shown(text), meaning, "{text}");
        }
    }
}

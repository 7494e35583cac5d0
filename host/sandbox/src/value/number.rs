//! Numbers that keep their digits.

use std::fmt;

/// A number in the form in which it was received.
///
/// Terraform computes with 512 bits and chooses the shortest encoding that is exact, so a number that is sent back in another
/// form might no longer be the same number.
/// back in another form than it came might no longer be the same number.
#[derive(Clone, Debug)]
pub(crate) enum Number {
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    Text(String),
}

impl Number {
    pub(crate) fn parse(text: &str) -> Self {
        if let Ok(integer) = text.parse() {
            Self::Integer(integer)
        } else if let Ok(unsigned) = text.parse() {
            Self::Unsigned(unsigned)
        } else {
            Self::Text(text.to_owned())
        }
    }

    pub(crate) fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            Self::Unsigned(value) => i64::try_from(*value).ok(),
            Self::Float(value) => (value.fract() == 0.0 && value.abs() < 9e15).then_some(*value as i64),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(out),
            Self::Unsigned(value) => value.fmt(out),
            Self::Float(value) => value.fmt(out),
            Self::Text(text) => text.fmt(out),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

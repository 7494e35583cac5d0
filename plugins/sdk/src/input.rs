//! Inputs that may be expressions.

use crate::{Diagnostic, Diagnostics, Expression};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// An input that is either known when the stack is synthesized, or an expression that Terraform evaluates.
///
/// Use it for everything that the tier only passes on. What the tier decides by, such as a count, is a
/// plain `u32`: then Terrace refuses an expression there and says why. `Input<Vec<Input<String>>>` is a list
/// that may be one expression or hold expressions.
///
/// Further rules for the value are keywords of JSON Schema: `#[schemars(extend("minItems" = 2))]`. Terrace holds values
/// against them, and outputs that are linked there. An input with `#[schemars(extend("writeOnly" = true))]` takes secrets.
///
/// In JSON Schema it is `anyOf` of `T`'s schema and of a string with format `terraform-expression`.
#[derive(Debug, Clone, PartialEq)]
pub enum Input<T> {
    /// A value.
    Known(T),
    /// An expression.
    Expression(Expression),
}

impl<T> Input<T> {
    /// The value, where it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Expression(_) => None,
        }
    }

    /// The value, or the problem that it is not known although it is needed in this case. `path` is the
    /// input's JSON pointer, such as `/listener/port`.
    ///
    /// # Errors
    ///
    /// One diagnostic with code `unknown-input` where the input is an expression.
    pub fn require(&self, path: &str) -> Result<&T, Diagnostics> {
        self.known().ok_or_else(|| {
            Diagnostic::new(
                "unknown-input",
                "this input must be known at synth time, but it is an expression",
            )
            .path(path)
            .hint("write a literal value")
            .into()
        })
    }
}

impl<T> From<T> for Input<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl From<&str> for Input<String> {
    fn from(value: &str) -> Self {
        Self::Known(value.to_owned())
    }
}

impl<T: JsonSchema> JsonSchema for Input<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Input_{}", T::schema_name()).into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("terrace_sdk::Input<{}>", T::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                generator.subschema_for::<T>(),
                { "type": "string", "format": "terraform-expression" },
            ],
        })
    }
}

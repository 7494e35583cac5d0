//! Inputs that may be expressions.

use crate::{Diagnostic, Diagnostics, Expression};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// An input that is either known when the stack is synthesized, or an expression that Terraform evaluates.
///
/// Use it for every value that the tier only passes on. Values that the tier itself depends on, such as a
/// count, have a plain type such as `u32`: Terrace then rejects an expression and says why.
/// `Input<Vec<Input<String>>>` is a list that can be one expression or contain expressions.
///
/// Further rules for the value are JSON Schema keywords: `#[schemars(extend("minItems" = 2))]`. Terrace
/// checks values against them, and so it does the outputs that are linked to the input. An input with
/// `#[schemars(extend("writeOnly" = true))]` accepts secrets.
///
/// Its JSON Schema is an `anyOf` of the schema of `T` and a string with the format `terraform-expression`.
#[derive(Debug, Clone, PartialEq)]
pub enum Input<T> {
    /// A literal value.
    Known(T),
    /// An expression that Terraform evaluates.
    Expression(Expression),
}

impl<T> Input<T> {
    /// Returns the value if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Expression(_) => None,
        }
    }

    /// Returns the value, or an error if it is an expression but must be known in this case. `path` is the
    /// input's JSON pointer, such as `/listener/port`.
    ///
    /// # Errors
    ///
    /// One diagnostic with the code `unknown-input` if the input is an expression.
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

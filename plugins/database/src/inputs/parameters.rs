//! Parameters of the engine, and values that AWS wants as strings.

use std::borrow::Cow;
use terrace_sdk::prelude::*;
use terrace_sdk::schemars::{Schema, SchemaGenerator, json_schema};
use terrace_sdk::serde::{Deserializer, de::Error};

/// The value of a parameter or of an option's setting: a string, number or bool, which AWS gets as a string,
/// or an expression. `true` becomes `1`, `false` becomes `0`.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting(Value);

impl From<&Setting> for Value {
    fn from(setting: &Setting) -> Self {
        match &setting.0 {
            Value::Bool(value) => if *value { "1" } else { "0" }.into(),
            Value::Number(value) => value.to_string().into(),
            other => other.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null | Value::List(_) | Value::Object(_) => {
                Err(D::Error::custom("expected a string, number or bool"))
            }
            value => Ok(Self(value)),
        }
    }
}

impl JsonSchema for Setting {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": ["string", "number", "boolean"] },
                { "type": "string", "format": "terraform-expression" },
            ],
        })
    }
}

/// A parameter: its value, or an object with its value and the time at which it takes effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The value.
    pub value: Setting,
    /// When it takes effect, if the input says so.
    pub apply_method: Option<ApplyMethod>,
}

/// The time at which a parameter takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ApplyMethod {
    /// At once. AWS rejects this for a static parameter.
    Immediate,
    /// With the next reboot, which Terraform does not start.
    PendingReboot,
}

impl ApplyMethod {
    /// Returns the name that AWS uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::PendingReboot => "pending-reboot",
        }
    }
}

/// The object form of a parameter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ParameterObject {
    /// Value of the parameter.
    value: Setting,
    /// When the value takes effect. Default: `pending-reboot` for parameters that are known to be static,
    /// `immediate` for all others.
    apply_method: Option<ApplyMethod>,
}

impl<'de> Deserialize<'de> for Parameter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use terrace_sdk::serde_json::{Value as Json, from_value};
        let json = Json::deserialize(deserializer)?;
        let is_object = json.as_object().is_some_and(|fields| fields.contains_key("value"));
        if is_object {
            let ParameterObject { value, apply_method } = from_value(json).map_err(D::Error::custom)?;
            Ok(Self { value, apply_method })
        } else {
            Ok(Self { value: from_value(json).map_err(D::Error::custom)?, apply_method: None })
        }
    }
}

impl JsonSchema for Parameter {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Parameter".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": ["string", "number", "boolean"] },
                generator.subschema_for::<ParameterObject>(),
                { "type": "string", "format": "terraform-expression" },
            ],
        })
    }
}

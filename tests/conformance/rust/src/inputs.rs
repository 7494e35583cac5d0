//! The tier's inputs: one of every kind.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;
use terrace_sdk::serde_json::Number;

/// Inputs of the conformance tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Parts to create, in this order.
    pub parts: Vec<Part>,

    /// A string, or an expression.
    #[serde(default = "default_text")]
    pub text: Input<String>,

    /// A number of any size and precision, or an expression.
    pub number: Option<Input<Number>>,

    /// A boolean, or an expression.
    #[serde(default = "default_flag")]
    pub flag: Input<bool>,

    /// A list of strings, which can be one expression or contain some.
    pub list: Option<Input<Vec<Input<String>>>>,

    /// A map of strings, which can be one expression or contain some.
    pub map: Option<Input<BTreeMap<String, Input<String>>>>,

    /// Any value, with expressions anywhere in it.
    pub anything: Option<Value>,

    /// A number that the tier depends on, so it cannot be an expression.
    #[serde(default = "default_size")]
    #[schemars(range(min = 1, max = 5))]
    pub size: u32,

    /// A choice of two.
    #[serde(default)]
    pub mode: Mode,

    /// Known strings: "quoted", and `${not.an.expression}`.
    #[serde(default)]
    #[schemars(length(max = 3))]
    pub names: Vec<String>,

    /// A map of known strings.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,

    /// Rules of a firewall.
    #[serde(default = "default_rules")]
    pub rules: Vec<Rule>,
}

/// A rule of a firewall.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Port of the connection.
    pub port: Input<u16>,

    /// Addresses that may connect.
    #[serde(default = "default_cidr_blocks")]
    pub cidr_blocks: Input<Vec<Input<String>>>,

    /// Purpose of the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Input<String>>,
}

/// A choice of two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The default.
    #[default]
    PlainText,
    /// The alternative.
    Quoted,
}

impl Mode {
    /// Returns the choice as written in a stack file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlainText => "plain-text",
            Self::Quoted => "quoted",
        }
    }
}

/// A part of the tier's contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Strings that are special to Terraform, to JSON or to a language.
    Literals,
    /// Numbers that a double cannot represent, or writes differently.
    Numbers,
    /// Values that are left out, and empty values that are kept.
    Absent,
    /// Every input, passed on.
    Inputs,
    /// Nested blocks.
    Blocks,
    /// Meta-arguments of resources.
    Lifecycle,
    /// Providers of other regions.
    Providers,
    /// Calls of modules.
    Modules,
    /// Checks.
    Checks,
    /// References to every kind of block.
    References,
    /// Function calls and other expressions.
    Expressions,
    /// Strings that contain expressions.
    Templates,
    /// A script for a machine's first start.
    UserData,
    /// The context of the instance.
    Context,
    /// A value of every type for the outputs.
    Outputs,
    /// Blocks that were renamed or removed.
    Moves,
    /// Warnings.
    Warnings,
    /// Errors with every optional field.
    Problems,
    /// Inputs that must be known.
    Required,
}

fn default_text() -> Input<String> {
    "it's ${text}".into()
}

fn default_flag() -> Input<bool> {
    true.into()
}

fn default_size() -> u32 {
    2
}

fn default_rules() -> Vec<Rule> {
    vec![Rule { port: 443.into(), cidr_blocks: default_cidr_blocks(), description: None }]
}

fn default_cidr_blocks() -> Input<Vec<Input<String>>> {
    vec!["0.0.0.0/0".into()].into()
}

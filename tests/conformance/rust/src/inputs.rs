//! What the tier takes: every kind of input.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;
use terrace_sdk::serde_json::Number;

/// Inputs of the conformance tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// What is made, in this order.
    pub parts: Vec<Part>,

    /// A text, or an expression.
    #[serde(default = "default_text")]
    pub text: Input<String>,

    /// A number of any size and precision, or an expression.
    pub number: Option<Input<Number>>,

    /// A boolean, or an expression.
    #[serde(default = "default_flag")]
    pub flag: Input<bool>,

    /// A list of texts that may be one expression, or hold some.
    pub list: Option<Input<Vec<Input<String>>>>,

    /// A map of texts that may be one expression, or hold some.
    pub map: Option<Input<BTreeMap<String, Input<String>>>>,

    /// Anything at all, with expressions in any place.
    pub anything: Option<Value>,

    /// How many. Decided by, so it takes no expression.
    #[serde(default = "default_size")]
    #[schemars(range(min = 1, max = 5))]
    pub size: u32,

    /// A choice.
    #[serde(default)]
    pub mode: Mode,

    /// Texts that are known: "quoted", and `${not.an.expression}`.
    #[serde(default)]
    #[schemars(length(max = 3))]
    pub names: Vec<String>,

    /// A map of known texts.
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
    /// The port.
    pub port: Input<u16>,

    /// Who may connect.
    #[serde(default = "default_cidr_blocks")]
    pub cidr_blocks: Input<Vec<Input<String>>>,

    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Input<String>>,
}

/// A choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The usual one.
    #[default]
    PlainText,
    /// The other one.
    Quoted,
}

impl Mode {
    /// As it is written in a stack file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlainText => "plain-text",
            Self::Quoted => "quoted",
        }
    }
}

/// A part of what the tier can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Texts that mean something to Terraform, to JSON or to a language.
    Literals,
    /// Numbers that a double cannot hold, or that look different there.
    Numbers,
    /// What is left out, and what is empty and stays.
    Absent,
    /// Every input, passed on.
    Inputs,
    /// Blocks in blocks.
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
    /// Texts with expressions in them.
    Templates,
    /// A script for a machine's first start.
    UserData,
    /// What the instance is made for.
    Context,
    /// A value of every type for the outputs.
    Outputs,
    /// Blocks that were renamed, or are gone.
    Moves,
    /// Warnings.
    Warnings,
    /// Errors, with every field that they may have.
    Problems,
    /// Inputs that have to be known.
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

//! The contribution of an instance to the stack, in the tier's own names.

use super::Severity;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The result of one run of a tier. See `contribution` in `wit/tier.wit`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Managed resources.
    pub resources: Vec<Resource>,
    pub data_sources: Vec<Resource>,
    pub ephemeral_resources: Vec<Resource>,
    pub locals: Vec<NamedValue>,
    pub modules: Vec<NamedBlock>,
    pub checks: Vec<NamedBlock>,
    /// Renamed blocks.
    pub moved: Vec<Moved>,
    /// Blocks that are no longer managed.
    pub removed: Vec<Removed>,
    /// Values of declared outputs.
    pub outputs: Vec<NamedValue>,
    /// Problems that a person should know about although the contribution is valid.
    pub warnings: Vec<TierDiagnostic>,
}

/// A resource, data source or ephemeral resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// Its type, such as `aws_vpc`.
    pub type_name: String,
    /// Its local name.
    pub name: String,
    /// Its body in Terraform's JSON syntax.
    pub body: Map<String, Value>,
}

/// A local value or an output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedValue {
    /// A Terraform identifier.
    pub name: String,
    /// The value, whose strings are templates.
    pub value: Value,
}

/// A module call or a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedBlock {
    /// A Terraform identifier.
    pub name: String,
    /// Its body in Terraform's JSON syntax.
    pub body: Map<String, Value>,
}

/// A renamed block, in local addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The old address.
    pub from: String,
    /// The new address.
    pub to: String,
}

/// A block that is no longer managed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The old address.
    pub from: String,
    /// Whether the object is destroyed, or only removed from the state.
    pub destroy: bool,
}

/// A problem that a tier reports, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierDiagnostic {
    pub severity: Severity,
    /// A stable code that the tier defines.
    pub code: String,
    /// The problem in one line.
    pub summary: String,
    /// Further details.
    pub detail: Option<String>,
    /// The block with the problem, in the tier's local names.
    pub address: Option<String>,
    /// A JSON pointer into the inputs.
    pub path: Option<String>,
    /// An instruction that solves the problem.
    pub hint: Option<String>,
}

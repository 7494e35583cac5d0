//! What one instance adds to the stack, in the tier's own names.

use super::Severity;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What one run of a tier gives. See `contribution` in `wit/tier.wit`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Managed resources.
    pub resources: Vec<Resource>,
    /// Data sources.
    pub data_sources: Vec<Resource>,
    /// Ephemeral resources.
    pub ephemeral_resources: Vec<Resource>,
    /// Local values.
    pub locals: Vec<NamedValue>,
    /// Module calls.
    pub modules: Vec<NamedBlock>,
    /// Check blocks.
    pub checks: Vec<NamedBlock>,
    /// Renamed blocks.
    pub moved: Vec<Moved>,
    /// Blocks no longer managed.
    pub removed: Vec<Removed>,
    /// Values of declared outputs.
    pub outputs: Vec<NamedValue>,
    /// What a person should know although the contribution stands.
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
    /// The value; strings are templates.
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
    /// The earlier address.
    pub from: String,
    /// The present address.
    pub to: String,
}

/// A block no longer managed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The earlier address.
    pub from: String,
    /// Whether its object is destroyed, or only forgotten.
    pub destroy: bool,
}

/// A problem that a tier reports, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierDiagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable code of the tier's own.
    pub code: String,
    /// One line.
    pub summary: String,
    /// More about it.
    pub detail: Option<String>,
    /// The block at fault, in the tier's local names.
    pub address: Option<String>,
    /// JSON pointer into the inputs.
    pub path: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

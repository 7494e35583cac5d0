//! What a tier says of itself.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::sync::Arc;

/// A tier's own description. See `manifest` in `wit/tier.wit` for the meaning of each field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The tier's name as its author gave it; the stack file may call the tier otherwise.
    pub name: String,
    /// Semantic version of the tier.
    pub version: String,
    /// One sentence.
    pub summary: String,
    /// JSON Schema of the inputs, always an object. It is long, and held by many.
    #[serde(serialize_with = "plain", deserialize_with = "shared")]
    pub inputs: Arc<Value>,
    /// Outputs, in the author's order.
    pub outputs: Vec<OutputDeclaration>,
    /// Providers, in the author's order.
    pub providers: Vec<ProviderRequirement>,
    /// Resource types the tier may emit.
    pub resources: Vec<String>,
    /// Data source types the tier may emit.
    pub data_sources: Vec<String>,
    /// Ephemeral resource types the tier may emit.
    pub ephemeral_resources: Vec<String>,
    /// Sources of modules the tier may call.
    pub modules: Vec<String>,
    /// Further facts by key.
    pub annotations: Vec<(String, String)>,
}

fn plain<S: Serializer>(value: &Arc<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().serialize(serializer)
}

fn shared<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Value>, D::Error> {
    Value::deserialize(deserializer).map(Arc::new)
}

/// An output that a tier may give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputDeclaration {
    /// A Terraform identifier.
    pub name: String,
    /// A Terraform type constraint, such as `list(string)`.
    #[serde(rename = "type")]
    pub type_constraint: String,
    /// One sentence.
    pub description: String,
    /// Whether the value is secret.
    pub sensitive: bool,
}

/// A provider that a tier's blocks belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderRequirement {
    /// Local name, such as `aws`.
    pub name: String,
    /// Source, such as `hashicorp/aws`.
    pub source: String,
    /// Version constraint in Terraform's syntax; empty for any version.
    pub version: String,
}

//! The manifest of a tier.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::sync::Arc;

/// A tier's own description. See `manifest` in `wit/tier.wit` for the meaning of each field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The tier's name as its author chose it. The stack file may use another one.
    pub name: String,
    /// The semantic version of the tier.
    pub version: String,
    /// The tier's purpose in one sentence.
    pub summary: String,
    /// The JSON Schema of the inputs, always an object. It is long and has many holders.
    #[serde(serialize_with = "plain", deserialize_with = "shared")]
    pub inputs: Arc<Value>,
    /// Outputs, in the author's order.
    pub outputs: Vec<OutputDeclaration>,
    /// Providers, in the author's order.
    pub providers: Vec<ProviderRequirement>,
    /// Resource types that the tier may emit.
    pub resources: Vec<String>,
    /// Data source types that the tier may emit.
    pub data_sources: Vec<String>,
    /// Ephemeral resource types that the tier may emit.
    pub ephemeral_resources: Vec<String>,
    /// Sources of modules that the tier may call.
    pub modules: Vec<String>,
    /// Further facts, as keys and values.
    pub annotations: Vec<(String, String)>,
}

fn plain<S: Serializer>(value: &Arc<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().serialize(serializer)
}

fn shared<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Value>, D::Error> {
    Value::deserialize(deserializer).map(Arc::new)
}

/// An output that a tier may return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputDeclaration {
    /// A Terraform identifier.
    pub name: String,
    /// A Terraform type constraint, such as `list(string)`.
    #[serde(rename = "type")]
    pub type_constraint: String,
    /// The output's meaning in one sentence.
    pub description: String,
    /// Whether the value is secret.
    pub sensitive: bool,
}

/// A provider of a tier's blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderRequirement {
    /// The local name, such as `aws`.
    pub name: String,
    /// The source, such as `hashicorp/aws`.
    pub source: String,
    /// A version constraint in Terraform's syntax; empty for any version.
    pub version: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::fixture::manifest;
    use serde_json::json;

    #[test]
    fn manifest_reads_back() {
        let manifest = Manifest { inputs: json!({ "type": "object" }).into(), ..manifest() };
        let written = serde_json::to_value(&manifest).unwrap();
        assert_eq!(written["inputs"], json!({ "type": "object" }));
        assert_eq!(serde_json::from_value::<Manifest>(written).unwrap(), manifest);
    }
}

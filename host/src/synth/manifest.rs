//! The manifest of a run: what was synthesized, from what. It stands in the output itself, under the root
//! member `"//"`, so that it cannot disagree with it.

use crate::difference::Places;
use serde::{Deserialize, Serialize};

/// What was synthesized, from what. Holds no time, no absolute path and no value of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of Terrace.
    pub terrace: String,
    /// The stack's name.
    pub stack: String,
    /// The environment's name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The components that were run, sorted by name.
    pub components: Vec<ComponentEntry>,
    /// Every run of every tier, sorted by tier and region.
    pub instances: Vec<InstanceEntry>,
    /// The address of every block, sorted.
    pub addresses: Vec<String>,
    /// Where secret inputs are written out: paths, by the address of the block.
    #[serde(default, skip_serializing_if = "Places::is_empty")]
    pub secrets: Places,
}

impl Manifest {
    /// The stack and its environment, in words.
    pub(super) fn owner(&self) -> String {
        match &self.environment {
            Some(environment) => format!("the stack `{}` ({environment})", self.stack),
            None => format!("the stack `{}`", self.stack),
        }
    }

    /// The manifest of an output file's text, as [`print`](crate::terraform_json::print) writes it. None where it has none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let from_manifest = text.strip_prefix("{\n  \"//\": ")?;
        // What follows it is not read.
        serde_json::Deserializer::from_str(from_manifest).into_iter().next()?.ok()
    }
}

/// A component that was run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ComponentEntry {
    /// As the stack file names it: a built-in's name, or a path relative to the stack file.
    pub reference: String,
    /// The name that it gives itself.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of it.
    pub digest: String,
}

/// One run of a tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceEntry {
    /// The tier.
    pub tier: String,
    /// The region, where the tier is bound to regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Name and version of its component.
    pub component: String,
    /// SHA-256 of the inputs, defaults filled in.
    pub inputs: String,
    /// How many resources it gave.
    pub resources: usize,
    /// How many data sources it gave, ephemeral ones included.
    pub data_sources: usize,
    /// How many modules it calls.
    pub modules: usize,
    /// How many outputs it gave.
    pub outputs: usize,
}

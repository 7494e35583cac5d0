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
    /// The components that were run, sorted by reference and tiers.
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

    /// Name and version of a tier's component. Example: `network@0.1.0`.
    pub fn component_of(&self, tier: &str) -> Option<String> {
        let ComponentEntry { name, version, .. } =
            self.components.iter().find(|entry| entry.tiers.iter().any(|one| one == tier))?;
        Some(format!("{name}@{version}"))
    }

    /// The manifest of an output file's text, as [`print`](crate::terraform_json::print) writes it. None where it has none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let from_manifest = text.strip_prefix("{\n  \"//\": ")?;
        // What follows it is not read.
        serde_json::Deserializer::from_str(from_manifest).into_iter().next()?.ok()
    }
}

/// A component that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentEntry {
    /// As the stack file names it: a built-in's name, or a path relative to the stack file.
    pub reference: String,
    /// The tiers that it runs as, sorted. Every tier has one component. Outputs of earlier versions of Terrace do not say it.
    #[serde(default)]
    pub tiers: Vec<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// As Terrace wrote it when every block and every instance said version and digest.
    const EARLIER: &str = r#"{
  "//": {
    "addresses": ["aws_vpc.network_east_main"],
    "components": [{ "digest": "sha256:00", "name": "network", "reference": "network", "version": "0.1.0" }],
    "instances": [{
      "component": "network@0.1.0", "data_sources": 0, "inputs": "sha256:11", "modules": 0, "outputs": 1,
      "region": "east", "resources": 1, "tier": "network"
    }],
    "stack": "shop",
    "terrace": "0.1.0"
  },
  "resource": {}
}
"#;

    #[test]
    fn what_an_earlier_version_wrote_is_read() {
        let manifest = Manifest::of(EARLIER).unwrap();
        assert_eq!(manifest.owner(), "the stack `shop`");
        assert_eq!(manifest.instances[0].tier, "network");
        assert_eq!(manifest.component_of("network"), None);
    }

    #[test]
    fn the_component_of_a_tier_is_told_once() {
        let mut manifest = Manifest::of(EARLIER).unwrap();
        manifest.components[0].tiers = vec!["edge".to_owned(), "network".to_owned()];
        assert_eq!(manifest.component_of("network").as_deref(), Some("network@0.1.0"));
        assert_eq!(manifest.component_of("web"), None);
    }
}

//! The manifest of a synthesis: what was synthesized from which components. It is part of the output itself, under the root
//! member `"//"`, so that the two cannot disagree.

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use terrace_core::difference::Places;
use terrace_core::words::count;

/// The record of a synthesis. Contains no time, no absolute path and no input value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of Terrace.
    pub terrace: String,
    pub stack: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The components that were run, sorted by reference and tiers.
    pub components: Vec<ComponentEntry>,
    /// All instances, sorted by tier and region.
    pub instances: Vec<InstanceEntry>,
    /// The addresses of all blocks, sorted.
    pub addresses: Vec<String>,
    /// Paths at which secret inputs appear in the output, by block address.
    #[serde(default, skip_serializing_if = "Places::is_empty")]
    pub secrets: Places,
}

impl Manifest {
    /// Describes the stack and its environment in an error message.
    pub(super) fn owner(&self) -> String {
        match &self.environment {
            Some(environment) => format!("the stack `{}` ({environment})", self.stack),
            None => format!("the stack `{}`", self.stack),
        }
    }

    /// Returns a summary such as `shop (staging): 2 resources and 1 data source from 1 instance of 1 component`.
    pub fn headline(&self) -> String {
        let resources: usize = self.instances.iter().map(|entry| entry.resources).sum();
        let data: usize = self.instances.iter().map(|entry| entry.data_sources).sum();
        let environment = self.environment.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        format!(
            "{}{environment}: {} and {} from {} of {}",
            self.stack,
            count(resources, "resource"),
            count(data, "data source"),
            count(self.instances.len(), "instance"),
            count(self.components.len(), "component"),
        )
    }

    /// Returns the name and version of a tier's component, such as `network@0.1.0`.
    pub fn component_of(&self, tier: &str) -> Option<String> {
        let ComponentEntry { name, version, .. } =
            self.components.iter().find(|entry| entry.tiers.iter().any(|one| one == tier))?;
        Some(format!("{name}@{version}"))
    }

    /// Reads the manifest from the text of an output file. Returns `None` if it has none.
    ///
    /// The manifest is the first member of the file, and the text after it, which may be long, is not parsed.
    pub fn of(text: &str) -> Option<Self> {
        let mut manifest = None;
        // If the manifest is found, the error only says that the text goes on.
        let _ = serde_json::Deserializer::from_str(text).deserialize_map(UpTo(&mut manifest));
        manifest
    }
}

/// Reads the members of an output file up to the manifest.
struct UpTo<'a>(&'a mut Option<Manifest>);

impl<'de> Visitor<'de> for UpTo<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the object of an output file")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            if name == "//" {
                *self.0 = Some(members.next_value()?);
                break;
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// A component that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentEntry {
    /// The component's name in the stack file: a built-in name, or a path relative to the stack file.
    pub reference: String,
    /// The tiers that use the component, sorted; each tier has one component. Missing in the output of earlier versions of
    /// Terrace.
    #[serde(default)]
    pub tiers: Vec<String>,
    /// The name in the component's manifest.
    pub name: String,
    /// The version in the component's manifest.
    pub version: String,
    /// SHA-256 digest of the component.
    pub digest: String,
}

/// An instance that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceEntry {
    pub tier: String,
    /// The region, if the tier runs in regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// SHA-256 digest of the inputs, including defaults.
    pub inputs: String,
    pub resources: usize,
    /// The number of data sources, including ephemeral resources.
    pub data_sources: usize,
    pub modules: usize,
    pub outputs: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An output from the time when every block and every instance had the version and digest.
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
    fn manifest_of_an_earlier_version_is_read() {
        let manifest = Manifest::of(EARLIER).unwrap();
        assert_eq!(manifest.owner(), "the stack `shop`");
        assert_eq!(manifest.instances[0].tier, "network");
        assert_eq!(manifest.component_of("network"), None);
    }

    #[test]
    fn manifest_is_found_however_the_file_is_formatted() {
        let manifest = Manifest::of(EARLIER);
        let value: serde_json::Value = serde_json::from_str(EARLIER).unwrap();
        for text in
            [value.to_string(), format!("\n{value:#}"), format!("{{ \"a\": [{{}}], {}", &EARLIER[1..])]
        {
            assert_eq!(Manifest::of(&text), manifest);
        }
        // A file that was cut after the manifest still says whose it is.
        assert_eq!(Manifest::of(&EARLIER[..EARLIER.len() - 10]), manifest);
        for other in ["", "[]", "{}", "{ \"//\": 1 }", "{ \"resource\": {} }", &EARLIER[..40]] {
            assert_eq!(Manifest::of(other), None, "{other}");
        }
    }

    #[test]
    fn manifest_has_the_component_of_a_tier() {
        let mut manifest = Manifest::of(EARLIER).unwrap();
        manifest.components[0].tiers = vec!["edge".to_owned(), "network".to_owned()];
        assert_eq!(manifest.component_of("network").as_deref(), Some("network@0.1.0"));
        assert_eq!(manifest.component_of("web"), None);
    }
}

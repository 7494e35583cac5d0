//! The features that a configuration requires of the program that runs it.

use super::{Flavour, Terraform, TerraformError};
use serde_json::Value;
use std::fmt;

/// A feature that not every version has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// The minimum for every configuration.
    Basics,
    /// A `removed` block without `lifecycle`.
    Removed,
    /// A `removed` block with `lifecycle`, which says whether the object is destroyed.
    RemovedDestroy,
    /// A function that a provider defines.
    ProviderFunction,
    /// An ephemeral resource, in an `ephemeral` block.
    EphemeralResource,
    /// A variable or an output marked `ephemeral`.
    EphemeralValue,
    /// An argument that is in no state, such as `password_wo`.
    WriteOnlyArgument,
}

impl Feature {
    /// Returns the first version of Terraform or OpenTofu with this feature, as major and minor number.
    pub fn since(self, flavour: Flavour) -> (u64, u64) {
        use Flavour::{OpenTofu, Terraform};
        match (self, flavour) {
            (Self::Basics, Terraform) => (1, 5),
            // The first release of OpenTofu.
            (Self::Basics, OpenTofu) => (1, 6),
            (Self::Removed | Self::RemovedDestroy, Terraform) => (1, 7),
            (Self::Removed, OpenTofu) => (1, 7),
            (Self::RemovedDestroy, OpenTofu) => (1, 10),
            (Self::ProviderFunction, Terraform) => (1, 8),
            (Self::ProviderFunction, OpenTofu) => (1, 7),
            (Self::EphemeralResource | Self::EphemeralValue, Terraform) => (1, 10),
            (Self::EphemeralResource | Self::EphemeralValue, OpenTofu) => (1, 11),
            (Self::WriteOnlyArgument, _) => (1, 11),
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basics => "Terrace",
            Self::Removed => "a `removed` block",
            Self::RemovedDestroy => "a `removed` block with `lifecycle`",
            Self::ProviderFunction => "a provider-defined function",
            Self::EphemeralResource => "an ephemeral resource",
            Self::EphemeralValue => "an ephemeral variable or output",
            Self::WriteOnlyArgument => "a write-only argument",
        })
    }
}

/// A feature that a configuration uses, and the place where it first does so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The feature that is used.
    pub feature: Feature,
    /// An address or a similar place; empty for the minimum of every configuration.
    pub place: String,
}

impl Use {
    fn new(feature: Feature, place: impl Into<String>) -> Self {
        Self { feature, place: place.into() }
    }
}

/// Returns the features that a configuration in Terraform's JSON syntax uses, each one once.
pub fn used(configuration: &Value) -> Vec<Use> {
    let mut uses = vec![Use::new(Feature::Basics, "")];
    for block in blocks(&configuration["removed"]) {
        let feature =
            if block.get("lifecycle").is_some() { Feature::RemovedDestroy } else { Feature::Removed };
        uses.push(Use::new(feature, format!("removed: {}", block["from"].as_str().unwrap_or_default())));
    }
    for (type_name, named) in members(&configuration["ephemeral"]) {
        uses.extend(
            members(named).map(|(name, _)| {
                Use::new(Feature::EphemeralResource, format!("ephemeral.{type_name}.{name}"))
            }),
        );
    }
    for (key, prefix) in [("variable", "var"), ("output", "output")] {
        uses.extend(
            members(&configuration[key])
                .filter(|(_, body)| body["ephemeral"] == true)
                .map(|(name, _)| Use::new(Feature::EphemeralValue, format!("{prefix}.{name}"))),
        );
    }
    if let Some(place) = write_only_argument(configuration) {
        uses.push(Use::new(Feature::WriteOnlyArgument, place));
    }
    if let Some(text) = provider_function(configuration) {
        uses.push(Use::new(Feature::ProviderFunction, text));
    }
    uses.sort_by_key(|one| one.feature);
    uses.dedup_by_key(|one| one.feature);
    uses
}

/// Checks that a program is new enough for these uses.
///
/// Only major and minor number are compared, so that a release candidate of a version has the features of that version.
///
/// # Errors
///
/// [`TerraformError::TooOld`], with the use that requires the newest version.
pub fn require(terraform: &Terraform, uses: &[Use]) -> Result<(), TerraformError> {
    let version = (terraform.version.major, terraform.version.minor);
    let most = uses.iter().max_by_key(|one| one.feature.since(terraform.flavour));
    match most {
        Some(one) if one.feature.since(terraform.flavour) > version => {
            Err(TerraformError::TooOld { terraform: terraform.clone(), needed: one.clone() })
        }
        _ => Ok(()),
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// Returns blocks without labels: one object, or an array of objects.
fn blocks(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(blocks) => blocks.as_slice(),
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
    .iter()
}

/// Finds the first write-only argument of a resource. Providers give it a name that ends in `_wo`, and a version with the
/// same name and `_version`.
fn write_only_argument(configuration: &Value) -> Option<String> {
    for (type_name, named) in members(&configuration["resource"]) {
        for (name, body) in members(named) {
            let is_write_only =
                |key: &&String| key.ends_with("_wo") && body.get(format!("{key}_version")).is_some();
            if let Some(key) = members(body).map(|(key, _)| key).find(is_write_only) {
                return Some(format!("{type_name}.{name}.{key}"));
            }
        }
    }
    None
}

/// Finds the first call of a provider function. A literal string that looks like one asks for a newer version than necessary,
/// which is rare and harmless.
fn provider_function(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.find("provider::").filter(|_| text.contains("${")).map(|at| {
            let call = &text[at..];
            call[..call.find('(').unwrap_or(call.len())].to_owned()
        }),
        Value::Array(items) => items.iter().find_map(provider_function),
        Value::Object(map) => {
            map.iter().filter(|(key, _)| *key != "//").find_map(|(_, item)| provider_function(item))
        }
        _ => None,
    }
}

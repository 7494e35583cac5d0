//! Documents of provider schemas, as `terraform providers schema -json` prints them.

use super::builtin;
use super::schema::{Function, Schema};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The kind of block that a type belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A managed resource.
    Resource,
    /// A data source.
    Data,
    /// An ephemeral resource.
    Ephemeral,
}

/// The schemas of one or more providers, each in one version. A type's schema is parsed only when it is
/// needed, because a provider may have thousands and a configuration uses a few.
#[derive(Debug)]
pub struct ProviderSchemas {
    providers: BTreeMap<String, Provider>,
}

/// The schemas of one provider, by the names of its types and functions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Provider {
    /// The schema of the provider's own configuration.
    pub provider: Option<Part<Schema>>,
    pub resource_schemas: BTreeMap<String, Part<Schema>>,
    pub data_source_schemas: BTreeMap<String, Part<Schema>>,
    pub ephemeral_resource_schemas: BTreeMap<String, Part<Schema>>,
    pub functions: BTreeMap<String, Part<Function>>,
}

/// A part of a document, which is parsed when it is first needed.
#[derive(Debug)]
pub struct Part<T> {
    text: Box<RawValue>,
    parsed: OnceLock<Result<T, String>>,
}

#[derive(Deserialize)]
struct Document {
    format_version: String,
    #[serde(default)]
    provider_schemas: BTreeMap<String, Provider>,
}

/// An error reading a document of provider schemas.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("not the output of `terraform providers schema -json`")]
    Parse(#[source] serde_json::Error),
    #[error("format version {0} of provider schemas is not supported; 0.x and 1.x are")]
    Version(String),
}

impl ProviderSchemas {
    /// Parses a document.
    ///
    /// # Errors
    ///
    /// [`LoadError::Parse`] and [`LoadError::Version`]. A malformed schema of a single type is not an error here.
    /// It is reported when that type is used.
    pub fn parse(text: &str) -> Result<ProviderSchemas, LoadError> {
        let document: Document = serde_json::from_str(text).map_err(LoadError::Parse)?;
        match document.format_version.split('.').next() {
            Some("0" | "1") => Ok(ProviderSchemas { providers: document.provider_schemas }),
            _ => Err(LoadError::Version(document.format_version)),
        }
    }

    /// Returns a document with one provider.
    pub fn of_provider(source: impl Into<String>, provider: Provider) -> ProviderSchemas {
        ProviderSchemas { providers: BTreeMap::from([(source.into(), provider)]) }
    }

    /// Returns the providers, by their sources as printed (`registry.terraform.io/hashicorp/aws`).
    pub fn providers(&self) -> &BTreeMap<String, Provider> {
        &self.providers
    }

    /// Returns the provider with this source (`hashicorp/aws`). The registry does not matter.
    pub fn provider(&self, source: &str) -> Option<&Provider> {
        let name = |address: &str| address.rsplitn(3, '/').take(2).map(str::to_owned).collect::<Vec<_>>();
        let wanted = name(source);
        self.providers.iter().find(|(address, _)| name(address) == wanted).map(|(_, provider)| provider)
    }
}

impl Provider {
    /// Returns the schema of a type, or `None` if there is no such type. An error says why the schema is malformed.
    pub fn schema(&self, kind: Kind, type_name: &str) -> Option<Result<&Schema, &str>> {
        self.schemas(kind).get(type_name).map(Part::get)
    }

    /// Returns the schema of the provider's own configuration, or `None` if the document does not have it.
    pub fn configuration(&self) -> Option<Result<&Schema, &str>> {
        self.provider.as_ref().map(Part::get)
    }

    /// Returns all types of this kind, sorted.
    pub fn types(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.schemas(kind).keys().map(String::as_str)
    }

    /// Returns the schemas of all types of this kind.
    pub fn schemas(&self, kind: Kind) -> &BTreeMap<String, Part<Schema>> {
        match kind {
            Kind::Resource => &self.resource_schemas,
            Kind::Data => &self.data_source_schemas,
            Kind::Ephemeral => &self.ephemeral_resource_schemas,
        }
    }
}

impl<T> Part<T> {
    /// Returns the part as it is in the document.
    pub fn text(&self) -> &str {
        self.text.get()
    }
}

impl<T: for<'de> Deserialize<'de>> Part<T> {
    /// Returns the part, or the reason why it is malformed.
    pub fn get(&self) -> Result<&T, &str> {
        let parse = || serde_json::from_str(self.text.get()).map_err(|error| error.to_string());
        self.parsed.get_or_init(parse).as_ref().map_err(String::as_str)
    }
}

impl<'de, T> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { text: Box::deserialize(deserializer)?, parsed: OnceLock::new() })
    }
}

/// Finds the provider with this source in any of the documents, or Terraform's built-in one if `source` names it.
pub fn find_provider<'a>(schemas: &[&'a ProviderSchemas], source: &str) -> Option<&'a Provider> {
    let given = schemas.iter().find_map(|schemas| schemas.provider(source));
    given.or_else(|| builtin::schemas().provider(source))
}

/// Returns whether resources of this type accept `tags`: a map that the configuration can set. An unknown type does not.
pub fn takes_tags(schemas: &[&ProviderSchemas], type_name: &str) -> bool {
    let providers = schemas.iter().flat_map(|schemas| schemas.providers.values());
    let mut found = providers.filter_map(|provider| provider.schema(Kind::Resource, type_name));
    found.any(|schema| schema.is_ok_and(Schema::takes_tags))
}

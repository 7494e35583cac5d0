//! Documents of provider schemas, as `terraform providers schema -json` prints them.

use super::builtin;
use super::schema::Schema;
use serde::Deserialize;
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

/// The schemas of one provider.
#[derive(Debug, Deserialize)]
pub struct Provider {
    provider: Option<Entry>,
    #[serde(default)]
    resource_schemas: BTreeMap<String, Entry>,
    #[serde(default)]
    data_source_schemas: BTreeMap<String, Entry>,
    #[serde(default)]
    ephemeral_resource_schemas: BTreeMap<String, Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Entry {
    text: Box<RawValue>,
    #[serde(skip)]
    schema: OnceLock<Result<Schema, String>>,
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
    /// The text is not the output of `terraform providers schema -json`.
    #[error("not the output of `terraform providers schema -json`")]
    Parse(#[source] serde_json::Error),
    /// The format version is later than the supported ones.
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
        self.entries(kind).get(type_name).map(Entry::schema)
    }

    /// Returns the schema of the provider's own configuration, or `None` if the document does not have it.
    pub fn configuration(&self) -> Option<Result<&Schema, &str>> {
        self.provider.as_ref().map(Entry::schema)
    }

    /// Returns all types of this kind, sorted.
    pub fn types(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.entries(kind).keys().map(String::as_str)
    }

    fn entries(&self, kind: Kind) -> &BTreeMap<String, Entry> {
        match kind {
            Kind::Resource => &self.resource_schemas,
            Kind::Data => &self.data_source_schemas,
            Kind::Ephemeral => &self.ephemeral_resource_schemas,
        }
    }
}

impl Entry {
    fn schema(&self) -> Result<&Schema, &str> {
        let parse = || serde_json::from_str(self.text.get()).map_err(|error| error.to_string());
        self.schema.get_or_init(parse).as_ref().map_err(String::as_str)
    }
}

/// Finds the provider with this source in any of the documents, or Terraform's built-in one if `source` names it.
pub fn find_provider<'a>(schemas: &[&'a ProviderSchemas], source: &str) -> Option<&'a Provider> {
    let given = schemas.iter().find_map(|schemas| schemas.provider(source));
    given.or_else(|| builtin::schemas().and_then(|schemas| schemas.provider(source)))
}

/// Returns whether resources of this type accept `tags`: a map that the configuration can set. An unknown type does not.
pub fn takes_tags(schemas: &[&ProviderSchemas], type_name: &str) -> bool {
    let providers = schemas.iter().flat_map(|schemas| schemas.providers.values());
    let mut found = providers.filter_map(|provider| provider.schema(Kind::Resource, type_name));
    found.any(|schema| schema.is_ok_and(Schema::takes_tags))
}

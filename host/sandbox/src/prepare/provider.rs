//! Determines the providers that a configuration needs, and the schemas to serve for them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use terrace_schema::provider_schema::{Attribute, Kind, Schema};
use terrace_schema::types::Type;

use super::state::State;
use super::{Options, PrepareError, address, version};
use crate::fixture;
use crate::infer::{self, Inference, Module, Uses};
use crate::life::ADDRESS;
use crate::saved::SavedProviderSchema;
use crate::store::{self, Schemas};

/// The registries of a source without a host: Terraform's and OpenTofu's.
pub(super) const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];
const BUILT_IN: &str = "terraform.io/builtin/terraform";

/// A provider to simulate.
#[derive(Debug)]
pub(super) struct Provider {
    /// The source address, `hashicorp/aws`, or with a host if that is not a usual one.
    pub(super) source: String,
    /// A version that satisfies all constraints.
    pub(super) version: String,
    /// The local names of the provider in each module; empty if the module does not use it.
    locals: Vec<BTreeSet<String>>,
}

/// Returns a source without a usual host, in lower case.
pub(crate) fn canonical(source: &str) -> String {
    let source = source.to_lowercase();
    let bare = HOSTS.iter().find_map(|host| source.strip_prefix(host)?.strip_prefix('/'));
    bare.unwrap_or(&source).to_owned()
}

/// Returns every provider that the modules or the state need, except Terraform's own.
pub(super) fn collect(modules: &[Module], state: &State) -> Result<Vec<Provider>, PrepareError> {
    let mut found: BTreeMap<String, (Vec<BTreeSet<String>>, Vec<String>)> = BTreeMap::new();
    for (index, module) in modules.iter().enumerate() {
        let used = module.blocks.iter().map(|block| block.provider().to_owned());
        let configured = module.providers.iter().map(|(name, _)| name.clone());
        let names: BTreeSet<_> = module.requirements.keys().cloned().chain(used).chain(configured).collect();
        for local in names {
            let requirement = module.requirements.get(&local).cloned().unwrap_or_default();
            let source = match requirement.source {
                Some(source) => source,
                None if local == "terraform" => BUILT_IN.to_owned(),
                None => format!("hashicorp/{local}"),
            };
            let source = checked(&source)?;
            if source == BUILT_IN {
                continue;
            }
            let (locals, versions) = found.entry(source).or_default();
            locals.resize(modules.len(), BTreeSet::new());
            locals[index].insert(local);
            versions.extend(requirement.versions);
        }
    }
    for source in state.types.keys().filter(|source| *source != BUILT_IN && source.contains('/')) {
        found.entry(source.clone()).or_default().0.resize(modules.len(), BTreeSet::new());
    }
    let provider = |(source, (locals, versions)): (String, (_, Vec<String>))| {
        Ok(Provider { version: version::choose(&source, &versions)?, source, locals })
    };
    found.into_iter().map(provider).collect()
}

fn checked(source: &str) -> Result<String, PrepareError> {
    let canonical = canonical(source);
    let parts: Vec<_> = canonical.split('/').collect();
    let legal =
        |part: &&str| !part.is_empty() && part.chars().all(|it| it.is_alphanumeric() || "-_.:".contains(it));
    if (2..=3).contains(&parts.len()) && parts.iter().all(legal) {
        return Ok(canonical);
    }
    match parts.as_slice() {
        [name] if legal(name) => Ok(format!("hashicorp/{name}")),
        _ => Err(PrepareError::Source { source_address: source.to_owned() }),
    }
}

impl Provider {
    /// Returns the schemas to serve: those of the types in use, from the saved schema if there is one.
    pub(super) fn schemas(
        &self,
        modules: &[Module],
        uses: &Uses,
        state: &State,
        options: &Options,
        own: &Path,
    ) -> Result<Schemas, PrepareError> {
        let local = |index: usize, name: &str| self.locals[index].contains(name);
        let blocks = modules.iter().enumerate().flat_map(|(index, module)| {
            module.blocks.iter().filter(move |block| local(index, block.provider()))
        });
        let blocks: Vec<_> = blocks.collect();
        let nothing = BTreeMap::new();
        let stored = state.types.get(&self.source).unwrap_or(&nothing);
        let configurations = modules.iter().enumerate().flat_map(|(index, module)| {
            module.providers.iter().filter(move |(name, _)| local(index, name)).map(|(_, body)| body)
        });
        let configurations: Vec<_> = configurations.collect();
        let inference = |blocks, stored: &BTreeMap<_, _>| {
            let called =
                uses.functions.iter().filter(|(name, _)| (0..modules.len()).any(|index| local(index, name)));
            let path = store::schemas_path(own, &self.source);
            let remembered = fs::read(path).ok().and_then(|text| serde_json::from_slice(&text).ok());
            infer::schemas(&Inference {
                blocks,
                configurations: configurations.clone(),
                uses,
                functions: called.map(|(_, function)| function.as_str()).collect(),
                fixtures: &options.fixtures,
                remembered: &remembered.unwrap_or_default(),
                stored,
            })
        };
        let mut schemas = match self.saved(options)? {
            Some(mut saved) => {
                let of = |kind: Kind| {
                    blocks.iter().filter(move |block| block.kind == kind).map(|it| it.type_name.clone())
                };
                let mut schemas = saved.schemas(
                    &of(Kind::Resource).chain(stored.keys().cloned()).collect(),
                    &of(Kind::Data).collect(),
                    &of(Kind::Ephemeral).collect(),
                )?;
                schemas.shapes = infer::shapes(uses);
                schemas.provider = match saved.provider()? {
                    Some(schema) => schema,
                    None => infer::provider(&configurations),
                };
                check_fixtures(&options.fixtures, &schemas)?;
                // Resources created before the real schema was known, and not valid under it, can still be destroyed.
                let gone = |name: &String| {
                    !schemas.resources.contains_key(name)
                        && !blocks.iter().any(|block| block.type_name == *name)
                };
                let gone: BTreeMap<_, _> =
                    stored.clone().into_iter().filter(|(name, _)| gone(name)).collect();
                schemas.resources.extend(inference(Vec::new(), &gone).resources);
                schemas
            }
            None => inference(blocks, stored),
        };
        let told = Attribute { optional: true, ..Attribute::of_type(Type::String) };
        let all = [&mut schemas.resources, &mut schemas.data, &mut schemas.ephemeral];
        for schema in all.into_iter().flat_map(BTreeMap::values_mut) {
            schema.block.attributes.insert(ADDRESS.to_owned(), told.clone());
        }
        Ok(schemas)
    }

    fn saved(&self, options: &Options) -> Result<Option<SavedProviderSchema>, PrepareError> {
        for directory in &options.schemas {
            if let Some(saved) = SavedProviderSchema::open(directory, &self.source)? {
                return Ok(Some(saved));
            }
        }
        Ok(None)
    }
}

/// Rejects a fixture for an attribute that does not exist, because it would never be used.
fn check_fixtures(fixtures: &fixture::Fixtures, schemas: &Schemas) -> Result<(), PrepareError> {
    let kinds = [
        (&fixtures.data, &schemas.data),
        (&fixtures.ephemeral, &schemas.ephemeral),
        (&fixtures.resource, &schemas.resources),
    ];
    for (patterns, types) in kinds {
        for (pattern, attributes) in patterns {
            let Some((type_name, schema)) = types.iter().find(|(name, _)| fixture::of_type(pattern, name))
            else {
                continue;
            };
            let known = |schema: &Schema, name: &String| {
                schema.block.attributes.contains_key(name) || schema.block.block_types.contains_key(name)
            };
            if let Some(attribute) = attributes.keys().find(|name| !known(schema, name)) {
                return Err(PrepareError::UnknownAttribute {
                    type_name: type_name.clone(),
                    attribute: attribute.clone(),
                    near: address::near(attribute, schema.block.attributes.keys().map(String::as_str)),
                });
            }
        }
    }
    Ok(())
}

//! The configuration as Terraform reads it: its sections, and the origin of each block.

use super::configuration::{Block, Configuration, RequiredProvider};
use crate::model::{Address, BlockKind};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The object at the root of a configuration. The sections are in the order of their keys, and those without blocks are
/// omitted, because Terraform rejects them.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    #[serde(rename = "//", skip_serializing_if = "Option::is_none")]
    remark: Option<&'a Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    check: Named<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    data: Typed<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    ephemeral: Typed<'a>,
    #[serde(skip_serializing_if = "Locals::is_empty")]
    locals: Locals<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    module: Named<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    moved: Vec<Moved<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    output: &'a BTreeMap<String, Map<String, Value>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    provider: BTreeMap<&'a str, Vec<Map<String, Value>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removed: Vec<Removed<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    resource: Typed<'a>,
    #[serde(skip_serializing_if = "Terraform::is_empty")]
    terraform: Terraform<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    variable: &'a BTreeMap<String, Map<String, Value>>,
}

/// Blocks by their names.
type Named<'a> = BTreeMap<&'a str, Body<'a>>;

/// Blocks by their types and names.
type Typed<'a> = BTreeMap<&'a str, Named<'a>>;

impl<'a> Document<'a> {
    pub(super) fn new(configuration: &'a Configuration) -> Self {
        let Configuration { remark, variables, blocks, moved, removed, outputs, .. } = configuration;
        Self {
            remark: remark.as_ref(),
            check: named(blocks, BlockKind::Check),
            data: typed(blocks, BlockKind::Data),
            ephemeral: typed(blocks, BlockKind::Ephemeral),
            locals: Locals(of_kind(blocks, BlockKind::Local).collect()),
            module: named(blocks, BlockKind::Module),
            moved: moved.iter().map(|(from, to)| Moved { from, to }).collect(),
            output: outputs,
            provider: providers(configuration),
            removed: removed.iter().map(|(from, destroy)| Removed::new(from, *destroy)).collect(),
            resource: typed(blocks, BlockKind::Resource),
            terraform: Terraform::new(configuration),
            variable: variables,
        }
    }
}

fn of_kind(
    blocks: &BTreeMap<Address, Block>,
    kind: BlockKind,
) -> impl Iterator<Item = (&Address, &Block)> + Clone {
    // No address of a kind is less than the one without a name.
    blocks.range(Address::named(kind, "")..).take_while(move |(address, _)| address.kind == kind)
}

fn named(blocks: &BTreeMap<Address, Block>, kind: BlockKind) -> Named<'_> {
    of_kind(blocks, kind).map(|(address, block)| (address.name.as_str(), Body(block))).collect()
}

fn typed(blocks: &BTreeMap<Address, Block>, kind: BlockKind) -> Typed<'_> {
    let mut typed = Typed::new();
    for (Address { type_name, name, .. }, block) in of_kind(blocks, kind) {
        typed.entry(type_name).or_default().insert(name, Body(block));
    }
    typed
}

/// A block's body with its origin, in the order of their keys.
struct Body<'a>(&'a Block);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Value::Object(members) = &self.0.body else { return self.0.body.serialize(serializer) };
        let after = members.keys().take_while(|key| key.as_str() < "//").count();
        let mut map = serializer.serialize_map(None)?;
        for (key, member) in members.iter().take(after) {
            map.serialize_entry(key, member)?;
        }
        map.serialize_entry("//", &Origin::of(self.0))?;
        for (key, member) in members.iter().skip(after) {
            map.serialize_entry(key, member)?;
        }
        map.end()
    }
}

/// The instance that a block belongs to, and the block's name in the tier.
#[derive(Serialize)]
struct Origin<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    tier: &'a str,
}

impl<'a> Origin<'a> {
    fn of(Block { instance, local, .. }: &'a Block) -> Self {
        let region = instance.region.as_ref().map(|region| region.as_str());
        Self { name: &local.name, region, tier: instance.tier.as_str() }
    }
}

/// Local values. Their origins come first, next to them, because a value has no room for its own.
struct Locals<'a>(Vec<(&'a Address, &'a Block)>);

impl Locals<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Locals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let origins = self.0.iter().map(|(address, block)| (&address.name, Origin::of(block)));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("//", &origins.collect::<BTreeMap<_, _>>())?;
        for (address, block) in &self.0 {
            map.serialize_entry(&address.name, &block.body)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Moved<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct Removed<'a> {
    from: &'a str,
    lifecycle: RemovedLifecycle,
}

#[derive(Serialize)]
struct RemovedLifecycle {
    destroy: bool,
}

impl<'a> Removed<'a> {
    fn new(from: &'a str, destroy: bool) -> Self {
        Self { from, lifecycle: RemovedLifecycle { destroy } }
    }
}

/// The block `terraform`.
#[derive(Serialize)]
struct Terraform<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    backend: Option<BTreeMap<&'a str, &'a Map<String, Value>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cloud: Option<&'a Map<String, Value>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    required_providers: BTreeMap<&'a str, Requirement<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    required_version: Option<&'a str>,
}

#[derive(Serialize)]
struct Requirement<'a> {
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
}

impl<'a> Terraform<'a> {
    fn new(configuration: &'a Configuration) -> Self {
        let Configuration { required_version, required_providers, backend, .. } = configuration;
        let requirement = |RequiredProvider { source, version }: &'a RequiredProvider| Requirement {
            source,
            version: (!version.is_any()).then(|| version.to_string()),
        };
        let (cloud, backend) = match backend {
            Some((label, body)) if label == "cloud" => (Some(body), None),
            Some((label, body)) => (None, Some(BTreeMap::from([(label.as_str(), body)]))),
            None => (None, None),
        };
        let required = required_providers.iter();
        Self {
            backend,
            cloud,
            required_providers: required.map(|(name, it)| (name.as_str(), requirement(it))).collect(),
            required_version: required_version.as_deref(),
        }
    }

    fn is_empty(&self) -> bool {
        self.backend.is_none()
            && self.cloud.is_none()
            && self.required_providers.is_empty()
            && self.required_version.is_none()
    }
}

/// Returns the bodies of all provider configurations, by the provider's local name.
fn providers(configuration: &Configuration) -> BTreeMap<&str, Vec<Map<String, Value>>> {
    let with_alias = |(alias, body): (&Option<String>, &Map<String, Value>)| {
        let mut body = body.clone();
        body.extend(alias.iter().map(|alias| ("alias".to_owned(), alias.as_str().into())));
        body
    };
    let providers = configuration.providers.iter();
    providers.map(|(name, bodies)| (name.as_str(), bodies.iter().map(with_alias).collect())).collect()
}

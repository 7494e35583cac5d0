//! What a configuration declares, so that references to it can be resolved.

use super::builtin;
use super::document::Kind;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::slice;

/// A labelled block's body in the configuration.
pub type Body = Map<String, Value>;

/// A resource, data source or ephemeral resource.
#[derive(Debug, Clone, Copy)]
pub struct Declaration<'c> {
    /// Its kind.
    pub kind: Kind,
    /// Its type.
    pub type_name: &'c str,
    /// Its name.
    pub name: &'c str,
    /// Its body, an object if it is well formed.
    pub body: &'c Value,
}

/// Everything in a configuration that references can name.
#[derive(Debug, Default)]
pub struct Declared<'c> {
    blocks: BTreeMap<(Kind, &'c str, &'c str), &'c Value>,
    /// Local values.
    pub locals: BTreeMap<&'c str, &'c Value>,
    /// Bodies of variables.
    pub variables: BTreeMap<&'c str, &'c Value>,
    /// Names of module calls.
    pub modules: BTreeSet<&'c str>,
    sources: BTreeMap<&'c str, &'c str>,
}

impl Kind {
    /// The root member that holds blocks of this kind.
    pub fn member(self) -> &'static str {
        match self {
            Kind::Resource => "resource",
            Kind::Data => "data",
            Kind::Ephemeral => "ephemeral",
        }
    }

    /// The address of a block of this kind. Example: `data.aws_ami.web`.
    pub fn address(self, type_name: &str, name: &str) -> String {
        match self {
            Kind::Resource => format!("{type_name}.{name}"),
            Kind::Data | Kind::Ephemeral => format!("{}.{type_name}.{name}", self.member()),
        }
    }
}

impl<'c> Declared<'c> {
    /// Reads what a configuration declares. What is not well formed is left out.
    pub fn read(configuration: &'c Value) -> Declared<'c> {
        let mut declared = Declared::default();
        for kind in [Kind::Resource, Kind::Data, Kind::Ephemeral] {
            declared.add(declarations(configuration, kind));
        }
        // A check's own data source can be named only inside the check; here it counts everywhere.
        for (_, check) in labelled(configuration, "check") {
            declared.add(declarations(check, Kind::Data));
        }
        for locals in member(configuration, "locals") {
            declared.locals.extend(members(locals).filter(|(name, _)| *name != "//"));
        }
        declared.variables = labelled(configuration, "variable").collect();
        declared.modules = labelled(configuration, "module").map(|(name, _)| name).collect();
        for terraform in member(configuration, "terraform") {
            for (name, requirement) in member(terraform, "required_providers").flat_map(members) {
                if let Some(source) = requirement.get("source").and_then(Value::as_str) {
                    declared.sources.insert(name, source);
                }
            }
        }
        declared
    }

    fn add(&mut self, declarations: impl Iterator<Item = Declaration<'c>>) {
        self.blocks.extend(declarations.map(|block| ((block.kind, block.type_name, block.name), block.body)));
    }

    /// The block with this address.
    pub fn block<'b>(&'b self, kind: Kind, type_name: &'b str, name: &'b str) -> Option<Declaration<'b>> {
        let body = self.blocks.get(&(kind, type_name, name))?;
        Some(Declaration { kind, type_name, name, body })
    }

    /// The addresses of all blocks of a kind.
    pub fn addresses(&self, kind: Kind) -> impl Iterator<Item = String> {
        let blocks = self.blocks.keys().filter(move |(other, ..)| *other == kind);
        blocks.map(|(kind, type_name, name)| kind.address(type_name, name))
    }

    /// The source of the provider that a block belongs to: that of its `provider` argument, else that of its
    /// type's first word.
    pub fn provider_source(&self, block: &Declaration) -> String {
        let named = block.body.get("provider").and_then(Value::as_str);
        let name = match named {
            Some(reference) => reference.split('.').next(),
            None => block.type_name.split('_').next(),
        };
        self.source(name.unwrap_or_default())
    }

    /// The source of the provider with this local name.
    pub fn source(&self, local_name: &str) -> String {
        match self.sources.get(local_name) {
            Some(source) => (*source).to_owned(),
            None if local_name == "terraform" => builtin::SOURCE.to_owned(),
            None => format!("hashicorp/{local_name}"),
        }
    }
}

/// The resources, data sources or ephemeral resources under a configuration or a `check` body.
pub fn declarations(parent: &Value, kind: Kind) -> impl Iterator<Item = Declaration<'_>> {
    let types = member(parent, kind.member()).flat_map(members);
    types.flat_map(move |(type_name, named)| {
        members(named).flat_map(move |(name, body)| {
            bodies(body).map(move |body| Declaration { kind, type_name, name, body })
        })
    })
}

/// The blocks with one label under a member of the root.
pub fn labelled<'c>(parent: &'c Value, name: &'static str) -> impl Iterator<Item = (&'c str, &'c Value)> {
    member(parent, name)
        .flat_map(members)
        .flat_map(|(label, body)| bodies(body).map(move |body| (label, body)))
}

/// A member of an object, or of each object in an array of objects.
pub fn member<'c>(parent: &'c Value, name: &str) -> impl Iterator<Item = &'c Value> {
    bodies(parent).filter_map(move |object| object.get(name))
}

/// The members of an object, or of each object in an array of objects.
pub fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let objects = bodies(value).filter_map(Value::as_object);
    objects.flat_map(|object| object.iter().map(|(name, value)| (name.as_str(), value)))
}

/// A block, or each block of an array.
pub fn bodies(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(elements) => elements.iter(),
        other => slice::from_ref(other).iter(),
    }
}

//! The declarations in a configuration, by which references to them are resolved.

use super::builtin;
use super::document::Kind;
use crate::syntax::{bodies, member, members};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The body of a labelled block.
pub type Body = Map<String, Value>;

/// A resource, data source or ephemeral resource.
#[derive(Debug, Clone, Copy)]
pub struct Declaration<'c> {
    /// The kind of block.
    pub kind: Kind,
    /// The type, such as `aws_vpc`.
    pub type_name: &'c str,
    /// The name, which is the second label.
    pub name: &'c str,
    /// The body, which is an object if it is well formed.
    pub body: &'c Value,
}

/// Everything in a configuration that references can name.
#[derive(Debug, Default)]
pub struct Declarations<'c> {
    blocks: BTreeMap<(Kind, &'c str, &'c str), &'c Value>,
    pub locals: BTreeMap<&'c str, &'c Value>,
    /// Bodies of variables by name.
    pub variables: BTreeMap<&'c str, &'c Value>,
    pub modules: BTreeSet<&'c str>,
    sources: BTreeMap<&'c str, &'c str>,
}

impl Kind {
    /// Returns the root member with blocks of this kind.
    pub fn member(self) -> &'static str {
        match self {
            Kind::Resource => "resource",
            Kind::Data => "data",
            Kind::Ephemeral => "ephemeral",
        }
    }

    /// Returns the arguments of blocks of this kind that are Terraform's own.
    pub fn meta_arguments(self) -> &'static [&'static str] {
        match self {
            Kind::Resource => {
                &["provider", "depends_on", "count", "for_each", "lifecycle", "provisioner", "connection"]
            }
            Kind::Data | Kind::Ephemeral => &["provider", "depends_on", "count", "for_each", "lifecycle"],
        }
    }

    /// Returns the address of a block of this kind. Example: `data.aws_ami.web`.
    pub fn address(self, type_name: &str, name: &str) -> String {
        match self {
            Kind::Resource => format!("{type_name}.{name}"),
            Kind::Data | Kind::Ephemeral => format!("{}.{type_name}.{name}", self.member()),
        }
    }
}

impl<'c> Declarations<'c> {
    /// Collects the declarations of a configuration. Malformed parts are skipped.
    pub fn read(configuration: &'c Value) -> Declarations<'c> {
        let mut declared = Declarations::default();
        for kind in [Kind::Resource, Kind::Data, Kind::Ephemeral] {
            declared.add(declarations(configuration, kind));
        }
        // Only the check itself can refer to its data source. Here it counts everywhere.
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

    /// Returns the block with this address.
    pub fn block<'b>(&'b self, kind: Kind, type_name: &'b str, name: &'b str) -> Option<Declaration<'b>> {
        let body = self.blocks.get(&(kind, type_name, name))?;
        Some(Declaration { kind, type_name, name, body })
    }

    /// Returns the addresses of all blocks of a kind.
    pub fn addresses(&self, kind: Kind) -> impl Iterator<Item = String> {
        let blocks = self.blocks.keys().filter(move |(other, ..)| *other == kind);
        blocks.map(|(kind, type_name, name)| kind.address(type_name, name))
    }

    /// Returns the source of the provider that a block belongs to, according to its `provider` argument or else to its
    /// type's prefix.
    pub fn provider_source(&self, block: &Declaration) -> String {
        let named = block.body.get("provider").and_then(Value::as_str);
        self.source(provider_name(block.type_name, named))
    }

    /// Returns the source of the provider with this local name.
    pub fn source(&self, local_name: &str) -> String {
        match self.sources.get(local_name) {
            Some(source) => (*source).to_owned(),
            None if local_name == "terraform" => builtin::SOURCE.to_owned(),
            None => format!("hashicorp/{local_name}"),
        }
    }
}

/// Returns the local name of the provider that a block belongs to: according to its `provider` argument, such as
/// `aws.primary`, or else to its type's prefix.
pub fn provider_name<'b>(type_name: &'b str, argument: Option<&'b str>) -> &'b str {
    let name = match argument {
        Some(argument) => argument.split(['.', '[']).next(),
        None => type_name.split('_').next(),
    };
    name.expect("the first part of a split text always exists, if only as an empty one")
}

/// Iterates over the resources, data sources or ephemeral resources in a configuration or in the body of a `check`.
pub fn declarations(parent: &Value, kind: Kind) -> impl Iterator<Item = Declaration<'_>> {
    let types = member(parent, kind.member()).flat_map(members);
    types.flat_map(move |(type_name, named)| {
        members(named).flat_map(move |(name, body)| {
            bodies(body).map(move |body| Declaration { kind, type_name, name, body })
        })
    })
}

/// Iterates over the blocks with one label in a member of the root.
pub fn labelled<'c>(parent: &'c Value, name: &'static str) -> impl Iterator<Item = (&'c str, &'c Value)> {
    member(parent, name)
        .flat_map(members)
        .flat_map(|(label, body)| bodies(body).map(move |body| (label, body)))
}

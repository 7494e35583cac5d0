//! Infers schemas from the attributes that a stack sets and reads.

use std::collections::{BTreeMap, BTreeSet};

use terrace_schema::provider_schema::{
    Attribute, Block, Function, Kind, NestedBlock, NestingMode, Parameter, Schema,
};
use terrace_schema::syntax::key_name;
use terrace_schema::types::Type;

use super::module::{Body, Declaration};
use super::walk::Uses;
use crate::fixture::{self, Fixtures};
use crate::shape::Shape;
use crate::store::{Schemas, Shapes};

/// The known facts about the types of one provider.
#[derive(Debug)]
pub(crate) struct Inference<'a> {
    pub(crate) blocks: Vec<&'a Declaration>,
    /// The provider's own configurations.
    pub(crate) configurations: Vec<&'a Body>,
    pub(crate) uses: &'a Uses,
    /// The provider's functions that are called.
    pub(crate) functions: Vec<&'a str>,
    pub(crate) fixtures: &'a Fixtures,
    /// The schemas inferred in the last run.
    pub(crate) remembered: &'a Schemas,
    /// The attributes with a value in the state, by type of managed resource.
    pub(crate) stored: &'a BTreeMap<String, BTreeSet<String>>,
}

/// Returns the schemas of everything that the stack uses of a provider, and the shapes of the values.
pub(crate) fn schemas(inference: &Inference<'_>) -> Schemas {
    let of = |kind: Kind| {
        let mut types: BTreeMap<String, Vec<&Declaration>> = BTreeMap::new();
        for block in inference.blocks.iter().filter(|block| block.kind == kind) {
            types.entry(block.type_name.clone()).or_default().push(block);
        }
        if kind == Kind::Resource {
            for name in inference.stored.keys() {
                types.entry(name.clone()).or_default();
            }
        }
        types
            .into_iter()
            .map(|(name, blocks)| (name.clone(), schema(inference, kind, &name, &blocks)))
            .collect()
    };
    Schemas {
        provider: provider(&inference.configurations),
        resources: of(Kind::Resource),
        data: of(Kind::Data),
        ephemeral: of(Kind::Ephemeral),
        functions: inference.functions.iter().map(|name| ((*name).to_owned(), function())).collect(),
        shapes: shapes(inference.uses),
    }
}

/// Returns the schema of a provider's configuration: the attributes that are set.
pub(crate) fn provider(configurations: &[&Body]) -> Schema {
    let mut block = Block::default();
    for body in configurations {
        set(&mut block, body);
    }
    Schema::from_block(block)
}

/// Returns the shapes by kind, also for a provider with a real schema.
pub(crate) fn shapes(uses: &Uses) -> Shapes {
    let of = |wanted: Kind| {
        let those = uses.shapes.iter().filter(|((kind, _), _)| *kind == wanted);
        those.map(|((_, name), shape)| (name.clone(), shape.clone())).collect()
    };
    Shapes { resources: of(Kind::Resource), data: of(Kind::Data), ephemeral: of(Kind::Ephemeral) }
}

fn schema(inference: &Inference<'_>, kind: Kind, name: &str, blocks: &[&Declaration]) -> Schema {
    let mut block = Block::default();
    for declared in blocks {
        set(&mut block, &declared.body);
    }
    let default = Shape::default();
    let shape = inference.uses.shapes.get(&(kind, name.to_owned())).unwrap_or(&default);
    let fixtures = match kind {
        Kind::Resource => &inference.fixtures.resource,
        Kind::Data => &inference.fixtures.data,
        Kind::Ephemeral => &inference.fixtures.ephemeral,
    };
    let addresses: Vec<_> = blocks.iter().map(|declared| declared.address()).collect();
    let fitting = fixtures.iter().filter(|(pattern, _)| {
        let mut addresses = addresses.iter().map(String::as_str).map(Some).chain([None]);
        addresses.any(|address| fixture::fits(pattern, name, address))
    });
    let read = shape.attributes.keys().chain(fitting.flat_map(|(_, attributes)| attributes.keys()));
    let ignored = blocks.iter().flat_map(|declared| &declared.ignored);
    for name in read.map(String::as_str).chain(ignored.map(String::as_str)).chain(["id"]) {
        let everywhere = !blocks.is_empty() && blocks.iter().all(|it| it.body.attributes.contains_key(name));
        if !everywhere && !block.block_types.contains_key(name) {
            block
                .attributes
                .entry(name.to_owned())
                .or_insert_with(|| Attribute::of_type(known_type(name)))
                .computed = true;
        }
    }
    if kind == Kind::Resource {
        remember(inference, name, &mut block);
    }
    for name in blocks.iter().flat_map(|declared| &declared.ignored) {
        if let Some(attribute) = block.attributes.get_mut(name) {
            attribute.optional = true;
        }
    }
    Schema::from_block(block)
}

/// Adds the attributes and blocks that the body sets, as optional ones.
fn set(block: &mut Block, body: &Body) {
    for nested in &body.nested {
        let known = block.block_types.entry(nested.name.clone()).or_insert_with(|| NestedBlock {
            block: Block::default(),
            nesting_mode: NestingMode::List,
            min_items: 0,
            max_items: 0,
        });
        set(&mut known.block, &nested.body);
        block.attributes.remove(&nested.name);
    }
    for (name, value) in &body.attributes {
        match block.block_types.get_mut(name) {
            // If a type is used with `dynamic`, any other argument of that name is a block as well.
            Some(nested) => set_literal(&mut nested.block, value),
            None => {
                let attributes = &mut block.attributes;
                let attribute =
                    attributes.entry(name.clone()).or_insert_with(|| Attribute::of_type(known_type(name)));
                attribute.optional = true;
                // Providers use this suffix for write-only attributes, the only ones that accept ephemeral values.
                attribute.write_only = name.ends_with("_wo");
            }
        }
    }
}

/// Adds the keys of a block that was written as a value.
fn set_literal(block: &mut Block, value: &hcl_edit::expr::Expression) {
    let elements = value.as_array().into_iter().flat_map(|array| array.iter());
    for object in elements.chain([value]).filter_map(|value| value.as_object()) {
        for (key, _) in object.iter() {
            if let Some(name) = key_name(key).filter(|name| *name != "//") {
                block
                    .attributes
                    .entry(name.to_owned())
                    .or_insert_with(|| Attribute::of_type(known_type(name)))
                    .optional = true;
            }
        }
    }
}

/// Keeps attributes that have a value in the state, so that Terraform shows their removal.
fn remember(inference: &Inference<'_>, type_name: &str, block: &mut Block) {
    let remembered = inference.remembered.resources.get(type_name).map(|schema| &schema.block);
    for name in inference.stored.get(type_name).into_iter().flatten() {
        if block.block_types.contains_key(name) {
            continue;
        }
        let attribute = remembered.and_then(|block| block.attributes.get(name));
        if let Some(nested) = remembered.and_then(|block| block.block_types.get(name)) {
            if !block.attributes.contains_key(name) {
                block.block_types.insert(name.clone(), nested.clone());
            }
            continue;
        }
        let known = block.attributes.entry(name.clone()).or_insert_with(|| match attribute {
            Some(attribute) => attribute.clone(),
            None => Attribute { optional: true, computed: true, ..Attribute::of_type(known_type(name)) },
        });
        known.computed |= attribute.is_some_and(|attribute| attribute.computed);
    }
}

fn known_type(name: &str) -> Type {
    match name {
        "id" | "arn" => Type::String,
        _ => Type::Any,
    }
}

/// Returns a function that takes any arguments and returns any type.
fn function() -> Function {
    let any = Parameter { name: "arguments".to_owned(), type_constraint: Type::Any, is_nullable: true };
    Function { return_type: Type::Any, parameters: Vec::new(), variadic_parameter: Some(any) }
}

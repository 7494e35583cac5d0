//! The schema of one resource, data source or provider configuration, as
//! `terraform providers schema -json` prints it.

use super::types::{Field, Type};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The schema of a resource, a data source, an ephemeral resource or a provider configuration.
#[derive(Debug, Deserialize)]
pub struct Schema {
    /// The block that describes its body.
    pub block: Block,
    #[serde(skip)]
    implied: OnceLock<Type>,
}

/// The attributes and nested blocks of a body.
#[derive(Debug, Deserialize)]
pub struct Block {
    /// The attributes, by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, Attribute>,
    /// The nested blocks, by type.
    #[serde(default)]
    pub block_types: BTreeMap<String, NestedBlock>,
    /// Whether the provider has deprecated it.
    #[serde(default)]
    pub deprecated: bool,
}

/// One attribute. It has a `ty` or a `nested_type`. One without either accepts anything.
#[derive(Debug, Deserialize)]
pub struct Attribute {
    /// The type, as a constraint.
    #[serde(rename = "type")]
    pub ty: Option<Type>,
    /// The attributes that it consists of, if it is a nested one (plugin protocol 6).
    pub nested_type: Option<NestedType>,
    /// Whether a configuration must set it.
    #[serde(default)]
    pub required: bool,
    /// Whether a configuration may set it.
    #[serde(default)]
    pub optional: bool,
    /// Whether the provider may set it.
    #[serde(default)]
    pub computed: bool,
    /// Whether the provider has deprecated it.
    #[serde(default)]
    pub deprecated: bool,
}

/// The attributes of a nested attribute.
#[derive(Debug, Deserialize)]
pub struct NestedType {
    /// The attributes, by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, Attribute>,
    /// Whether it is one object or a collection of them.
    pub nesting_mode: NestingMode,
}

/// A type of nested block.
#[derive(Debug, Deserialize)]
pub struct NestedBlock {
    /// The schema of each block.
    pub block: Block,
    /// The number of blocks that are allowed, and the type that they have in expressions.
    pub nesting_mode: NestingMode,
    /// The minimum number of blocks.
    #[serde(default)]
    pub min_items: usize,
    /// The maximum number of blocks, or 0 for any.
    #[serde(default)]
    pub max_items: usize,
}

/// The way in which blocks or attributes are nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NestingMode {
    /// At most one, which is null if absent.
    Single,
    /// At most one, which is an object of nulls if absent.
    Group,
    /// A list.
    List,
    /// A set.
    Set,
    /// A map whose keys are the labels.
    Map,
}

impl Schema {
    /// Returns the type of an object with this schema, as expressions see it.
    pub fn implied_type(&self) -> &Type {
        self.implied.get_or_init(|| self.block.implied_type())
    }

    /// Returns whether a configuration can set `tags` as a map.
    pub fn takes_tags(&self) -> bool {
        self.block
            .attributes
            .get("tags")
            .is_some_and(|tags| tags.settable() && matches!(tags.value_type(), Type::Map(_)))
    }
}

impl Block {
    /// Returns the type of an object with this schema.
    pub fn implied_type(&self) -> Type {
        let blocks = self.block_types.iter().map(|(name, nested)| {
            let ty = nested.nesting_mode.of(nested.block.implied_type());
            (name.clone(), Field { ty, optional: true, deprecated: nested.block.deprecated })
        });
        let Type::Object(mut fields) = object(&self.attributes) else { return Type::Any };
        fields.extend(blocks);
        Type::Object(fields)
    }
}

impl Attribute {
    /// Returns whether a configuration may set it.
    pub fn settable(&self) -> bool {
        self.required || self.optional
    }

    /// Returns the type of its value.
    pub fn value_type(&self) -> Type {
        match (&self.ty, &self.nested_type) {
            (Some(ty), _) => ty.clone(),
            (None, Some(nested)) => nested.value_type(),
            (None, None) => Type::Any,
        }
    }

    /// Returns the object type of one element if the attribute can also be written as nested blocks: if it is a list
    /// or a set of objects.
    pub fn as_block(&self) -> Option<Type> {
        match self.ty.as_ref()? {
            Type::List(element) | Type::Set(element) => match &**element {
                // Arguments that a block omits are null.
                Type::Object(fields) => Some(Type::Object(
                    fields
                        .iter()
                        .map(|(name, field)| (name.clone(), Field { optional: true, ..field.clone() }))
                        .collect(),
                )),
                _ => None,
            },
            _ => None,
        }
    }
}

impl NestedType {
    /// Returns the type of one object with these attributes.
    pub fn object_type(&self) -> Type {
        object(&self.attributes)
    }

    /// Returns the type of the whole attribute.
    pub fn value_type(&self) -> Type {
        self.nesting_mode.of(self.object_type())
    }
}

impl NestingMode {
    /// Returns the type of the whole, from the type of one element.
    fn of(self, one: Type) -> Type {
        match self {
            NestingMode::Single | NestingMode::Group => one,
            NestingMode::List => Type::List(Box::new(one)),
            NestingMode::Set => Type::Set(Box::new(one)),
            NestingMode::Map => Type::Map(Box::new(one)),
        }
    }
}

/// Returns the type of an object with these attributes.
fn object(attributes: &BTreeMap<String, Attribute>) -> Type {
    let field = |attribute: &Attribute| Field {
        ty: attribute.value_type(),
        optional: !attribute.required,
        deprecated: attribute.deprecated,
    };
    Type::Object(attributes.iter().map(|(name, attribute)| (name.clone(), field(attribute))).collect())
}

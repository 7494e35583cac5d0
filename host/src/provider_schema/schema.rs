//! The schema of one resource, data source or provider configuration, as
//! `terraform providers schema -json` prints it.

use super::types::{Field, Type};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The schema of a resource, a data source, an ephemeral resource or a provider configuration.
#[derive(Debug, Deserialize)]
pub struct Schema {
    /// What its body may hold.
    pub block: Block,
    #[serde(skip)]
    implied: OnceLock<Type>,
}

/// What a block's body may hold.
#[derive(Debug, Deserialize)]
pub struct Block {
    /// Its attributes, by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, Attribute>,
    /// Its nested blocks, by type.
    #[serde(default)]
    pub block_types: BTreeMap<String, NestedBlock>,
    /// Whether the provider says that it will go.
    #[serde(default)]
    pub deprecated: bool,
}

/// One attribute. It has a `ty` or a `nested_type`; one with neither takes anything.
#[derive(Debug, Deserialize)]
pub struct Attribute {
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Option<Type>,
    /// Its attributes, where it is made of attributes itself (plugin protocol 6).
    pub nested_type: Option<NestedType>,
    /// Whether a configuration must set it.
    #[serde(default)]
    pub required: bool,
    /// Whether a configuration may set it.
    #[serde(default)]
    pub optional: bool,
    /// Whether the provider gives it a value.
    #[serde(default)]
    pub computed: bool,
    /// Whether the provider says that it will go.
    #[serde(default)]
    pub deprecated: bool,
}

/// The attributes of an attribute.
#[derive(Debug, Deserialize)]
pub struct NestedType {
    /// By name.
    #[serde(default)]
    pub attributes: BTreeMap<String, Attribute>,
    /// Whether it is one object or a collection of them.
    pub nesting_mode: NestingMode,
}

/// A type of nested block.
#[derive(Debug, Deserialize)]
pub struct NestedBlock {
    /// What each of them may hold.
    pub block: Block,
    /// How many there may be, and how they are read back.
    pub nesting_mode: NestingMode,
    /// The least number of them.
    #[serde(default)]
    pub min_items: usize,
    /// The greatest number of them. 0: any.
    #[serde(default)]
    pub max_items: usize,
}

/// What repeating a nested thing makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NestingMode {
    /// At most one; absent it is null.
    Single,
    /// At most one; absent it is an object of nulls.
    Group,
    /// A list.
    List,
    /// A set.
    Set,
    /// A map by label.
    Map,
}

impl Schema {
    /// The type of an object of this schema, as expressions see it.
    pub fn implied_type(&self) -> &Type {
        self.implied.get_or_init(|| self.block.implied_type())
    }

    /// Whether a configuration can set `tags` as a map.
    pub fn takes_tags(&self) -> bool {
        self.block
            .attributes
            .get("tags")
            .is_some_and(|tags| tags.settable() && matches!(tags.value_type(), Type::Map(_)))
    }
}

impl Block {
    /// The type of an object of this block.
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
    /// Whether a configuration may set it.
    pub fn settable(&self) -> bool {
        self.required || self.optional
    }

    /// The type of its value.
    pub fn value_type(&self) -> Type {
        match (&self.ty, &self.nested_type) {
            (Some(ty), _) => ty.clone(),
            (None, Some(nested)) => nested.value_type(),
            (None, None) => Type::Any,
        }
    }

    /// The object type of one element, where the attribute can also be written as nested blocks: it is a list
    /// or a set of objects.
    pub fn as_block(&self) -> Option<Type> {
        match self.ty.as_ref()? {
            Type::List(element) | Type::Set(element) => match &**element {
                // What a block leaves out is null.
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
    /// The type of one object of these attributes.
    pub fn object_type(&self) -> Type {
        object(&self.attributes)
    }

    /// The type of the whole attribute.
    pub fn value_type(&self) -> Type {
        self.nesting_mode.of(self.object_type())
    }
}

impl NestingMode {
    /// The type of the whole, given the type of one.
    fn of(self, one: Type) -> Type {
        match self {
            NestingMode::Single | NestingMode::Group => one,
            NestingMode::List => Type::List(Box::new(one)),
            NestingMode::Set => Type::Set(Box::new(one)),
            NestingMode::Map => Type::Map(Box::new(one)),
        }
    }
}

/// The type of an object of these attributes.
fn object(attributes: &BTreeMap<String, Attribute>) -> Type {
    let field = |attribute: &Attribute| Field {
        ty: attribute.value_type(),
        optional: !attribute.required,
        deprecated: attribute.deprecated,
    };
    Type::Object(attributes.iter().map(|(name, attribute)| (name.clone(), field(attribute))).collect())
}

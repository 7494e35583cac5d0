//! The schema of one resource, data source, function or provider configuration, as `terraform providers schema -json` prints
//! it. Names are those of that output.

use crate::types::{ObjectAttribute, Type};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The schema of a resource, a data source, an ephemeral resource or a provider configuration.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Schema {
    /// The version of the schema, which the states of resources record.
    #[serde(default)]
    pub version: i64,
    /// The block that describes its body. It must not change after one of the types below has been returned.
    pub block: Block,
    #[serde(skip)]
    implied_type: OnceLock<Type>,
    #[serde(skip)]
    reference_type: OnceLock<Type>,
}

/// The attributes and nested blocks of a body.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Attribute>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub block_types: BTreeMap<String, NestedBlock>,
    /// Whether the provider has deprecated it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
}

/// One attribute. It has a type or a `nested_type`. One without either accepts anything.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_constraint: Option<Type>,
    /// The attributes that it consists of, if it is a nested one (plugin protocol 6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nested_type: Option<NestedType>,
    /// Whether a configuration must set it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Whether a configuration may set it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Whether the provider may set it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub computed: bool,
    /// Whether Terraform hides its value.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
    /// Whether its value is neither in plans nor in states.
    #[serde(default, skip_serializing_if = "is_false")]
    pub write_only: bool,
    /// Whether the provider has deprecated it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
}

/// The attributes of a nested attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NestedType {
    #[serde(default)]
    pub attributes: BTreeMap<String, Attribute>,
    /// Whether it is one object or a collection of them.
    pub nesting_mode: NestingMode,
}

/// A type of nested block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NestedBlock {
    /// The schema of each block.
    pub block: Block,
    /// The number of blocks that are allowed, and the type that they have in expressions.
    pub nesting_mode: NestingMode,
    /// The minimum number of blocks.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub min_items: u64,
    /// The maximum number of blocks, or 0 for any.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub max_items: u64,
}

/// The way in which blocks or attributes are nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NestingMode {
    /// At most one, which is null if absent.
    Single,
    /// At most one, which is an object of nulls if absent.
    Group,
    List,
    Set,
    /// A map whose keys are the labels.
    Map,
}

/// A function that a provider contributes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// The type of its result.
    pub return_type: Type,
    /// The parameters with a fixed position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The parameter that takes all further arguments, if there may be any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variadic_parameter: Option<Parameter>,
}

/// A parameter of a function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// The name, for messages.
    #[serde(default)]
    pub name: String,
    /// The type of arguments.
    #[serde(rename = "type")]
    pub type_constraint: Type,
    /// Whether an argument may be null.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_nullable: bool,
}

/// The purpose of a type that follows from a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Terraform's implied type, of values that it sends and stores.
    Implied,
    /// The type that references are checked against.
    Reference,
}

impl Schema {
    /// Returns a schema in version 0.
    pub fn from_block(block: Block) -> Self {
        Self { block, ..Self::default() }
    }

    /// Returns [`Block::implied_type`] of its body.
    pub fn implied_type(&self) -> &Type {
        self.implied_type.get_or_init(|| self.block.implied_type())
    }

    /// Returns [`Block::reference_type`] of its body.
    pub fn reference_type(&self) -> &Type {
        self.reference_type.get_or_init(|| self.block.reference_type())
    }

    /// Returns whether a configuration can set `tags` as a map.
    pub fn takes_tags(&self) -> bool {
        self.block
            .attributes
            .get("tags")
            .is_some_and(|tags| tags.settable() && matches!(tags.value_type(), Type::Map(_)))
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        // The types follow from the block.
        (self.version, &self.block) == (other.version, &other.block)
    }
}

impl Block {
    /// Returns the type of the values with this schema that Terraform sends to providers and stores in states. All attributes
    /// are in each value. As in Terraform, a collection of blocks is `any` if the type of an attribute in them is.
    pub fn implied_type(&self) -> Type {
        self.object_type(Purpose::Implied)
    }

    /// Returns the type of an object with this schema as references to it see it: with attributes that are optional or
    /// deprecated, and with the attributes of all blocks.
    pub fn reference_type(&self) -> Type {
        self.object_type(Purpose::Reference)
    }

    fn object_type(&self, purpose: Purpose) -> Type {
        let mut object = object(&self.attributes, purpose);
        object.extend(self.block_types.iter().map(|(name, nested)| {
            let type_constraint = nested.whole_type(purpose);
            (name.clone(), purpose.attribute(type_constraint, true, nested.block.deprecated))
        }));
        Type::Object(object)
    }
}

impl Attribute {
    /// Returns an attribute of this type that neither a configuration nor the provider sets.
    pub fn of_type(type_constraint: Type) -> Self {
        Self { type_constraint: Some(type_constraint), ..Self::default() }
    }

    /// Returns whether a configuration may set it.
    pub fn settable(&self) -> bool {
        self.required || self.optional
    }

    /// Returns the type of its value as a configuration sets it and as references see it.
    pub fn value_type(&self) -> Type {
        self.whole_type(Purpose::Reference)
    }

    /// Returns the type of its value in [`Block::implied_type`].
    pub fn implied_type(&self) -> Type {
        self.whole_type(Purpose::Implied)
    }

    fn whole_type(&self, purpose: Purpose) -> Type {
        match (&self.type_constraint, &self.nested_type) {
            (Some(type_constraint), _) => type_constraint.clone(),
            (None, Some(nested)) => nested.whole_type(purpose),
            (None, None) => Type::Any,
        }
    }

    /// Returns the object type of one element if the attribute can also be written as nested blocks: if it is a list
    /// or a set of objects.
    pub fn as_block(&self) -> Option<Type> {
        match self.type_constraint.as_ref()? {
            Type::List(element) | Type::Set(element) => match &**element {
                // Arguments that a block omits are null.
                Type::Object(attributes) => Some(Type::Object(
                    attributes
                        .iter()
                        .map(|(name, it)| (name.clone(), ObjectAttribute { optional: true, ..it.clone() }))
                        .collect(),
                )),
                _ => None,
            },
            _ => None,
        }
    }
}

impl NestedType {
    /// Returns the type of one object with these attributes, as a configuration sets it.
    pub fn object_type(&self) -> Type {
        Type::Object(object(&self.attributes, Purpose::Reference))
    }

    /// Returns the type of the whole attribute, as a configuration sets it.
    pub fn value_type(&self) -> Type {
        self.whole_type(Purpose::Reference)
    }

    fn whole_type(&self, purpose: Purpose) -> Type {
        self.nesting_mode.of(Type::Object(object(&self.attributes, purpose)))
    }
}

impl NestedBlock {
    fn whole_type(&self, purpose: Purpose) -> Type {
        let one = self.block.object_type(purpose);
        let is_collection = !matches!(self.nesting_mode, NestingMode::Single | NestingMode::Group);
        // The blocks may differ in type, so Terraform stores a tuple or an object.
        if purpose == Purpose::Implied && is_collection && one.has_any() {
            return Type::Any;
        }
        self.nesting_mode.of(one)
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

impl Purpose {
    fn attribute(self, type_constraint: Type, optional: bool, deprecated: bool) -> ObjectAttribute {
        match self {
            Self::Implied => ObjectAttribute::required(type_constraint),
            Self::Reference => {
                ObjectAttribute { optional, deprecated, ..ObjectAttribute::required(type_constraint) }
            }
        }
    }
}

/// Returns the type of an object with these attributes.
fn object(attributes: &BTreeMap<String, Attribute>, purpose: Purpose) -> BTreeMap<String, ObjectAttribute> {
    let attribute = |attribute: &Attribute| {
        purpose.attribute(attribute.whole_type(purpose), !attribute.required, attribute.deprecated)
    };
    attributes.iter().map(|(name, it)| (name.clone(), attribute(it))).collect()
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

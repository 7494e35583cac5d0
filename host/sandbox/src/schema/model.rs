//! The format of `terraform providers schema -json`, as far as a provider needs it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::value::Type;

/// The schema of a provider's configuration, a resource, a data source or an ephemeral resource.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Schema {
    #[serde(default)]
    pub(crate) version: i64,
    #[serde(default)]
    pub(crate) block: Block,
    /// The type of the whole body, cached because every call needs it and some have ten thousand attributes.
    #[serde(skip)]
    ty: OnceLock<Type>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Block {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) attributes: BTreeMap<String, Attribute>,
    #[serde(default, rename = "block_types", skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) blocks: BTreeMap<String, Nested>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) deprecated: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Attribute {
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) ty: Option<Type>,
    #[serde(default, rename = "nested_type", skip_serializing_if = "Option::is_none")]
    pub(crate) nested: Option<Object>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) required: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) optional: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) computed: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) sensitive: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) write_only: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) deprecated: bool,
}

/// An attribute whose value has attributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Object {
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, Attribute>,
    #[serde(rename = "nesting_mode")]
    pub(crate) mode: Mode,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Nested {
    #[serde(default)]
    pub(crate) block: Block,
    #[serde(rename = "nesting_mode")]
    pub(crate) mode: Mode,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) min_items: i64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) max_items: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    Single,
    Group,
    List,
    Set,
    Map,
}

/// A function that the provider contributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Function {
    pub(crate) return_type: Type,
    #[serde(default)]
    pub(crate) parameters: Vec<Parameter>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) variadic_parameter: Option<Parameter>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Parameter {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: Type,
    #[serde(default, alias = "is_nullable")]
    pub(crate) nullable: bool,
}

impl Schema {
    pub fn of(block: Block) -> Self {
        Self { block, ..Self::default() }
    }

    /// Returns the type of the body. The block must not change afterwards.
    pub(crate) fn ty(&self) -> &Type {
        self.ty.get_or_init(|| self.block.ty())
    }
}

impl Block {
    pub(crate) fn ty(&self) -> Type {
        let attributes = self.attributes.iter().map(|(name, attribute)| (name.clone(), attribute.ty()));
        let blocks = self.blocks.iter().map(|(name, nested)| (name.clone(), nested.ty()));
        Type::object(attributes.chain(blocks).collect())
    }
}

impl Attribute {
    pub fn of(ty: Type) -> Self {
        Self { ty: Some(ty), ..Self::default() }
    }

    pub(crate) fn ty(&self) -> Type {
        match (&self.ty, &self.nested) {
            (Some(ty), _) => ty.clone(),
            (None, Some(object)) => object.mode.wrap(object.element()),
            (None, None) => Type::Dynamic,
        }
    }
}

impl Object {
    /// Returns the type of one element.
    pub(crate) fn element(&self) -> Type {
        Type::object(self.attributes.iter().map(|(name, attribute)| (name.clone(), attribute.ty())).collect())
    }
}

impl Nested {
    fn ty(&self) -> Type {
        let element = self.block.ty();
        // Terraform itself widens a collection of blocks whose attributes may differ in type.
        let collection = !matches!(self.mode, Mode::Single | Mode::Group);
        if collection && element.is_open() { Type::Dynamic } else { self.mode.wrap(element) }
    }
}

impl Mode {
    fn wrap(self, element: Type) -> Type {
        match self {
            Self::Single | Self::Group => element,
            Self::List => Type::List(Box::new(element)),
            Self::Set => Type::Set(Box::new(element)),
            Self::Map => Type::Map(Box::new(element)),
        }
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

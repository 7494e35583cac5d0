//! Encodes schemas for Terraform.

use super::{Attribute, Block, Function, Mode, Nested, Object, Parameter, Schema};
use crate::protocol;

pub(crate) fn encode(schema: &Schema) -> protocol::Schema {
    protocol::Schema { version: schema.version, block: Some(block(&schema.block, schema.version)) }
}

pub(crate) fn encode_function(function: &Function) -> protocol::Function {
    let parameter = |parameter: &Parameter| protocol::Parameter {
        name: parameter.name.clone(),
        r#type: parameter.ty.to_bytes(),
        allow_null_value: parameter.nullable,
    };
    protocol::Function {
        parameters: function.parameters.iter().map(parameter).collect(),
        variadic_parameter: function.variadic_parameter.as_ref().map(parameter),
        r#return: Some(protocol::Return { r#type: function.return_type.to_bytes() }),
    }
}

fn block(block: &Block, version: i64) -> protocol::Block {
    protocol::Block {
        version,
        attributes: block.attributes.iter().map(|(name, it)| attribute(name, it)).collect(),
        block_types: block.blocks.iter().map(|(name, it)| nested(name, it)).collect(),
        deprecated: block.deprecated,
    }
}

fn attribute(name: &str, attribute: &Attribute) -> protocol::Attribute {
    protocol::Attribute {
        name: name.to_owned(),
        r#type: if attribute.nested.is_some() { Vec::new() } else { attribute.ty().to_bytes() },
        nested_type: attribute.nested.as_ref().map(object),
        required: attribute.required,
        optional: attribute.optional,
        computed: attribute.computed,
        sensitive: attribute.sensitive,
        deprecated: attribute.deprecated,
        write_only: attribute.write_only,
    }
}

fn object(object: &Object) -> protocol::Object {
    protocol::Object {
        attributes: object.attributes.iter().map(|(name, it)| attribute(name, it)).collect(),
        nesting: nesting(object.mode),
    }
}

fn nested(name: &str, nested: &Nested) -> protocol::NestedBlock {
    protocol::NestedBlock {
        type_name: name.to_owned(),
        block: Some(block(&nested.block, 0)),
        nesting: nesting(nested.mode),
        min_items: nested.min_items,
        max_items: nested.max_items,
    }
}

fn nesting(mode: Mode) -> i32 {
    let nesting = match mode {
        Mode::Single => protocol::Nesting::Single,
        Mode::Group => protocol::Nesting::Group,
        Mode::List => protocol::Nesting::List,
        Mode::Set => protocol::Nesting::Set,
        Mode::Map => protocol::Nesting::Map,
    };
    nesting.into()
}

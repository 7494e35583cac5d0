//! Encodes schemas for Terraform.

#[cfg(test)]
mod tests;

use terrace_schema::provider_schema as printed;
use terrace_schema::provider_schema::NestingMode;
use terrace_schema::types::Type;

use super::{Attribute, Block, Function, NestedBlock, Nesting, Object, Parameter, Return, Schema};

impl From<&printed::Schema> for Schema {
    fn from(schema: &printed::Schema) -> Self {
        Self { version: schema.version, block: Some(block(&schema.block, schema.version)) }
    }
}

impl From<&printed::Function> for Function {
    fn from(function: &printed::Function) -> Self {
        let parameter = |parameter: &printed::Parameter| Parameter {
            name: parameter.name.clone(),
            r#type: type_json(&parameter.type_constraint),
            allow_null_value: parameter.is_nullable,
        };
        Self {
            parameters: function.parameters.iter().map(parameter).collect(),
            variadic_parameter: function.variadic_parameter.as_ref().map(parameter),
            r#return: Some(Return { r#type: type_json(&function.return_type) }),
        }
    }
}

/// Returns a type as the protocol has it: the bytes of its JSON.
pub(crate) fn type_json(ty: &Type) -> Vec<u8> {
    ty.to_json().to_string().into_bytes()
}

fn block(block: &printed::Block, version: i64) -> Block {
    Block {
        version,
        attributes: block.attributes.iter().map(|(name, it)| attribute(name, it)).collect(),
        block_types: block.block_types.iter().map(|(name, it)| nested(name, it)).collect(),
        deprecated: block.deprecated,
    }
}

fn attribute(name: &str, attribute: &printed::Attribute) -> Attribute {
    let nested_type = attribute.nested_type.as_ref();
    Attribute {
        name: name.to_owned(),
        r#type: if nested_type.is_some() { Vec::new() } else { type_json(&attribute.implied_type()) },
        nested_type: nested_type.map(object),
        required: attribute.required,
        optional: attribute.optional,
        computed: attribute.computed,
        sensitive: attribute.sensitive,
        deprecated: attribute.deprecated,
        write_only: attribute.write_only,
    }
}

fn object(nested: &printed::NestedType) -> Object {
    Object {
        attributes: nested.attributes.iter().map(|(name, it)| attribute(name, it)).collect(),
        nesting: nesting(nested.nesting_mode),
    }
}

fn nested(name: &str, nested: &printed::NestedBlock) -> NestedBlock {
    // No schema has as many blocks as would not fit.
    let items = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    NestedBlock {
        type_name: name.to_owned(),
        block: Some(block(&nested.block, 0)),
        nesting: nesting(nested.nesting_mode),
        min_items: items(nested.min_items),
        max_items: items(nested.max_items),
    }
}

fn nesting(mode: NestingMode) -> i32 {
    let nesting = match mode {
        NestingMode::Single => Nesting::Single,
        NestingMode::Group => Nesting::Group,
        NestingMode::List => Nesting::List,
        NestingMode::Set => Nesting::Set,
        NestingMode::Map => Nesting::Map,
    };
    nesting.into()
}

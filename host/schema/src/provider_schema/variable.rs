//! Type constraints in the syntax of variables: `list(object({ name = string, port = optional(number) }))`.

use super::types::{Field, Type};
use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey};

/// Parses a type constraint. Anything else counts as `Any`, because Terraform itself reports it better.
pub fn parse_type(constraint: &str) -> Type {
    constraint.parse().map_or(Type::Any, |expression| from_expression(&expression))
}

fn from_expression(expression: &Expression) -> Type {
    match expression {
        Expression::Variable(name) => match name.as_str() {
            "string" => Type::String,
            "number" => Type::Number,
            "bool" => Type::Bool,
            _ => Type::Any,
        },
        Expression::FuncCall(call) => from_call(call),
        _ => Type::Any,
    }
}

fn from_call(call: &FuncCall) -> Type {
    let Some(argument) = call.args.iter().next() else { return Type::Any };
    match (call.name.name.as_str(), argument) {
        ("list", element) => Type::List(Box::new(from_expression(element))),
        ("set", element) => Type::Set(Box::new(from_expression(element))),
        ("map", element) => Type::Map(Box::new(from_expression(element))),
        ("optional", ty) => from_expression(ty),
        ("tuple", Expression::Array(elements)) => Type::Tuple(elements.iter().map(from_expression).collect()),
        ("object", Expression::Object(fields)) => from_fields(fields),
        _ => Type::Any,
    }
}

fn from_fields(object: &Object) -> Type {
    let field = |key: &ObjectKey, ty: &Expression| {
        let name = match key {
            ObjectKey::Ident(name) => name.as_str(),
            ObjectKey::Expression(Expression::Variable(name)) => name.as_str(),
            ObjectKey::Expression(Expression::String(name)) => name.as_str(),
            ObjectKey::Expression(_) => return None,
        };
        let optional = ty.as_func_call().is_some_and(|call| call.name.name.as_str() == "optional");
        Some((name.to_owned(), Field { optional, ..Field::required(from_expression(ty)) }))
    };
    let fields: Option<_> = object.iter().map(|(key, value)| field(key, value.expr())).collect();
    fields.map_or(Type::Any, Type::Object)
}

//! Terraform's type constraints.

use hcl_edit::expr::{Array, Expression, FuncCall, Object};

/// Checks that a text is a type constraint, such as `list(object({ name = string }))`. The error says what is
/// wrong with it.
pub(super) fn check_type(text: &str) -> Result<(), String> {
    let expression: Expression = text.parse().map_err(|_| format!("`{text}` does not parse"))?;
    check(&expression)
}

fn check(expression: &Expression) -> Result<(), String> {
    match expression {
        Expression::Variable(name) => match name.as_str() {
            "string" | "number" | "bool" | "any" => Ok(()),
            "list" | "set" | "map" => {
                Err(format!("`{0}` needs the type of its elements, as in `{0}(string)`", name.as_str()))
            }
            other => Err(format!("there is no type `{other}`")),
        },
        Expression::FuncCall(call) => check_call(call),
        other => Err(format!("`{}` is no type", other.to_string().trim())),
    }
}

fn check_call(call: &FuncCall) -> Result<(), String> {
    let name = call.name.name.as_str();
    let arguments: Vec<&Expression> = call.args.iter().collect();
    match (name, &arguments[..]) {
        ("list" | "set" | "map", [element]) => check(element),
        ("tuple", [Expression::Array(elements)]) => check_elements(elements),
        ("object", [Expression::Object(fields)]) => check_fields(fields),
        ("list" | "set" | "map", _) => Err(format!("`{name}` takes one type")),
        ("tuple", _) => Err("`tuple` takes a list of types".to_owned()),
        ("object", _) => Err("`object` takes a map from names to types".to_owned()),
        ("optional", _) => Err("`optional` stands only in an object".to_owned()),
        (other, _) => Err(format!("there is no type `{other}`")),
    }
}

fn check_elements(elements: &Array) -> Result<(), String> {
    elements.iter().try_for_each(check)
}

fn check_fields(fields: &Object) -> Result<(), String> {
    fields.iter().try_for_each(|(_, value)| match value.expr() {
        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => {
            // A default may follow, which is any value.
            call.args.iter().next().map_or_else(|| Err("`optional` takes a type".to_owned()), check)
        }
        other => check(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints() {
        for good in [
            "string",
            "any",
            "list(string)",
            "map(object({ name = string, ports = optional(list(number), []) }))",
            "tuple([string, bool])",
        ] {
            assert_eq!(check_type(good), Ok(()), "{good}");
        }
        let bad = [
            "",
            "text",
            "list",
            "list()",
            "optional(string)",
            "object({ a = 1 })",
            "\"string\"",
            "list(string",
        ];
        let errors: Vec<_> =
            bad.iter().map(|text| format!("{text:?}: {}", check_type(text).unwrap_err())).collect();
        insta::assert_snapshot!(errors.join("\n"));
    }
}

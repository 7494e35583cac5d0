//! Terraform's JSON configuration syntax: the nesting of blocks, and the expressions in strings.

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::template::{Element, Template};
use serde_json::{Map, Value};
use std::slice;
use terrace_core::expression::{ParseError, parse_template_tree};

/// A string in JSON configuration syntax, parsed.
#[derive(Debug)]
pub enum Text {
    /// A string without template sequences, unescaped.
    Literal(String),
    /// A single `${…}`, which preserves the type of its expression.
    Whole(Expression),
    /// Any other template, whose value is a string.
    Parts(Template),
}

impl Text {
    /// Parses a string.
    ///
    /// # Errors
    ///
    /// The parser's error, if the string is not a template.
    pub fn parse(text: &str) -> Result<Text, ParseError> {
        if !has_template(text) {
            return Ok(Text::Literal(text.to_owned()));
        }
        let template = parse_template_tree(text)?;
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return Ok(Text::Whole(only.expr.clone()));
        }
        let literals: Option<String> =
            template.iter().map(|element| element.as_literal().map(|text| text.as_str())).collect();
        Ok(match literals {
            Some(text) => Text::Literal(text),
            None => Text::Parts(template),
        })
    }
}

/// Returns whether a string contains template sequences or escaped ones.
pub fn has_template(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

/// Returns the key of an object in an expression, or `None` if it has to be computed.
pub fn key_name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(Expression::Variable(name)) => Some(name.as_str()),
        ObjectKey::Expression(Expression::String(name)) => Some(name.as_str()),
        ObjectKey::Expression(_) => None,
    }
}

/// Iterates over a single block, or over each block of an array.
pub fn bodies(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(elements) => elements.iter(),
        other => slice::from_ref(other).iter(),
    }
}

/// Iterates over a single block, or over each block of an array. Values that are not objects are skipped.
pub fn objects(value: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    bodies(value).filter_map(Value::as_object)
}

/// Returns a member of an object, or of each object in an array of objects.
pub fn member<'c>(parent: &'c Value, name: &str) -> impl Iterator<Item = &'c Value> {
    bodies(parent).filter_map(move |object| object.get(name))
}

/// Iterates over the members of an object, or of each object in an array of objects.
pub fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    objects(value).flat_map(|object| object.iter().map(|(name, value)| (name.as_str(), value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn strings_are_literals_expressions_or_templates() {
        let kind = |text: &str| match Text::parse(text) {
            Ok(Text::Literal(text)) => format!("literal {text}"),
            Ok(Text::Whole(expression)) => format!("expression {}", expression.to_string().trim()),
            Ok(Text::Parts(template)) => format!("template of {}", template.len()),
            Err(_) => "nothing".to_owned(),
        };
        assert_eq!(kind("a"), "literal a");
        assert_eq!(kind("$${a} %%{b}"), "literal ${a} %{b}");
        assert_eq!(kind("${ a.b }"), "expression a.b");
        assert_eq!(kind("a-${a.b}"), "template of 2");
        assert_eq!(kind("%{ if a }b%{ endif }"), "template of 1");
        assert_eq!(kind("${a"), "nothing");
    }

    #[test]
    fn blocks_are_objects_or_arrays_of_objects() {
        let value = json!([{ "a": 1 }, 2, { "a": 3, "b": 4 }]);
        assert_eq!(bodies(&value).count(), 3);
        assert_eq!(objects(&value).count(), 2);
        assert_eq!(member(&value, "a").collect::<Vec<_>>(), [1, 3]);
        let names: Vec<_> = members(&value).map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "a", "b"]);
        assert_eq!(objects(&value[0]).count(), 1);
    }
}

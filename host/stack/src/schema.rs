//! Lists the inputs of a tier's schema for people.

use serde_json::{Map, Value};

/// The format that marks a place in a schema as accepting a Terraform expression.
pub const EXPRESSION_FORMAT: &str = "terraform-expression";

/// The maximum depth of nested inputs. Deeper ones, and recursive ones, are shown as an object.
const DEPTH: usize = 4;

/// An input of a tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// The input's name; for a nested input, after the name of its parent and a dot: `listener.port`.
    pub path: String,
    /// A description of the type, such as `string`, `list of integer`, `one of "a", "b"`. Ends with ` or expression`
    /// if a Terraform expression is accepted.
    pub type_text: String,
    /// True if the input must be set.
    pub required: bool,
    /// The value if the input is not set.
    pub default: Option<Value>,
    /// The description in the schema; may be empty.
    pub description: String,
}

/// Lists the inputs of a schema, each followed by its nested inputs.
pub fn properties(schema: &Value) -> Vec<Property> {
    let mut found = Vec::new();
    collect(&Reader { root: schema }, schema, "", DEPTH, &mut found);
    found
}

/// Describes the type of a schema, as in [`Property::type_text`]. Local references point into `root`.
pub(crate) fn type_words(root: &Value, schema: &Value) -> String {
    Reader { root }.type_text(schema, DEPTH)
}

fn collect(reader: &Reader<'_>, schema: &Value, prefix: &str, depth: usize, found: &mut Vec<Property>) {
    let shape = reader.shape(schema);
    let Some(members) = shape.members else { return };
    let required = shape.required;
    for (name, member) in members {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let shape = reader.shape(member);
        found.push(Property {
            path: path.clone(),
            type_text: reader.type_text(member, depth),
            required: required.iter().any(|required| required == name),
            default: member.get("default").filter(|default| !default.is_null()).cloned(),
            description: shape.description.unwrap_or_default().to_owned(),
        });
        if depth > 0 {
            collect(reader, member, &path, depth - 1, found);
        }
    }
}

/// The relevant parts of a schema, with references and alternatives resolved.
#[derive(Default)]
struct Shape<'a> {
    members: Option<&'a Map<String, Value>>,
    required: &'a [Value],
    description: Option<&'a str>,
}

struct Reader<'a> {
    root: &'a Value,
}

impl<'a> Reader<'a> {
    /// Resolves a local reference; returns any other schema as it is.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        // References can be circular.
        for _ in 0..8 {
            let Some(pointer) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'))
            else {
                break;
            };
            match self.root.pointer(pointer) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    fn shape(&self, schema: &'a Value) -> Shape<'a> {
        let target = self.resolve(schema);
        let described = |schema: &'a Value| schema.get("description").and_then(Value::as_str);
        let description = described(schema).or_else(|| described(target));
        if let Some(members) = target.get("properties").and_then(Value::as_object) {
            let required = target.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            return Shape { members: Some(members), required, description };
        }
        let inner =
            alternatives(target).iter().map(|inner| self.shape(inner)).find(|inner| inner.members.is_some());
        Shape { description, ..inner.unwrap_or_default() }
    }

    fn type_text(&self, schema: &'a Value, depth: usize) -> String {
        let schema = self.resolve(schema);
        if depth == 0 {
            return "any".to_owned();
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return one_of(values.iter());
        }
        if let Some(value) = schema.get("const") {
            return value.to_string();
        }
        let alternatives = alternatives(schema);
        if !alternatives.is_empty() {
            return self.alternatives_text(alternatives, depth);
        }
        match schema.get("type") {
            Some(Value::Array(types)) => {
                let types = types.iter().filter_map(Value::as_str).filter(|name| *name != "null");
                types.map(|name| self.named(name, schema, depth)).collect::<Vec<_>>().join(" or ")
            }
            Some(Value::String(name)) => self.named(name, schema, depth),
            _ => "any".to_owned(),
        }
    }

    /// Describes alternatives: constants as a single enumeration, without null, and with expressions last.
    fn alternatives_text(&self, alternatives: &'a [Value], depth: usize) -> String {
        let mut texts = Vec::new();
        let mut constants = Vec::new();
        let mut expression = false;
        for alternative in alternatives {
            if is_expression(alternative) {
                expression = true;
            } else if let Some(constant) = alternative.get("const") {
                constants.push(constant);
            } else if alternative.get("type").and_then(Value::as_str) != Some("null") {
                let text = self.type_text(alternative, depth);
                // A reference to `T or expression` already has this suffix.
                match text.strip_suffix(" or expression") {
                    Some(text) => {
                        expression = true;
                        texts.push(text.to_owned());
                    }
                    None => texts.push(text),
                }
            }
        }
        if !constants.is_empty() {
            texts.push(one_of(constants.into_iter()));
        }
        if expression {
            texts.push("expression".to_owned());
        }
        texts.join(" or ")
    }

    fn named(&self, name: &str, schema: &'a Value, depth: usize) -> String {
        match name {
            "array" => match schema.get("items") {
                Some(items) => {
                    let items = self.type_text(items, depth - 1);
                    if items.contains(" or ") {
                        format!("list of ({items})")
                    } else {
                        format!("list of {items}")
                    }
                }
                None => "list".to_owned(),
            },
            "object" => match schema.get("additionalProperties") {
                Some(values @ Value::Object(_)) => {
                    let values = self.type_text(values, depth - 1);
                    if values.contains(" or ") {
                        format!("map of ({values})")
                    } else {
                        format!("map of {values}")
                    }
                }
                _ => "object".to_owned(),
            },
            other => other.to_owned(),
        }
    }
}

fn alternatives(schema: &Value) -> &[Value] {
    ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.as_array()).map_or(&[], Vec::as_slice)
}

/// Returns whether a schema is that of a Terraform expression.
pub fn is_expression(schema: &Value) -> bool {
    schema.get("format").and_then(Value::as_str) == Some(EXPRESSION_FORMAT)
}

fn one_of<'a>(values: impl Iterator<Item = &'a Value>) -> String {
    format!("one of {}", values.map(Value::to_string).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(schema: Value) -> String {
        let line = |property: &Property| {
            let required = if property.required { " required" } else { "" };
            let default = property.default.as_ref().map(|d| format!(" = {d}")).unwrap_or_default();
            format!("{}: {}{default}{required} {}\n", property.path, property.type_text, property.description)
        };
        properties(&schema).iter().map(line).collect()
    }

    #[test]
    fn inputs_are_told_in_words() {
        let expression = json!({ "type": "string", "format": EXPRESSION_FORMAT });
        let schema = json!({
            "type": "object",
            "required": ["count", "listener"],
            "properties": {
                "count": { "type": "integer", "description": "How many." },
                "name": { "type": ["string", "null"], "default": null },
                "nat": { "oneOf": [{ "const": "single" }, { "const": "none" }], "default": "none" },
                "size": { "enum": ["s", "m"] },
                "vpc": { "anyOf": [{ "$ref": "#/$defs/Input" }, { "type": "null" }] },
                "subnets": { "anyOf": [{ "type": "array", "items": { "$ref": "#/$defs/Input" } }, expression] },
                "labels": { "type": "object", "additionalProperties": { "type": "string" } },
                "listener": { "$ref": "#/$defs/Listener", "description": "Where it listens." },
                "loop": { "$ref": "#/$defs/Loop" },
                "anything": true,
            },
            "$defs": {
                "Input": { "anyOf": [{ "type": "string" }, expression] },
                "Listener": { "type": "object", "properties": { "port": { "type": "integer", "default": 80 } } },
                "Loop": { "$ref": "#/$defs/Loop" },
            }
        });
        insta::assert_snapshot!(text(schema), @r#"
        anything: any 
        count: integer required How many.
        labels: map of string 
        listener: object required Where it listens.
        listener.port: integer = 80 
        loop: any 
        name: string 
        nat: one of "single", "none" = "none" 
        size: one of "s", "m" 
        subnets: list of (string or expression) or expression 
        vpc: string or expression 
        "#);
    }
}

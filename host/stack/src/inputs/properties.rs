//! Lists the inputs of a tier's schema for people.

use super::schema::{Schema, Subschema};
use serde_json::Value;

/// The maximum depth of a type's description. Deeper types, and recursive ones, are shown as `any`.
const MAX_DEPTH: usize = 4;

/// The maximum depth of nested inputs, each map, list and alternative being one level.
const MAX_NESTING: usize = 6;

/// An input of a tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// The input's name; for a nested input, after the name of its parent and a dot: `listener.port`. `*` stands for any
    /// key of a map, and `[]` for any item of a list: `rules.*.hosts`, `volumes[].size`.
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
pub fn properties(schema: &Schema) -> Vec<Property> {
    let mut found = Vec::new();
    collect(schema.root(), "", MAX_NESTING, &mut found);
    found
}

/// Describes the type of a schema, as in [`Property::type_text`].
pub(crate) fn type_text(schema: Subschema<'_>) -> String {
    text_of(schema, MAX_DEPTH)
}

fn collect(schema: Subschema<'_>, prefix: &str, depth: usize, found: &mut Vec<Property>) {
    let Some(map) = map(schema) else { return collect_elements(schema, prefix, depth, found) };
    for (name, member) in map.properties() {
        let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
        let description = member.description().or_else(|| member.resolved().description());
        found.push(Property {
            path: path.clone(),
            type_text: type_text(member),
            required: map.required().any(|required| required == name),
            default: member.default().filter(|default| !default.is_null()).cloned(),
            description: description.unwrap_or_default().to_owned(),
        });
        if depth > 0 {
            collect(member, &path, depth - 1, found);
        }
    }
}

/// Lists the inputs of the elements of a map or a list.
fn collect_elements(schema: Subschema<'_>, prefix: &str, depth: usize, found: &mut Vec<Property>) {
    if depth == 0 {
        return;
    }
    let schema = schema.resolved();
    if let Some(values) = schema.one("additionalProperties") {
        collect(values, &format!("{prefix}.*"), depth - 1, found);
    } else if let Some(items) = schema.one("items") {
        collect(items, &format!("{prefix}[]"), depth - 1, found);
    } else {
        schema.alternatives().for_each(|alternative| collect_elements(alternative, prefix, depth - 1, found));
    }
}

/// Returns the schema that names members, among those that a value may have to match.
fn map(schema: Subschema<'_>) -> Option<Subschema<'_>> {
    let schema = schema.resolved();
    if schema.has("properties") { Some(schema) } else { schema.alternatives().find_map(map) }
}

fn text_of(schema: Subschema<'_>, depth: usize) -> String {
    let schema = schema.resolved();
    if depth == 0 {
        return "any".to_owned();
    }
    if let Some(values) = schema.enumeration() {
        return one_of(values.iter());
    }
    if let Some(value) = schema.constant() {
        return value.to_string();
    }
    if schema.alternatives().len() > 0 {
        return alternatives_text(schema, depth);
    }
    let is_several = schema.has_several_types();
    let types = schema.types().filter(|name| !is_several || *name != "null");
    let types: Vec<_> = types.map(|name| named(name, schema, depth)).collect();
    if types.is_empty() && !is_several { "any".to_owned() } else { types.join(" or ") }
}

/// Describes alternatives: constants as a single enumeration, without null, and with expressions last.
fn alternatives_text(schema: Subschema<'_>, depth: usize) -> String {
    let mut texts = Vec::new();
    let mut constants = Vec::new();
    let mut expression = false;
    for alternative in schema.alternatives() {
        if alternative.is_expression() {
            expression = true;
        } else if let Some(constant) = alternative.constant() {
            constants.push(constant);
        } else if alternative.has_several_types() || !alternative.types().eq(["null"]) {
            let text = text_of(alternative, depth);
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

fn named(name: &str, schema: Subschema<'_>, depth: usize) -> String {
    let (container, element) = match name {
        "array" => ("list", schema.one("items")),
        "object" => match schema.one("additionalProperties").filter(|it| it.literal().is_none()) {
            Some(values) => ("map", Some(values)),
            None => ("object", None),
        },
        other => (other, None),
    };
    let Some(element) = element else { return container.to_owned() };
    let element = text_of(element, depth - 1);
    if element.contains(" or ") {
        format!("{container} of ({element})")
    } else {
        format!("{container} of {element}")
    }
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
        properties(&Schema::new(&schema)).iter().map(line).collect()
    }

    #[test]
    fn inputs_are_told_in_words() {
        let expression = json!({ "type": "string", "format": "terraform-expression" });
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
                "rules": {
                    "anyOf": [{ "type": "null" }, { "type": "object", "additionalProperties": { "$ref": "#/$defs/Rule" } }],
                },
                "listener": { "$ref": "#/$defs/Listener", "description": "Where it listens." },
                "loop": { "$ref": "#/$defs/Loop" },
                "endless": { "$ref": "#/$defs/Endless" },
                "anything": true,
            },
            "$defs": {
                "Input": { "anyOf": [{ "type": "string" }, expression] },
                "Listener": { "type": "object", "properties": { "port": { "type": "integer", "default": 80 } } },
                "Loop": { "$ref": "#/$defs/Loop" },
                "Endless": { "type": "object", "additionalProperties": { "$ref": "#/$defs/Endless" } },
                "Rule": {
                    "type": "object",
                    "required": ["number"],
                    "properties": {
                        "number": { "type": "integer" },
                        "ports": { "type": "array", "items": { "$ref": "#/$defs/Listener" } },
                        "rules": { "type": "object", "additionalProperties": { "$ref": "#/$defs/Loop" } },
                    },
                },
            }
        });
        insta::assert_snapshot!(text(schema), @r#"
        anything: any 
        count: integer required How many.
        endless: map of map of map of map of any 
        labels: map of string 
        listener: object required Where it listens.
        listener.port: integer = 80 
        loop: any 
        name: string 
        nat: one of "single", "none" = "none" 
        rules: map of object 
        rules.*.number: integer required 
        rules.*.ports: list of object 
        rules.*.ports[].port: integer = 80 
        rules.*.rules: map of any 
        size: one of "s", "m" 
        subnets: list of (string or expression) or expression 
        vpc: string or expression 
        "#);
    }
}

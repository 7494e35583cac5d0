//! Converts a tier's schema of inputs into one for the inputs as they are written in a stack file.
//!
//! A tier's schema is draft 2020-12, and describes values with their defaults filled in. Editors know draft 07, and see
//! strings before Terrace distinguishes literals from expressions. The result rejects nothing that a synth would accept.

use super::text::{expression, literal, with_terrace_names};
use serde_json::{Map, Value, json};
use terrace_stack::schema::is_expression;

/// Keywords that are copied unchanged.
const KEPT: &[&str] = &[
    "description",
    "default",
    "examples",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "maxProperties",
];
/// Keywords that constrain a string. A string that contains `${terrace.…}` may satisfy them after substitution.
const NARROWING: &[&str] = &["enum", "const", "pattern", "format", "minLength", "maxLength"];

/// Returns the schema of the inputs. Its references begin with `#/definitions/<key>`, which is where it must be placed.
pub(super) fn inputs(schema: &Value, key: &str) -> Value {
    Inputs { root: schema, key }.part(schema)
}

struct Inputs<'a> {
    root: &'a Value,
    key: &'a str,
}

impl Inputs<'_> {
    fn part(&self, schema: &Value) -> Value {
        let Some(keywords) = schema.as_object() else { return schema.clone() };
        if is_expression(schema) {
            return expression();
        }
        let reference = keywords.get("$ref").and_then(Value::as_str).and_then(|r| self.reference(r));
        if let Some(target) = reference.as_ref().filter(|_| keywords.len() == 1) {
            return json!({ "$ref": target });
        }
        let mut made = Map::new();
        for keyword in KEPT {
            if let Some(value) = keywords.get(*keyword) {
                made.insert((*keyword).to_owned(), value.clone());
            }
        }
        for keyword in ["properties", "patternProperties", "$defs", "definitions"] {
            if let Some(schemas) = keywords.get(keyword).and_then(Value::as_object) {
                let schemas = schemas.iter().map(|(name, schema)| (name.clone(), self.part(schema)));
                made.insert(keyword.to_owned(), Value::Object(schemas.collect()));
            }
        }
        if let Some(schema) = keywords.get("additionalProperties") {
            made.insert("additionalProperties".to_owned(), self.part(schema));
        }
        self.items(keywords, &mut made);
        self.required(keywords, &mut made);
        self.alternatives(keywords, &mut made);
        // Draft 07 ignores keywords next to a reference.
        reference.into_iter().for_each(|target| and(&mut made, json!({ "$ref": target })));
        for part in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            and(&mut made, self.part(part));
        }
        scalar(keywords, &mut made);
        Value::Object(made)
    }

    /// Converts `prefixItems` and `items`, which have other names in draft 07.
    fn items(&self, keywords: &Map<String, Value>, made: &mut Map<String, Value>) {
        let items = keywords.get("items").map(|items| self.part(items));
        match keywords.get("prefixItems").and_then(Value::as_array) {
            Some(first) => {
                made.insert("items".to_owned(), first.iter().map(|schema| self.part(schema)).collect());
                made.extend(items.map(|items| ("additionalItems".to_owned(), items)));
            }
            None => made.extend(items.map(|items| ("items".to_owned(), items))),
        }
    }

    /// Omits inputs with a default, which is filled in before the tier's own schema is applied.
    fn required(&self, keywords: &Map<String, Value>, made: &mut Map<String, Value>) {
        let Some(names) = keywords.get("required").and_then(Value::as_array) else { return };
        let has_default = |name: &Value| {
            let property = keywords.get("properties").zip(name.as_str()).and_then(|(p, name)| p.get(name));
            property.is_some_and(|property| self.has_default(property))
        };
        let names: Vec<_> = names.iter().filter(|name| !has_default(name)).cloned().collect();
        if !names.is_empty() {
            made.insert("required".to_owned(), names.into());
        }
    }

    fn has_default(&self, schema: &Value) -> bool {
        schema.get("default").is_some() || self.target(schema).is_some_and(|t| t.get("default").is_some())
    }

    fn target(&self, schema: &Value) -> Option<&Value> {
        self.root.pointer(schema.get("$ref")?.as_str()?.strip_prefix('#')?)
    }

    /// Converts `oneOf` into `anyOf` too: an escaped string would match both a literal and an expression.
    fn alternatives(&self, keywords: &Map<String, Value>, made: &mut Map<String, Value>) {
        let mut lists = ["anyOf", "oneOf"].iter().filter_map(|key| keywords.get(*key)?.as_array());
        let (first, second) = (lists.next(), lists.next());
        if let Some(first) = first {
            match self.flattened(first) {
                // Easier to read than a choice of one.
                Value::Array(mut one) if one.len() == 1 && one[0].get("$ref").is_none() => {
                    let only = one.remove(0);
                    for (keyword, value) in only.as_object().into_iter().flatten() {
                        made.entry(keyword.clone()).or_insert_with(|| value.clone());
                    }
                }
                several => _ = made.insert("anyOf".to_owned(), several),
            }
        }
        if let Some(second) = second {
            and(made, json!({ "anyOf": self.flattened(second) }));
        }
    }

    /// Merges nested alternatives, and combines a literal and an expression into any string.
    fn flattened(&self, alternatives: &[Value]) -> Value {
        let mut flat = Vec::new();
        for alternative in alternatives.iter().map(|alternative| self.part(alternative)) {
            match alternative.as_object().and_then(|keywords| keywords.get("anyOf")?.as_array()) {
                Some(inner) if alternative.as_object().is_some_and(|keywords| keywords.len() == 1) => {
                    flat.extend(inner.iter().cloned());
                }
                _ => flat.push(alternative),
            }
        }
        let expression = expression();
        if flat.contains(&expression) && flat.contains(&literal()) {
            flat.retain(|schema| *schema != expression);
            flat.iter_mut()
                .filter(|schema| **schema == literal())
                .for_each(|s| *s = json!({ "type": "string" }));
        }
        flat.into()
    }

    /// Returns the new path of a reference. Only definitions that keep their path can be referred to.
    fn reference(&self, reference: &str) -> Option<String> {
        let path = reference.strip_prefix('#')?;
        let is_kept = path.is_empty()
            || ["/$defs/", "/definitions/"]
                .iter()
                .any(|prefix| path.strip_prefix(prefix).is_some_and(|name| !name.contains('/')));
        is_kept.then(|| format!("#/definitions/{}{path}", self.key))
    }
}

/// Adds the type, constants and constraints on strings.
fn scalar(keywords: &Map<String, Value>, made: &mut Map<String, Value>) {
    let narrowing: Map<String, Value> = NARROWING
        .iter()
        .filter_map(|keyword| Some(((*keyword).to_owned(), keywords.get(*keyword)?.clone())))
        .collect();
    let of = keywords.get("type");
    let takes_text = match of {
        Some(Value::String(name)) => name == "string",
        Some(Value::Array(names)) => names.iter().any(|name| name == "string"),
        _ => narrowing.get("const").is_some_and(Value::is_string) || narrowing.contains_key("enum"),
    };
    if takes_text && !narrowing.is_empty() {
        let mut narrow = narrowing;
        if let Some(of) = of {
            narrow.insert("type".to_owned(), of.clone());
        }
        let alternatives = json!([narrow, with_terrace_names()]);
        if made.contains_key("anyOf") {
            and(made, json!({ "anyOf": alternatives }));
        } else {
            made.insert("anyOf".to_owned(), alternatives);
        }
        return;
    }
    made.extend(narrowing);
    if let Some(of) = of {
        made.insert("type".to_owned(), of.clone());
    }
    if takes_text && let Value::Object(literal) = literal() {
        literal.into_iter().for_each(|(keyword, value)| _ = made.entry(keyword).or_insert(value));
    }
}

/// Adds a schema that must match as well.
fn and(made: &mut Map<String, Value>, schema: Value) {
    if let Value::Array(all) = made.entry("allOf").or_insert_with(|| json!([])) {
        all.push(schema);
    }
}

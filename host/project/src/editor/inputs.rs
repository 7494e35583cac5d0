//! Converts a tier's schema of inputs into one for the inputs as they are written in a stack file.
//!
//! A tier's schema is draft 2020-12, and describes values with their defaults filled in. Editors know draft 07, and see
//! strings before Terrace distinguishes literals from expressions. The result rejects nothing that a synth would accept.

use super::text::{expression, literal, with_terrace_names};
use serde_json::{Map, Value, json};
use terrace_stack::inputs::schema::{Schema, Subschema};

/// Keywords that are copied unchanged.
const COPIED: &[&str] = &[
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
    Inputs { key }.part(Schema::new(schema).root())
}

struct Inputs<'a> {
    key: &'a str,
}

impl Inputs<'_> {
    fn part(&self, schema: Subschema<'_>) -> Value {
        if let Some(literal) = schema.literal() {
            return literal.clone();
        }
        if schema.is_expression() {
            return expression();
        }
        let reference = schema.keyword("$ref").and_then(Value::as_str).and_then(|r| self.reference(r));
        if let Some(target) = reference.as_ref().filter(|_| schema.keyword_names().count() == 1) {
            return json!({ "$ref": target });
        }
        let mut made = kept(schema, COPIED);
        for keyword in ["properties", "patternProperties", "$defs", "definitions"] {
            if schema.has(keyword) {
                let schemas = schema.map(keyword).map(|(name, schema)| (name.to_owned(), self.part(schema)));
                made.insert(keyword.to_owned(), Value::Object(schemas.collect()));
            }
        }
        if let Some(others) = schema.one("additionalProperties") {
            made.insert("additionalProperties".to_owned(), self.part(others));
        }
        self.items(schema, &mut made);
        required(schema, &mut made);
        self.alternatives(schema, &mut made);
        // Draft 07 ignores keywords next to a reference.
        reference.into_iter().for_each(|target| and(&mut made, json!({ "$ref": target })));
        for part in schema.list("allOf") {
            and(&mut made, self.part(part));
        }
        scalar(schema, &mut made);
        Value::Object(made)
    }

    /// Converts `prefixItems` and `items`, which have other names in draft 07.
    fn items(&self, schema: Subschema<'_>, made: &mut Map<String, Value>) {
        let items = schema.one("items").map(|items| self.part(items));
        if schema.has("prefixItems") {
            let first = schema.list("prefixItems").map(|schema| self.part(schema)).collect();
            made.insert("items".to_owned(), first);
            made.extend(items.map(|items| ("additionalItems".to_owned(), items)));
        } else {
            made.extend(items.map(|items| ("items".to_owned(), items)));
        }
    }

    /// Converts `oneOf` into `anyOf` too: an escaped string would match both a literal and an expression.
    fn alternatives(&self, schema: Subschema<'_>, made: &mut Map<String, Value>) {
        let mut lists = ["anyOf", "oneOf"].iter().filter(|key| schema.has(key)).map(|key| schema.list(key));
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
    fn flattened<'s>(&self, alternatives: impl Iterator<Item = Subschema<'s>>) -> Value {
        let mut flat = Vec::new();
        for alternative in alternatives.map(|alternative| self.part(alternative)) {
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

/// Copies keywords that the schema has.
fn kept(schema: Subschema<'_>, keywords: &[&str]) -> Map<String, Value> {
    let keywords = keywords.iter();
    keywords.filter_map(|name| Some(((*name).to_owned(), schema.keyword(name)?.clone()))).collect()
}

/// Omits inputs with a default, which is filled in before the tier's own schema is applied.
fn required(schema: Subschema<'_>, made: &mut Map<String, Value>) {
    let has_default = |schema: Subschema<'_>| schema.default().is_some();
    let is_filled_in = |name: &str| {
        schema
            .property(name)
            .is_some_and(|property| has_default(property) || property.reference().is_some_and(has_default))
    };
    let names: Vec<_> = schema.required().filter(|name| !is_filled_in(name)).collect();
    if !names.is_empty() {
        made.insert("required".to_owned(), names.into());
    }
}

/// Adds the type, constants and constraints on strings.
fn scalar(schema: Subschema<'_>, made: &mut Map<String, Value>) {
    let narrowing = kept(schema, NARROWING);
    let of = schema.keyword("type");
    let takes_text = match of {
        Some(_) => schema.types().any(|name| name == "string"),
        None => narrowing.get("const").is_some_and(Value::is_string) || narrowing.contains_key("enum"),
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

//! The schema of a patch, which is merged over a value: nothing is required, and `null` removes a member.

use serde_json::{Map, Value, json};

/// The suffix of a definition's key for the schema of its patch.
pub(super) const SUFFIX: &str = ".patch";

/// Returns the schema of a patch for values of a schema, which is at `#/definitions/<key>`. A patch replaces a list as a
/// whole, so schemas inside lists stay the same.
pub(super) fn patch(schema: &Value, key: &str) -> Value {
    let Some(keywords) = schema.as_object() else { return schema.clone() };
    let mut made = Map::new();
    for (keyword, value) in keywords {
        let value = match (keyword.as_str(), value) {
            ("required" | "minProperties" | "maxProperties", _) => continue,
            ("properties" | "patternProperties", Value::Object(members)) => {
                let member = |(name, member): (&String, &Value)| (name.clone(), removable(member, key));
                Value::Object(members.iter().map(member).collect())
            }
            ("$defs" | "definitions", Value::Object(members)) => {
                let member = |(name, member): (&String, &Value)| (name.clone(), patch(member, key));
                Value::Object(members.iter().map(member).collect())
            }
            ("additionalProperties", schema) => removable(schema, key),
            ("anyOf" | "allOf", Value::Array(parts)) => parts.iter().map(|part| patch(part, key)).collect(),
            ("$ref", Value::String(target)) => {
                let own = format!("#/definitions/{key}");
                target.replacen(&own, &format!("{own}{SUFFIX}"), 1).into()
            }
            (_, value) => value.clone(),
        };
        made.insert(keyword.clone(), value);
    }
    Value::Object(made)
}

/// Returns the schema of a member that `null` can remove.
fn removable(schema: &Value, key: &str) -> Value {
    let Value::Object(mut made) = patch(schema, key) else { return schema.clone() };
    let is_plain = !["enum", "const", "anyOf", "allOf"].iter().any(|keyword| made.contains_key(*keyword));
    match made.get_mut("type") {
        Some(Value::String(name)) if is_plain => {
            let names = json!([name, "null"]);
            made.insert("type".to_owned(), names);
            return made.into();
        }
        Some(Value::Array(names)) if is_plain => {
            if !names.iter().any(|name| name == "null") {
                names.push("null".into());
            }
            return made.into();
        }
        _ => {}
    }
    if !["type", "properties", "anyOf", "allOf", "enum", "const", "$ref"]
        .iter()
        .any(|k| made.contains_key(*k))
    {
        return made.into();
    }
    let has_others =
        ["allOf", "type", "properties", "enum", "const"].iter().any(|keyword| made.contains_key(*keyword));
    if let Some(Value::Array(alternatives)) = made.get_mut("anyOf").filter(|_| !has_others) {
        let null = json!({ "type": "null" });
        if !alternatives.contains(&null) {
            alternatives.push(null);
        }
        return made.into();
    }
    // Editors expect texts for people at the top level of a schema.
    let told: Map<String, Value> = ["description", "default"]
        .iter()
        .filter_map(|keyword| Some(((*keyword).to_owned(), made.remove(*keyword)?)))
        .collect();
    let mut outer = told;
    outer.insert("anyOf".to_owned(), json!([made, { "type": "null" }]));
    outer.into()
}

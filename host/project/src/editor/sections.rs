//! The sections of a stack file as JSON Schema, made from its grammar.

use super::text::plain;
use super::{Form, Names};
use serde_json::{Map, Value, json};
use terrace_core::model::Grant;
use terrace_stack::stack::ComponentName;
use terrace_stack::stack::grammar::{self, Key, Takes, Without};

/// The pattern of the names of stacks, environments, tiers and regions.
const NAME: &str = "^[a-z][a-z0-9-]*$";

/// Converts the grammar's sections into schemas.
pub(super) struct Sections<'a> {
    pub names: &'a Names,
    pub form: Form,
}

impl Sections<'_> {
    /// Returns the schema of the file.
    pub fn file(&self) -> Value {
        self.map(&grammar::STACK, json!("object"))
    }

    /// Returns the schema of a tier, for any component.
    pub fn tier(&self) -> Value {
        self.map(&grammar::TIER, self.or_nothing("object", self.form == Form::File))
    }

    fn map(&self, keys: &'static [Key], of: Value) -> Value {
        let properties: Map<String, Value> =
            keys.iter().map(|key| (key.name.to_owned(), self.key(key))).collect();
        let mut made = json!({ "type": of, "properties": properties, "additionalProperties": false });
        let required: Vec<_> = keys.iter().filter(|key| self.is_required(key)).map(|key| key.name).collect();
        if !required.is_empty() {
            made["required"] = required.into();
        }
        made
    }

    fn is_required(&self, key: &Key) -> bool {
        key.without == Without::Required && self.form == Form::File
    }

    /// Returns a type, or also `null` if the value is optional.
    fn or_nothing(&self, of: &str, required: bool) -> Value {
        if required { json!(of) } else { json!([of, "null"]) }
    }

    fn key(&self, key: &'static Key) -> Value {
        let required = self.is_required(key);
        let of = |name: &str| self.or_nothing(name, required);
        let mut made = match key.takes {
            Takes::Name => json!({ "type": of("string"), "pattern": NAME }),
            Takes::Region => self.region(),
            Takes::Regions => self.regions(),
            Takes::Literal => plain(),
            Takes::Text => json!({ "type": of("string") }),
            Takes::Boolean => json!({ "type": of("boolean") }),
            Takes::Count => json!({ "type": of("integer"), "minimum": 0 }),
            Takes::Size => json!({ "anyOf": [
                { "type": of("integer"), "minimum": 0 },
                { "type": "string", "pattern": "^[0-9]+ *([KMG]iB)?$" },
            ] }),
            Takes::Grants => grants(),
            Takes::LiteralValue | Takes::Value => json!({}),
            Takes::Texts => each(json!({ "type": self.or_nothing("string", self.form == Form::File) })),
            Takes::Arguments | Takes::Inputs => json!({ "type": of("object") }),
            Takes::Backend => self.backend(),
            Takes::Configurations => self.configurations(),
            Takes::Each(keys) => each(self.map(keys, json!(["object", "null"]))),
            Takes::EachOrText(keys) => each(self.map(keys, json!(["object", "string"]))),
            Takes::OneOrMore(keys) => {
                let one = self.map(keys, json!("object"));
                json!({ "anyOf": [one, { "type": "array", "items": one }, { "type": "null" }] })
            }
            Takes::Map(keys) => self.map(keys, json!(["object", "null"])),
            Takes::Tiers => self.tiers(),
            Takes::Component => self.component(),
            Takes::RegionInputs => self.region_inputs(&json!({ "type": ["object", "null"] })),
            Takes::Prescriptions => each(json!({ "type": "object" })),
        };
        if let Value::Object(keywords) = &mut made {
            keywords.insert("description".to_owned(), description(key).into());
        }
        made
    }

    fn region(&self) -> Value {
        let mut names: Vec<Value> = self.names.regions.iter().map(|name| name.as_str().into()).collect();
        names.push(Value::Null);
        json!({ "enum": names })
    }

    fn regions(&self) -> Value {
        json!({ "anyOf": [
            { "const": "all" },
            {
                "type": "array",
                "items": { "enum": self.names.regions },
                "minItems": 1,
                "uniqueItems": true,
            },
            { "type": "null" },
        ] })
    }

    /// Returns the schema of a map from regions to inputs.
    pub fn region_inputs(&self, inputs: &Value) -> Value {
        let regions: Map<String, Value> =
            self.names.regions.iter().map(|region| (region.clone(), inputs.clone())).collect();
        json!({ "type": ["object", "null"], "properties": regions, "additionalProperties": false })
    }

    fn configurations(&self) -> Value {
        let arguments = json!({ "type": ["object", "null"] });
        let mut made = each(json!({ "type": ["object", "null"], "additionalProperties": arguments }));
        made["propertyNames"] = json!({ "pattern": NAME });
        made
    }

    fn backend(&self) -> Value {
        let mut made = each(json!({ "type": ["object", "null"] }));
        if self.form == Form::File {
            made["maxProperties"] = json!(1);
        }
        made
    }

    fn tiers(&self) -> Value {
        let mut made = each(json!({ "$ref": "#/definitions/tier" }));
        made["propertyNames"] = json!({ "pattern": NAME });
        if self.form == Form::Overlay {
            let tier = |(tier, component): (&String, &ComponentName)| {
                let all = json!([
                    { "$ref": "#/definitions/tier" },
                    { "$ref": super::tier_reference(component) },
                ]);
                (tier.clone(), json!({ "allOf": all }))
            };
            made["properties"] = Value::Object(self.names.tiers.iter().map(tier).collect());
        }
        made
    }

    /// Suggests the known components, but allows any other string.
    fn component(&self) -> Value {
        json!({
            "type": self.or_nothing("string", self.form == Form::File),
            "anyOf": [{ "enum": self.names.components }, {}],
        })
    }
}

fn grants() -> Value {
    let described = |grant: &Grant| format!("May {}.", grant.meaning());
    let (named, plain): (Vec<_>, Vec<_>) = Grant::ALL.into_iter().partition(|grant| grant.takes_names());
    let plain = plain.iter().map(|grant| json!({ "const": grant.name(), "description": described(grant) }));
    let names = |grant: &Grant| {
        let list = json!({ "type": "array", "items": { "type": "string" }, "description": described(grant) });
        (grant.name().to_owned(), list)
    };
    let names: Value = Value::Object(named.iter().map(names).collect());
    let map = json!({ "type": "object", "properties": names, "additionalProperties": false });
    let items: Vec<Value> = plain.chain([map]).collect();
    json!({ "type": ["array", "null"], "items": { "anyOf": items }, "uniqueItems": true })
}

fn each(schema: Value) -> Value {
    json!({ "type": ["object", "null"], "additionalProperties": schema })
}

/// Returns a key's description, as editors show it.
fn description(key: &Key) -> String {
    let mut letters = key.meaning.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    match key.without {
        Without::Required => format!("{first}{}. Required.", letters.as_str()),
        Without::Default(words) => format!("{first}{}. Default: {words}.", letters.as_str()),
    }
}

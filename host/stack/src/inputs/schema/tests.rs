use super::*;
use serde_json::json;

#[test]
fn schema_resolves_references_to_any_place() {
    let value = json!({
        "properties": {
            "x": { "$ref": "#/$defs/a~1b" },
            "y": { "$ref": "#/properties/x/items" },
            "z": { "$ref": "#/components/c" },
        },
        "$defs": { "a/b": { "title": "by name" } },
        "components": { "c": { "$ref": "#/$defs/a~1b" } },
    });
    let mut value = value;
    value["properties"]["x"]["items"] = json!({ "title": "by place" });
    let schema = Schema::new(&value);
    assert_eq!(schema.fault(), None);
    let title = |name: &str| {
        let property = schema.root().property(name).unwrap();
        property.resolved().keyword("title").and_then(Value::as_str)
    };
    assert_eq!(title("x"), Some("by name"));
    assert_eq!(title("y"), Some("by place"));
    assert_eq!(title("z"), Some("by name"));
}

#[test]
fn schema_with_endless_references_can_be_followed() {
    let schema = Schema::new(&json!({
        "properties": { "loop": { "$ref": "#/$defs/a" }, "self": { "$ref": "#/$defs/c" }, "port": { "$ref": "#/$defs/Port" } },
        "$defs": {
            "a": { "anyOf": [{ "$ref": "#/$defs/b" }] },
            "b": { "not": { "$ref": "#/$defs/a" } },
            "c": { "$ref": "#/$defs/c" },
            "Port": { "type": "integer" },
        },
    }));
    assert_eq!(schema.fault(), Some(&SchemaFault::Endless("a subschema".to_owned())));
    let definition = |name| schema.root().map("$defs").find(|(key, _)| *key == name).unwrap().1;
    let inner = [definition("a").list("anyOf").next().unwrap(), definition("b").one("not").unwrap()];
    let references = inner.map(Subschema::reference);
    assert_eq!(references.iter().flatten().count(), 1, "one reference of the circle is left out");
    assert!(schema.root().property("self").unwrap().resolved().reference().is_none());
    // Other references are not affected.
    assert!(schema.root().property("port").unwrap().resolved().types().eq(["integer"]));
}

#[test]
fn schema_with_references_that_multiply_has_none() {
    let mut value = json!({ "$defs": { "a0": {} }, "$ref": "#/$defs/a39" });
    for level in 1..40 {
        let reference = json!({ "$ref": format!("#/$defs/a{}", level - 1) });
        value["$defs"][format!("a{level}")] = json!({ "anyOf": [reference, reference] });
    }
    let schema = Schema::new(&value);
    assert_eq!(schema.fault(), Some(&SchemaFault::Work));
    assert!(schema.root().reference().is_none());
}

#[test]
fn schema_is_rebuilt_as_it_was_written() {
    let value = json!({
        "type": "object",
        "properties": { "a": { "items": true, "prefixItems": [{ "const": 1 }, false] }, "b": { "$ref": "#" } },
        "anyOf": {},
        "required": 5,
        "not": { "if": { "minimum": 1 }, "x": { "y": 1 } },
    });
    fn whole(schema: Subschema<'_>) -> Value {
        match schema.literal() {
            Some(literal) => literal.clone(),
            None => Value::Object(schema.rebuilt(|_, schema| whole(schema))),
        }
    }
    assert_eq!(whole(Schema::new(&value).root()), value);
}

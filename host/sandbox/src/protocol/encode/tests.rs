//! Sends the schemas of real providers and reads them as Terraform does.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use prost::Message as _;
use serde_json::json;
use terrace_schema::provider_schema::{Kind, ProviderSchemas};
use terrace_schema::types::{ObjectAttribute, Type};

use super::printed;
use crate::protocol::{Attribute, Block, Function, NestedBlock, Nesting, Object, Schema};
use crate::saved::{add_schemas, read_schemas, saved_schemas};

/// Returns the type that Terraform derives from a block that it received.
fn received_type(block: &Block) -> Type {
    let attributes = block.attributes.iter().map(|it| (it.name.clone(), attribute_type(it)));
    let blocks = block.block_types.iter().map(|it| (it.type_name.clone(), blocks_type(it)));
    Type::object(attributes.chain(blocks))
}

fn attribute_type(attribute: &Attribute) -> Type {
    match &attribute.nested_type {
        Some(Object { attributes, nesting }) => {
            let one = Type::object(attributes.iter().map(|it| (it.name.clone(), attribute_type(it))));
            whole_type(*nesting, one)
        }
        None => serde_json::from_slice(&attribute.r#type).unwrap(),
    }
}

fn blocks_type(nested: &NestedBlock) -> Type {
    let one = received_type(nested.block.as_ref().unwrap());
    let is_one = [Nesting::Single, Nesting::Group].iter().any(|it| i32::from(*it) == nested.nesting);
    if one.has_any() && !is_one { Type::Any } else { whole_type(nested.nesting, one) }
}

fn whole_type(nesting: i32, one: Type) -> Type {
    match Nesting::try_from(nesting).unwrap() {
        Nesting::Single | Nesting::Group => one,
        Nesting::List => Type::List(Box::new(one)),
        Nesting::Set => Type::Set(Box::new(one)),
        Nesting::Map => Type::Map(Box::new(one)),
        Nesting::Invalid => panic!("a block without a nesting mode"),
    }
}

/// Returns a type without what only references see: attributes that are optional or deprecated.
fn bare(ty: &Type) -> Type {
    let boxed = |inner: &Type| Box::new(bare(inner));
    match ty {
        Type::List(element) => Type::List(boxed(element)),
        Type::Set(element) => Type::Set(boxed(element)),
        Type::Map(element) => Type::Map(boxed(element)),
        Type::Tuple(elements) => Type::Tuple(elements.iter().map(bare).collect()),
        Type::Object(attributes) => {
            let bare = |(name, it): (&String, &ObjectAttribute)| (name.clone(), bare(&it.type_constraint));
            Type::object(attributes.iter().map(bare))
        }
        simple => simple.clone(),
    }
}

/// Checks that a schema is the same on all ways: read, stored, sent to Terraform, and for references.
fn check(name: &str, schema: &printed::Schema) {
    let stored: printed::Schema = serde_json::from_str(&serde_json::to_string(schema).unwrap()).unwrap();
    assert_eq!(stored, *schema, "{name}");
    let bytes = Schema::from(schema).encode_to_vec();
    let received = Schema::decode(bytes.as_slice()).unwrap();
    assert_eq!(received.version, schema.version, "{name}");
    assert_eq!(received_type(received.block.as_ref().unwrap()), *schema.implied_type(), "{name}");
    // Only open types differ, and only in blocks that Terraform stores as a tuple.
    if !schema.implied_type().has_any() {
        assert_eq!(bare(schema.reference_type()), bare(schema.implied_type()), "{name}");
    }
}

/// Checks all schemas in a file. Returns their number.
fn check_file(path: &Path) -> usize {
    let directory = tempfile::tempdir().unwrap();
    let schemas = ProviderSchemas::parse(&read_schemas(path).unwrap()).unwrap();
    let sources = add_schemas(path, directory.path()).unwrap();
    let mut count = 0;
    for source in sources {
        let provider = schemas.provider(&source).unwrap();
        let saved = saved_schemas(directory.path(), &source).unwrap().unwrap();
        let saved = saved.provider(&source).unwrap();
        for kind in [Kind::Resource, Kind::Data, Kind::Ephemeral] {
            assert!(saved.types(kind).eq(provider.types(kind)));
            for type_name in provider.types(kind) {
                let schema = provider.schema(kind, type_name).unwrap().unwrap();
                check(type_name, schema);
                assert_eq!(saved.schema(kind, type_name).unwrap().unwrap(), schema, "{type_name}");
                count += 1;
            }
        }
        let configuration = provider.configuration().map(|schema| schema.unwrap());
        assert_eq!(saved.configuration().map(|schema| schema.unwrap()), configuration);
        configuration.into_iter().for_each(|schema| check(&source, schema));
        assert!(saved.functions.keys().eq(provider.functions.keys()));
        for (name, function) in &provider.functions {
            let sent = Function::from(function.get().unwrap());
            assert_eq!(Function::decode(sent.encode_to_vec().as_slice()).unwrap(), sent, "{name}");
        }
    }
    count
}

#[test]
fn real_schemas_are_the_same_for_terraform_and_for_checks() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/provider-schemas");
    let folder = env::var_os("TERRACE_PROVIDER_SCHEMAS").map_or(default, PathBuf::from);
    let Ok(entries) = fs::read_dir(&folder) else {
        // Written past the test harness, which hides the output of a passing test.
        writeln!(io::stderr().lock(), "skipped: no provider schemas (set TERRACE_PROVIDER_SCHEMAS)").unwrap();
        return;
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|it| it == "gz")).collect();
    paths.sort();
    let counts: BTreeMap<_, _> = paths.iter().map(|path| (path, check_file(path))).collect();
    assert!(counts.values().all(|count| *count > 0), "{counts:?}");
}

#[test]
fn schema_is_sent_with_all_its_parts() {
    let attributes = json!({
        "name": { "type": "string", "required": true },
        "made": { "type": ["list", "bool"], "optional": true, "computed": true },
        "secret": { "type": "string", "optional": true, "sensitive": true, "write_only": true },
        "old": { "type": "dynamic", "optional": true, "deprecated": true },
        "pair": { "type": ["object", { "a": "number", "b": "string" }, ["b"]], "optional": true }
    });
    let nested = |mode: &str| json!({ "nested_type": { "attributes": attributes, "nesting_mode": mode } });
    let block = |mode: &str| json!({ "block": { "attributes": attributes }, "nesting_mode": mode, "min_items": 1, "max_items": 3 });
    let modes = ["single", "group", "list", "set", "map"];
    let of = |part: &dyn Fn(&str) -> serde_json::Value| {
        modes.map(|mode| (format!("in_{mode}"), part(mode))).into_iter().collect::<serde_json::Map<_, _>>()
    };
    let blocks: BTreeMap<_, _> =
        of(&block).into_iter().map(|(name, it)| (name.replace("in_", "block_"), it)).collect();
    let schema: printed::Schema = serde_json::from_value(json!({
        "version": 7,
        "block": { "attributes": of(&nested), "block_types": blocks, "deprecated": true }
    }))
    .unwrap();
    check("all", &schema);
    assert!(schema.implied_type().has_any());
    let sent = Schema::from(&schema).block.unwrap();
    assert!(sent.deprecated && sent.version == 7);
    assert!(sent.block_types.iter().all(|it| it.min_items == 1 && it.max_items == 3));
    let inner = &sent.attributes[0].nested_type.as_ref().unwrap().attributes;
    let named = |name: &str| inner.iter().find(|it| it.name == name).unwrap();
    assert!(named("name").required && named("made").optional && named("made").computed);
    assert!(named("secret").sensitive && named("secret").write_only && named("old").deprecated);
    assert_eq!(named("pair").r#type, br#"["object",{"a":"number","b":"string"},["b"]]"#);

    // References see the attributes of blocks that Terraform stores as a tuple, because one of them is open.
    let Type::Object(implied) = schema.implied_type() else { panic!() };
    let Type::Object(seen) = schema.reference_type() else { panic!() };
    assert_eq!(implied["block_list"].type_constraint, Type::Any);
    let Type::List(element) = &seen["block_list"].type_constraint else { panic!() };
    let Type::Object(element) = &**element else { panic!() };
    assert!(element["old"].deprecated && element["made"].optional && !element["name"].optional);
}

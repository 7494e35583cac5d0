use super::*;
use crate::hidden::escaped;
use crate::model::{Address, BlockKind, InstanceId};
use crate::scope::fixture::instance;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn remarked(remark: Value) -> Configuration {
    Configuration { remark: Some(remark), ..Configuration::default() }
}

#[test]
fn numbers_stay_as_they_are_written() {
    let numbers: Value =
        serde_json::from_str("[9007199254740993, 12345678901234567890123, 1.50, 1e400, -0.0]").unwrap();
    let text = print(&remarked(numbers));
    for number in ["9007199254740993,", "12345678901234567890123,", "1.50,", "-0.0\n"] {
        assert!(text.contains(number), "{text}");
    }
}

#[test]
fn empty_values_and_escapes() {
    let value = json!({ "b": {}, "a": [], "c": "\u{1}\u{8}\u{c}\n\t\r\"\\é\u{7f}/" });
    insta::assert_snapshot!(print(&remarked(value)));
}

#[test]
fn terraform_block_is_printed_unless_it_is_empty() {
    let provider = RequiredProvider { source: "hashicorp/aws".to_owned(), version: Default::default() };
    let empty = Configuration::default;
    for (configuration, terraform) in [
        (
            Configuration { required_version: Some(">= 1.5".to_owned()), ..empty() },
            json!({ "required_version": ">= 1.5" }),
        ),
        (
            Configuration { backend: Some(("s3".to_owned(), Map::new())), ..empty() },
            json!({ "backend": { "s3": {} } }),
        ),
        (
            Configuration { backend: Some(("cloud".to_owned(), Map::new())), ..empty() },
            json!({ "cloud": {} }),
        ),
        (
            Configuration { required_providers: [("aws".to_owned(), provider)].into(), ..empty() },
            json!({ "required_providers": { "aws": { "source": "hashicorp/aws" } } }),
        ),
    ] {
        assert_eq!(print(&configuration), pretty(&json!({ "terraform": terraform })));
    }
    assert_eq!(print(&empty()), "{}\n");
}

#[test]
fn block_is_found_by_its_address() {
    let address = Address::typed(BlockKind::Resource, "aws_vpc", "network_primary_main");
    let made = block(&address, json!({}), "network[primary]");
    let configuration =
        Configuration { blocks: [(address.clone(), made.clone())].into(), ..Configuration::default() };
    assert_eq!(configuration.block(&address), Some(&made));
    assert_eq!(configuration.block(&Address { kind: BlockKind::Data, ..address }), None);
}

#[test]
fn keys_are_sorted_whatever_order_they_come_in() {
    let text = print(&remarked(json!({ "b": { "d": 1, "c": 2 }, "a": 3 })));
    let at = |key: &str| text.find(&format!("\"{key}\"")).unwrap();
    assert!(["a", "b", "c", "d"].map(at).is_sorted(), "{text}");
}

#[test]
fn many_pieces_print_like_few() {
    let mut configuration = Configuration::default();
    for at in 0..3000 {
        configuration.variables.insert(format!("v{at}"), Map::new());
    }
    let text = print(&configuration);
    assert_eq!(text.lines().count(), 3004);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["variable"].as_object().unwrap().len(), 3000);
}

/// Returns any text, or one of characters that have to be escaped and similar ones.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\0-\u{1f}\"\\\\/\u{7e}-\u{a0}é€\u{2029}-\u{202f}\u{2065}-\u{206a}]*"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Returns a body with keys on both sides of `"//"`.
fn body() -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[!a-c]{1,2}", value(), 0..3)
        .prop_map(|map| Value::Object(map.into_iter().collect()))
}

fn block(address: &Address, body: Value, at: &str) -> Block {
    let (references, depends_on) = (BTreeSet::new(), BTreeSet::new());
    Block { instance: instance(at), local: address.clone(), body, references, depends_on }
}

/// Returns blocks of all kinds.
fn blocks() -> impl Strategy<Value = BTreeMap<Address, Block>> {
    const TYPED: [BlockKind; 3] = [BlockKind::Resource, BlockKind::Data, BlockKind::Ephemeral];
    const NAMED: [BlockKind; 3] = [BlockKind::Module, BlockKind::Check, BlockKind::Local];
    let typed = (prop::sample::select(&TYPED), "[ab]", "[a-c]{1,2}");
    let typed = typed.prop_map(|(kind, type_name, name)| Address { kind, type_name, name });
    let named = (prop::sample::select(&NAMED), "[a-c]{1,2}");
    let named = named.prop_map(|(kind, name)| Address::named(kind, &name));
    let at = prop::sample::select(&["network[primary]", "iam"]);
    prop::collection::btree_map(prop_oneof![typed, named], (body(), at), 0..12).prop_map(|blocks| {
        let block = |(address, (body, at))| (Address::clone(&address), block(&address, body, at));
        blocks.into_iter().map(block).collect()
    })
}

/// Returns the JSON of blocks, each put in its place on its own.
fn specified(blocks: &BTreeMap<Address, Block>) -> Value {
    let mut root = json!({});
    for (address, Block { instance: InstanceId { tier, region }, local, body, .. }) in blocks {
        let mut origin = json!({ "name": local.name, "tier": tier.as_str() });
        if let Some(region) = region {
            origin["region"] = region.as_str().into();
        }
        let section = &mut root[address.kind.key()];
        let mut body = body.clone();
        match address.kind {
            BlockKind::Local => section["//"][&address.name] = origin,
            _ => body["//"] = origin,
        }
        match address.type_name.as_str() {
            "" => section[&address.name] = body,
            type_name => section[type_name][&address.name] = body,
        }
    }
    root
}

proptest! {
    #[test]
    fn blocks_are_printed_in_their_sections_with_their_origins(blocks in blocks()) {
        let pretty = serde_json::to_string_pretty(&specified(&blocks)).unwrap() + "\n";
        prop_assert_eq!(print(&Configuration { blocks, ..Configuration::default() }), escaped(&pretty));
    }

    #[test]
    fn printed_text_reads_back(value in value()) {
        let text = print(&remarked(value.clone()));
        prop_assert_eq!(&serde_json::from_str::<Value>(&text).unwrap(), &json!({ "//": value }));
        let pretty = serde_json::to_string_pretty(&json!({ "//": value })).unwrap() + "\n";
        prop_assert_eq!(&text, &escaped(&pretty));
        prop_assert_eq!(text, super::pretty(&json!({ "//": value })));
    }
}

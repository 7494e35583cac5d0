use super::*;
use proptest::prelude::*;
use serde_json::json;

fn shown(old: Value, new: Value) -> String {
    text(&compare(&old, &new), false)
}

#[test]
fn blocks_of_every_kind_are_told() {
    let old = json!({
        "//": { "terrace": "0.1.0" },
        "resource": {
            "aws_vpc": {
                "gone": { "cidr_block": "10.0.0.0/16" },
                "kept": { "//": { "digest": "a" }, "cidr_block": "10.0.0.0/16" },
                "main": { "//": { "digest": "a" }, "cidr_block": "10.0.0.0/16", "tags": { "Name": "a", "x y": "1" } },
            },
        },
        "data": { "aws_ami": { "x": { "owners": ["a", "c"] } } },
        "locals": { "//": { "x": {} }, "x": 1 },
        "module": { "m": { "source": "./a" } },
        "output": { "o": { "value": "${aws_vpc.main.id}" } },
        "provider": { "aws": [{ "alias": "east", "region": "us-east-1" }, { "region": "us-west-2" }] },
        "terraform": { "required_providers": { "aws": { "version": ">= 5.0" } }, "required_version": ">= 1.5" },
        "variable": { "v": { "type": "string" } },
    });
    let new = json!({
        "//": { "terrace": "0.2.0" },
        "resource": {
            "aws_subnet": { "new": { "vpc_id": "${aws_vpc.main.id}" } },
            "aws_vpc": {
                "kept": { "//": { "digest": "b" }, "cidr_block": "10.0.0.0/16" },
                "main": { "//": { "digest": "b" }, "cidr_block": "10.1.0.0/16", "tags": { "Name": "a" }, "ipv6": true },
            },
        },
        "data": { "aws_ami": { "x": { "owners": ["a", "b", "c"] } } },
        "check": { "c": { "assert": [] } },
        "locals": { "//": { "x": {}, "y": {} }, "x": 2 },
        "module": { "m": { "source": "./b" } },
        "output": { "o": { "value": { "id": "${aws_vpc.main.id}" } } },
        "provider": { "aws": [{ "region": "us-west-1" }, { "alias": "east", "region": "us-east-1" }] },
        "terraform": { "backend": { "s3": {} }, "required_providers": { "aws": { "version": ">= 6.0" } } },
        "variable": { "v": { "type": "number" } },
    });
    insta::assert_snapshot!(shown(old.clone(), new.clone()));
    insta::assert_snapshot!(serde_json::to_string_pretty(&compare(&old, &new)).unwrap());
}

#[test]
fn moved_block_is_not_new() {
    let old = json!({ "resource": { "t": { "a": { "x": 1 }, "b": { "x": 1 }, "d": {}, "e": {} } } });
    let new = json!({
        "moved": [
            { "from": "t.a", "to": "t.a1" },
            { "from": "t.a1", "to": "t.a2" },
            { "from": "t.b", "to": "t.b1" },
            { "from": "t.d", "to": "t.e" },
            { "from": "t.n", "to": "t.m" },
            { "from": "t.m", "to": "t.n" },
        ],
        "resource": { "t": { "a2": { "x": 1 }, "b1": { "x": 2 }, "e": {} } },
    });
    insta::assert_snapshot!(shown(old, new));
}

#[test]
fn long_values_are_cut_around_what_differs() {
    let long =
        |end: &str| json!({ "locals": { "x": format!("{}{end}{}", "a".repeat(200), "b".repeat(200)) } });
    insta::assert_snapshot!(shown(long("1"), long("2")));
    insta::assert_snapshot!(shown(
        json!({}),
        json!({ "locals": { "\u{1b}[31m": 1, "y": "\u{202e}\u{9b}" } })
    ));
}

#[test]
fn first_difference_of_long_values_is_visible() {
    let change = |same: usize, old: &str, new: &str| {
        let value = |end: &str| json!({ "locals": { "x": format!("{}{end}", "a".repeat(same)) } });
        shown(value(old), value(new)).lines().nth(1).unwrap().trim_start_matches([' ', '~']).to_owned()
    };
    let (a, b) = (|count| "a".repeat(count), |count| "b".repeat(count));
    // With the quote, 55 equal characters and 16 more are in the first 72.
    let visible = change(54, &b(50), "c");
    assert_eq!(visible, format!("value: \"{}{}… -> \"{}c\"", a(54), b(17), a(54)));
    let beyond = change(55, "c", &b(70));
    assert_eq!(beyond, format!("value: …{}c\" -> …{}{}…", a(16), a(16), b(56)));
}

#[test]
fn added_value_is_cut_at_72_characters() {
    let added = |length: usize| {
        let new = json!({ "locals": { "x": { "y": "a".repeat(length) } } });
        shown(json!({ "locals": { "x": {} } }), new).lines().nth(1).unwrap().trim().to_owned()
    };
    assert_eq!(added(70), format!("+ y: \"{}\"", "a".repeat(70)));
    assert_eq!(added(71), format!("+ y: \"{}…", "a".repeat(71)));
}

#[test]
fn values_that_are_sensitive_before_or_after_are_hidden() {
    let old = json!({
        "variable": {
            "a": { "default": "old-secret", "sensitive": true },
            "b": { "default": { "x": ["old-secret"] }, "description": "B" },
            "c": { "default": "known" },
        },
        "output": { "o": { "value": "old-secret", "sensitive": true } },
    });
    let new = json!({
        "variable": {
            "a": { "default": "new-secret", "sensitive": true },
            "b": { "default": { "x": ["new-secret"] }, "description": "C", "sensitive": true },
            "c": { "default": "public" },
        },
        "output": { "o": { "value": "new-secret" } },
    });
    let shown = shown(old, new);
    assert!(!shown.contains("secret\""), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn colours_are_around_signs_only() {
    let changes = compare(&json!({ "locals": { "x": 1 } }), &json!({ "locals": { "x": 2 } }));
    assert_eq!(
        text(&changes, true),
        "\u{1b}[33m~\u{1b}[0m local.x\n    \u{1b}[33m~\u{1b}[0m value: 1 -> 2\n1 changed\n"
    );
}

#[test]
fn invalid_configuration_counts_as_empty() {
    for value in [json!(null), json!(1), json!([]), json!({ "resource": [1], "locals": 2, "moved": {} })] {
        let changes = compare(&value, &json!({ "locals": { "x": 1 } }));
        assert_eq!(changes.count(Action::Added), 1, "{value}");
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<u8>().prop_map(Value::from),
        "[a-c/]{0,2}".prop_map(Value::from)
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("resource|data|locals|moved|from|to|[a-c/]{1,2}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn equal_configurations_do_not_differ_and_changes_are_symmetric(old in value(), new in value()) {
        prop_assert!(compare(&old, &old).is_empty());
        let (there, back) = (compare(&old, &new), compare(&new, &old));
        if there.count(Action::Moved) + back.count(Action::Moved) == 0 {
            prop_assert_eq!(there.count(Action::Added), back.count(Action::Removed));
            prop_assert_eq!(there.count(Action::Changed), back.count(Action::Changed));
        }
    }
}

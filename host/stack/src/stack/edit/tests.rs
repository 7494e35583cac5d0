use super::*;
use proptest::prelude::*;
use serde_json::json;

fn tier(name: &str) -> NewTier {
    NewTier {
        name: name.to_owned(),
        keys: vec![
            ("component", json!("oci://registry.example:5000/platform/network")),
            ("version", json!("^1.4")),
            ("regions", json!(["east", "west"])),
        ],
        inputs: vec![
            ("cidr".to_owned(), "string: the network's range".to_owned()),
            ("count".to_owned(), String::new()),
        ],
    }
}

const FILES: [(&str, &str); 12] = [
    ("no tiers", "stack: x\n"),
    ("no line break at the end", "stack: x"),
    ("empty", "stack: x\ntiers: # all of them\noutputs: {}\n"),
    ("empty brackets", "stack: x\ntiers: {}\noutputs: {}\n"),
    ("one tier", "stack: x\ntiers:\n  a:\n    component: iam # the role\n# outputs\noutputs: {}\n"),
    (
        "tiers apart",
        "tiers:\n    # The first.\n    a:\n        component: iam\n\n    # The second.\n    b:\n        component: storage\n        inputs:\n            - |\n                text\n\n            # more\n\n\n# The end.\nstack: x\n",
    ),
    ("tiers at the end", "stack: x\ntiers:\n  a: { component: iam }\n  b:\n    component: storage"),
    ("Windows", "stack: x\r\ntiers:\r\n  a:\r\n    component: iam\r\noutputs: {}\r\n"),
    ("in brackets", "stack: x\ntiers: { a: { component: iam }, \"b\": { component: \"}\" } }\n"),
    (
        "JSON",
        "{\n  \"stack\": \"x\",\n  \"tiers\": {\n    \"a\": {\n      \"component\": \"iam\"\n    }\n  }\n}\n",
    ),
    ("JSON on a line", "{\"stack\":\"x\",\"tiers\":{\"a\":{\"component\":\"iam\"},\"b\":{}}}"),
    ("JSON without tiers", "{\n  \"stack\": \"x\"\n}\n"),
];

fn shown(change: impl Fn(&str) -> Result<String, EditError>) -> String {
    let one = |(name, text): &(&str, &str)| {
        let made = match change(text) {
            Ok(made) => made.replace('\r', "␍"),
            Err(error) => format!("error: {error}\n"),
        };
        format!("--- {name}\n{made}")
    };
    FILES.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn add_tier_keeps_the_rest() {
    insta::assert_snapshot!(shown(|text| add_tier(text, &tier("new"))));
}

#[test]
fn remove_tier_keeps_the_rest() {
    insta::assert_snapshot!("first", shown(|text| remove_tier(text, "a")));
    insta::assert_snapshot!("second", shown(|text| remove_tier(text, "b")));
}

#[test]
fn edit_errors_say_what_to_change_by_hand() {
    let aliases = "stack: x\nall: &all\n  a: { component: iam }\ntiers: *all\n";
    assert_eq!(add_tier(aliases, &tier("b")), Err(EditError::Layout));
    assert_eq!(remove_tier("tiers: &all {a: {component: iam}}\nx: *all\n", "a"), Err(EditError::Layout));
    assert_eq!(add_tier("tiers: [a]\n", &tier("b")), Err(EditError::Layout));
    assert_eq!(add_tier("tiers: {", &tier("b")), Err(EditError::Unreadable));
    assert_eq!(add_tier("tiers:\n  a: {}\n", &tier("a")), Err(EditError::Present("a".to_owned())));
}

fn file() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("component: iam".to_owned()),
        Just("inputs:\n      - a\n      # c\n\n      - 'b'".to_owned()),
        Just("inputs: {a: \"}\", b: [1]} # {".to_owned()),
        Just("inputs:\n      text: |\n\n        x # y".to_owned()),
    ];
    let gap = prop_oneof![Just(""), Just("\n"), Just("  # about it\n"), Just("\n# at the margin\n")];
    let tier = (gap, value).prop_map(|(gap, value)| (gap, value));
    (prop::collection::vec(tier, 1..5), any::<bool>(), any::<bool>()).prop_map(
        |(tiers, is_first, is_ended)| {
            let tiers: String = tiers
                .iter()
                .enumerate()
                .map(|(at, (gap, value))| format!("{gap}  t{at}:\n    {value}\n"))
                .collect();
            let made = if is_first {
                format!("tiers:\n{tiers}\nstack: x\n")
            } else {
                format!("stack: x\ntiers:\n{tiers}")
            };
            if is_ended { made } else { made.trim_end().to_owned() }
        },
    )
}

proptest! {
    /// Both functions check their own result, so an error here means that a simple layout is rejected.
    #[test]
    fn simple_layouts_can_be_changed(text in file()) {
        let added = add_tier(&text, &tier("new")).unwrap();
        for line in text.lines() {
            prop_assert!(added.contains(line));
        }
        let back = remove_tier(&added, "new").unwrap();
        prop_assert_eq!(parse(&back).unwrap().to_json(), parse(&text).unwrap().to_json());
        let fewer = remove_tier(&text, "t0").unwrap();
        prop_assert!(!fewer.contains("t0"));
    }

    #[test]
    fn editing_never_panics(text in any::<String>()) {
        let _ = add_tier(&text, &tier("new"));
        let _ = remove_tier(&text, "new");
        let _ = add_tier(&format!("tiers: {{{text}"), &tier("new"));
    }
}

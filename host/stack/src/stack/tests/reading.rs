use super::stack;
use crate::stack::tree::yaml;
use crate::stack::{Node, ReadError, parse};
use proptest::prelude::*;
use terrace_core::model::Sources;

fn read(text: &str) -> Result<Node, Vec<ReadError>> {
    let mut sources = Sources::default();
    let source = sources.add("x", text);
    yaml::read(source, text)
}

fn json(text: &str) -> String {
    match read(text) {
        Ok(node) => node.to_json().to_string(),
        Err(errors) => format!("{errors:?}"),
    }
}

#[test]
fn yaml_means_json() {
    for (text, expected) in [
        ("{a: 1.50, b: 9007199254740993}", r#"{"a":1.50,"b":9007199254740993}"#),
        ("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n", r#"{"a":{"b":1},"c":{"b":1},"d":{"b":1,"e":2}}"#),
        ("x: {<<: [{a: 1}, {a: 2, b: 2}], b: 3}", r#"{"x":{"a":1,"b":3}}"#),
        ("x: {\"<<\": 1}", r#"{"x":{"<<":1}}"#),
        ("{1: a, true: b, null: c, \"\": d}", r#"{"":"d","1":"a","null":"c","true":"b"}"#),
        (
            "a: !!str 12\nb: !!int \"0x1F\"\nc: ! true\nd: !!float 1\ne: !!map {}\n",
            r#"{"a":"12","b":31,"c":"true","d":1,"e":{}}"#,
        ),
        ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", r#"{"a":"one\ntwo\n","b":"one two"}"#),
        ("a: \"\\u00e9\\n\"", r#"{"a":"é\n"}"#),
        ("&k key: &v value\nother: *k\nlast: *v\n", r#"{"key":"value","last":"value","other":"key"}"#),
        ("{\"a\": [1, {\"b\": null}], \"c\": \"${x}\"}", r#"{"a":[1,{"b":null}],"c":"${x}"}"#),
        ("--- # first\na: b\n...\n", r#"{"a":"b"}"#),
        ("a: b\r\nc: d\r\n", r#"{"a":"b","c":"d"}"#),
    ] {
        assert_eq!(json(text), expected, "{text}");
    }
}

/// Checks the text at the location of each value, in a file with non-ASCII comments and keys.
#[test]
fn places_are_bytes() {
    let text = "# größe 漢字\nüber: wért # Straße 🎉\nlist: # 漢字\n  - 'é''  x'   # ß\n  - \"🎉\\\"x\" # \"\n  - schön gesagt  \nflow: {ä: [ö, {ü: ß}]} # ß\nblock:\n  inner: |\n    téxt\nlast: ende";
    let root = read(text).unwrap();
    let mut found = Vec::new();
    root.for_each_text(&mut |_, node| found.push(&text[node.location.range.clone()]));
    assert_eq!(found, ["téxt", "ö", "ß", "ende", "'é''  x'", "\"🎉\\\"x\"", "schön gesagt", "wért"]);
    let key = |key: &str| &text[root.get(key).unwrap().key.range.clone()];
    assert_eq!([key("über"), key("flow"), key("last")], ["über", "flow", "last"]);
    assert_eq!(&text[root.find(["list"]).location.range.clone()], "list");
    assert_eq!(&text[root.find(["flow"]).location.range.clone()], "{ä: [ö, {ü: ß}]}");
}

#[test]
fn aliases_that_multiply_are_refused() {
    let mut text = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    assert!(matches!(read(&text).unwrap_err()[..], [ReadError::TooManyAliases { .. }]));
    let mut deep = "a0: &a0 x\n".to_owned();
    for level in 1..200 {
        deep += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
    }
    assert!(matches!(read(&deep).unwrap_err()[..], [ReadError::TooDeep { .. }]));
}

/// Generates fragments of YAML and of stack files, so that random texts resemble real ones.
fn piece() -> impl Strategy<Value = String> {
    let known = vec![
        "stack",
        "tiers",
        "regions",
        "inputs",
        "component",
        "all",
        "x",
        "é",
        "漢",
        ": ",
        ":",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "&a ",
        "*a",
        "<<",
        "!!str ",
        "!x ",
        "\"",
        "'",
        "|",
        ">",
        "# ",
        "---\n",
        "...\n",
        "? ",
        "~",
        "1.5",
        "0x1",
        "${",
        "var.x",
        "}",
        "%{ if ",
        "$${",
        "\t",
        "\r\n",
        "%YAML 1.2\n",
        "@",
        "`",
    ];
    prop_oneof![9 => proptest::sample::select(known).prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn reading_text_never_panics(text in any::<String>()) {
        _ = stack(&text).map_err(|errors| super::shown(&errors));
    }

    #[test]
    fn reading_likely_text_never_panics(pieces in proptest::collection::vec(piece(), 0..40)) {
        _ = stack(&format!("stack: x\n{}", pieces.concat())).map_err(|errors| super::shown(&errors));
        _ = stack(&pieces.concat()).map_err(|errors| super::shown(&errors));
        let base = "stack: x\nregions: {a: {}}\ntiers: {t: {component: network, regions: all, inputs: {i: 1}}}\n";
        let overlay = super::text("stacks/terrace.test.yaml", &pieces.concat());
        _ = parse(super::text("stacks/terrace.yaml", base), Some(overlay), Some("test"))
            .map_err(|errors| super::shown(&errors));
    }
}

fn read_json(text: &str) -> Result<Node, Vec<ReadError>> {
    let mut sources = Sources::default();
    let source = sources.add("x.json", text);
    crate::stack::tree::json::read(source, text)
}

#[test]
fn json_is_read_as_json() {
    for text in [
        "{\"a\": \"\\ud83d\\ude00\", \"\\ud83d\\ude00\": 1}",
        "{\"a\":\t1,\n\t\"b\":\t[\t2\t]}",
        "{\"a\": 1.50, \"b\": 9007199254740993, \"c\": -1e400, \"<<\": {\"d\": null}, \"*x\": \"&y\"}",
        "{\"a\": \"\\u0000\\n\\/\\\"\", \"b\": [], \"c\": {}, \"d\": true, \"\": false}",
        "\"text\"",
    ] {
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(read_json(text).unwrap().to_json(), expected, "{text}");
    }
}

#[test]
fn places_in_json_are_those_of_yaml() {
    for text in [
        "{\"stack\": \"x\", \"tags\": {\"A\": \"größer\", \"B\": [1, {\"c\": null}]}}",
        "{\n  \"stack\": \"x\",\n  \"tiers\": {\n    \"a\": {\n      \"inputs\": [\n        1,\n        {\"b\": \"${x}\"}\n      ]\n    }\n  }\n}\n",
    ] {
        assert_eq!(read_json(text), read(text), "{text}");
    }
}

#[test]
fn not_json() {
    let mut shown = String::new();
    let deep = format!("{}1{}", "[".repeat(101), "]".repeat(101));
    let deeper = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in [
        "",
        "{",
        "{\"a\": 1,}",
        "{\"a\": 1 \"b\": 2}",
        "{a: 1}",
        "{'a': 1}",
        "{\"a\": .5, \"b\": +1}",
        "{\"a\": NaN}",
        "{\"a\": 0x1}",
        "{\"a\": 012}",
        "{\"a\": 1} // b",
        "{\"a\": \"\\ud83d\"}",
        "{\"a\": \"b\nc\"}",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": 1} {\"b\": 2}",
        "# b\n{}",
        deep.as_str(),
        deeper.as_str(),
    ] {
        let error =
            read_json(text).map_or_else(|errors| errors[0].to_string(), |node| node.to_json().to_string());
        shown += &format!("{:.40}\n  {error}\n", text.replace('\n', "⏎"));
    }
    snapshot!(shown);
}

#[test]
fn too_many_values_of_json_are_refused() {
    let text = format!("[{}1]", "1,".repeat(1_000_000));
    assert!(matches!(read_json(&text).unwrap_err()[..], [ReadError::TooManyValues { .. }]));
    assert!(read_json(&format!("\"{}\"", ",".repeat(2_000_000))).is_ok());
}

proptest! {
    #[test]
    fn json_reads_as_serde_reads_it(text in r#"[\[\]{}:,"a\\u0 1.e\t-]{0,24}"#) {
        // Duplicate keys are rejected, and numbers with more digits than can be represented are not compared.
        if let (Ok(node), Ok(expected)) = (read_json(&text), serde_json::from_str::<serde_json::Value>(&text)) {
            prop_assert_eq!(node.to_json(), expected);
        }
    }
}

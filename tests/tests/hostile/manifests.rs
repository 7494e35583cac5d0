//! Components with an excessive or nonsensical manifest.

use super::guest::Guest;
use super::memory::{
    ANNOTATIONS, INPUTS, Manifest, Memory, NAME, OUTPUTS, PAGE, PROVIDERS, SUMMARY, TYPES, VERSION, span,
};
use super::refused;

fn shown<const N: usize>(guests: [(&str, Guest); N]) -> String {
    guests.map(|(name, guest)| refused(name, &guest.component())).concat()
}

fn text(field: usize, text: &str) -> Guest {
    Guest::described(|memory, manifest| manifest[field] = memory.text(text))
}

/// Creates a manifest with a list of this length, in memory beyond the data.
fn list(field: usize, length: u32) -> Guest {
    let guest = Guest::described(|_, manifest: &mut Manifest| manifest[field] = span(16 * PAGE, length));
    Guest { pages: 1500, ..guest }
}

fn outputs(outputs: &[(&str, &str)]) -> Guest {
    Guest::described(|memory: &mut Memory, manifest| {
        let records: Vec<_> = outputs.iter().map(|(name, kind)| memory.output(name, kind)).collect();
        manifest[OUTPUTS] = memory.list(&records);
    })
}

#[test]
fn names_and_versions() {
    let long = "1".repeat(1 << 20);
    snapshot!(shown([
        ("no name", text(NAME, "")),
        ("a name that is none", text(NAME, "../../x")),
        ("a name of a megabyte", text(NAME, &"n".repeat(1 << 20))),
        ("no version", text(VERSION, "")),
        ("a version of a megabyte", text(VERSION, &format!("1.0.{long}"))),
        ("a version with a megabyte behind it", text(VERSION, &format!("1.0.0+{long}"))),
    ]));
}

#[test]
fn lists_of_millions() {
    snapshot!(shown([
        ("outputs", list(OUTPUTS, 2_000_000)),
        ("providers", list(PROVIDERS, 2_000_000)),
        ("resource types", list(TYPES, 5_000_000)),
        ("annotations", list(ANNOTATIONS, 5_000_000)),
        ("ninety thousand resource types", list(TYPES, 90_000)),
    ]));
}

#[test]
fn outputs_that_are_invalid() {
    let deep = format!("{}string{}", "list(".repeat(100_000), ")".repeat(100_000));
    let names: Vec<String> = (0..50_000).map(|number| format!("o{number}")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), "nonsense")).collect();
    snapshot!(shown([
        ("the same name twice", outputs(&[("x", "string"), ("x", "number")])),
        ("a name that is none", outputs(&[("../../x", "string")])),
        ("a type that is deep", outputs(&[("x", &deep)])),
        ("a type that is long", outputs(&[("x", &"list".repeat(1 << 18))])),
        ("many with types that are none", outputs(&many)),
    ]));
}

#[test]
fn providers_that_are_invalid() {
    let providers = |texts: &[[&str; 3]]| {
        Guest::described(|memory, manifest| {
            let records: Vec<_> = texts.iter().map(|texts| memory.record(texts)).collect();
            manifest[PROVIDERS] = memory.list(&records);
        })
    };
    snapshot!(shown([
        ("a name that is none", providers(&[["a b", "hashicorp/aws", ""]])),
        ("a source that is none", providers(&[["aws", "https://example.com/aws", ""]])),
        ("the same twice", providers(&[["aws", "hashicorp/aws", ""], ["aws", "evil/aws", ""]])),
        ("versions of a megabyte", providers(&[["aws", "hashicorp/aws", &">= 1.0, ".repeat(1 << 17)]])),
    ]));
}

#[test]
fn input_schemas_that_are_hostile() {
    let deep = format!("{}true{}", r#"{"items": "#.repeat(1000), "}".repeat(1000));
    let wide: String = (0..200_000).map(|n| format!(r#""p{n}": {{"type": "string"}},"#)).collect();
    let circle =
        r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##;
    let mut doubled = String::from(r#"{"$defs": {"a0": {}"#);
    for level in 1..40 {
        let below = format!(r##"{{"$ref": "#/$defs/a{}"}}"##, level - 1);
        doubled += &format!(r#", "a{level}": {{"allOf": [{below}, {below}]}}"#);
    }
    doubled += r##"}, "$ref": "#/$defs/a39"}"##;
    snapshot!(shown([
        ("no JSON", text(INPUTS, "none")),
        ("no object", text(INPUTS, "[]")),
        ("no schema", text(INPUTS, r#"{"type": "nonsense", "properties": 5}"#)),
        ("deep", text(INPUTS, &deep)),
        ("wide, with a required member", {
            text(INPUTS, &format!(r#"{{"properties": {{{wide} "x": {{}}}}, "required": ["x"]}}"#))
        }),
        ("in a circle", text(INPUTS, circle)),
        ("doubled forty times", text(INPUTS, &doubled)),
        ("elsewhere", text(INPUTS, r#"{"$ref": "file:///etc/passwd"}"#)),
        ("defaults without end", {
            let again = r##"{"$ref": "#/$defs/a"}"##;
            text(
                INPUTS,
                &format!(
                    r#"{{"type": "object", "properties": {{"x": {again}}}, "$defs": {{"a": {{
                    "default": {{}}, "type": "object", "properties": {{"l": {again}, "r": {again}}}}}}}}}"#
                ),
            )
        }),
        ("a summary of megabytes, and a schema that nothing fits", {
            let mut guest = text(INPUTS, r#"{"required": ["x"]}"#);
            guest.manifest[SUMMARY] = guest.memory.text(&"x".repeat(4 << 20));
            guest
        }),
    ]));
}

/// Matching strings of the stack file against such patterns must not take forever.
#[test]
fn input_patterns_that_take_long() {
    let pattern = |pattern: &str| {
        let schema = serde_json::json!({
            "type": "object",
            "properties": {"x": {"type": "string", "pattern": pattern}},
        });
        text(INPUTS, &schema.to_string())
    };
    let text = format!("{}!", "a".repeat(60));
    let held = |name: &str, guest: Guest| {
        let tiers = format!(
            "  network: {{ component: network, regions: all, inputs: {{ nat: two }} }}\n  \
            hostile: {{ component: ./hostile.wasm, inputs: {{ x: {text} }} }}\n"
        );
        let ran = super::synth(&tiers, &guest.component());
        assert!(ran.stderr.contains(super::MISTAKE), "{}", ran.stderr);
        let told: String =
            ran.stderr.split_inclusive("\n\n").filter(|told| !told.contains(super::MISTAKE)).collect();
        format!("=== {name}\n{told}")
    };
    snapshot!(
        [
            held("catastrophic", pattern("^(a+)+$")),
            held("with alternatives", pattern("^(a|a)*$")),
            held("with references to itself", pattern(r"^(a+)+\1$")),
            held("that looks ahead", pattern("^(?=(a+)+$)b")),
            held("that repeats", pattern("^((((a{100}){100}){100}){100})$")),
            held("of a megabyte", pattern(&"(a|b)".repeat(200_000))),
            held("deep", pattern(&format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000)))),
        ]
        .concat()
    );
}

//! Rejects control characters in all strings of a contribution.
//!
//! Line breaks and tabs are allowed, and a carriage return directly before a line break, as in scripts for Windows. All
//! others are for terminals, not for text. A function may still compute one when Terraform runs; Terraform's output to a
//! terminal goes through a filter.

use super::error::{ScopeError, ScopeProblem};
use super::walk::At;
use crate::expression::{Templates, is_template};
use crate::model::{Address, BlockKind, Contribution, InstanceId, NamedBlock, NamedValue, Resource};
use serde_json::{Map, Value};

/// The maximum number of errors that one contribution reports.
const MAX_ERRORS: usize = 100;

/// Finds every control character in a contribution.
pub fn check(templates: &Templates, instance: &InstanceId, contribution: &Contribution) -> Vec<ScopeError> {
    let mut check = Check { templates, instance, errors: Vec::new() };
    let Contribution { resources, data_sources, ephemeral_resources, locals, .. } = contribution;
    let typed = [
        (BlockKind::Resource, resources),
        (BlockKind::Data, data_sources),
        (BlockKind::Ephemeral, ephemeral_resources),
    ];
    for (kind, blocks) in typed {
        for Resource { type_name, name, body } in blocks {
            let address = || Address::typed(kind, type_name, name);
            check.name(type_name, &address);
            check.name(name, &address);
            check.members(body, &At::Body, &|| (Some(address()), ""));
        }
    }
    for NamedValue { name, value } in locals {
        let address = || Address::named(BlockKind::Local, name);
        check.name(name, &address);
        check.value(value, &At::Body, &|| (Some(address()), ""));
    }
    for (kind, blocks) in
        [(BlockKind::Module, &contribution.modules), (BlockKind::Check, &contribution.checks)]
    {
        for NamedBlock { name, body } in blocks {
            let address = || Address::named(kind, name);
            check.name(name, &address);
            check.members(body, &At::Body, &|| (Some(address()), ""));
        }
    }
    for NamedValue { name, value } in &contribution.outputs {
        check.text(name, &At::Body, &|| (None, "outputs"));
        let outputs = At::Key(&At::Body, "outputs");
        check.value(value, &At::Key(&outputs, name), &|| (None, ""));
    }
    for (text, place) in contribution
        .moved
        .iter()
        .flat_map(|moved| [(&moved.from, "moved.from"), (&moved.to, "moved.to")])
        .chain(contribution.removed.iter().map(|removed| (&removed.from, "removed.from")))
    {
        check.text(text, &At::Body, &|| (None, place));
    }
    check.errors
}

/// Returns the first control character of a text that is not allowed.
pub fn first(text: &str) -> Option<char> {
    let bytes = text.as_bytes();
    let may_be = |at: usize| match bytes[at] {
        b'\n' | b'\t' => false,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        // The first byte of the C1 control characters and of others, and the second of the former.
        0xc2 => bytes.get(at + 1).is_some_and(|second| *second < 0xa0),
        byte => byte < 0x20 || byte == 0x7f,
    };
    let at = (0..bytes.len()).find(|at| may_be(*at))?;
    text[at..].chars().next()
}

/// The address of a block, or else a part of the contribution.
type Place<'a> = &'a dyn Fn() -> (Option<Address>, &'static str);

struct Check<'a> {
    templates: &'a Templates,
    instance: &'a InstanceId,
    errors: Vec<ScopeError>,
}

impl Check<'_> {
    fn name(&mut self, name: &str, address: &dyn Fn() -> Address) {
        self.text(name, &At::Body, &|| (Some(address()), ""));
    }

    fn value(&mut self, value: &Value, at: &At<'_>, place: Place<'_>) {
        match value {
            Value::String(text) => self.text(text, at, place),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &At::Index(at, index), place);
                }
            }
            Value::Object(members) => self.members(members, at, place),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn members(&mut self, members: &Map<String, Value>, at: &At<'_>, place: Place<'_>) {
        for (key, member) in members {
            let at = At::Key(at, key);
            self.text(key, &at, place);
            self.value(member, &at, place);
        }
    }

    fn text(&mut self, text: &str, at: &At<'_>, place: Place<'_>) {
        let problem = match first(text) {
            Some(character) => ScopeProblem::Control { character: code(character) },
            None if self.is_escaped(text) => ScopeProblem::EscapedControl,
            None => return,
        };
        if self.errors.len() < MAX_ERRORS {
            let (address, prefix) = place();
            let path = if prefix.is_empty() { at.to_string() } else { prefix.to_owned() };
            self.errors.push(ScopeError { instance: self.instance.clone(), address, path, problem });
        }
    }

    /// Returns whether an expression contains an escaped control character. A text that cannot be parsed is rejected elsewhere.
    fn is_escaped(&self, text: &str) -> bool {
        text.contains('\\')
            && is_template(text)
            && self.templates.parse(text).is_ok_and(|template| template.says(&|said| first(said).is_some()))
    }
}

fn code(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::{Context, ScopeError, scope_contribution};
    use super::*;
    use crate::model::{Moved, Removed};
    use serde_json::json;
    use std::sync::Arc;

    /// Characters that are rejected anywhere.
    const CHARACTERS: [char; 12] = [
        '\0', '\u{1}', '\u{7}', '\u{8}', '\u{b}', '\u{c}', '\r', '\u{1b}', '\u{1f}', '\u{7f}', '\u{85}',
        '\u{9b}',
    ];

    /// Inserts a text into a part of a contribution.
    type Insert = fn(&mut Contribution, &str);

    /// The parts of a contribution that can contain text.
    const PLACES: [(&str, Insert); 14] = [
        ("a value", |c, text| body(c, json!({ "description": text }))),
        ("a nested value", |c, text| body(c, json!({ "a": [{ "b": { "c": ["x", text] } }] }))),
        ("a key", |c, text| body(c, json!({ "tags": { text: "x" } }))),
        ("an argument's name", |c, text| body(c, json!({ text: "x" }))),
        ("a tag", |c, text| body(c, json!({ "tags": { "Name": text } }))),
        ("a dynamic block", |c, text| {
            body(c, json!({ "dynamic": { "x": { "for_each": [], "content": { "y": text } } } }));
        }),
        ("a lifecycle", |c, text| {
            let condition = json!({ "condition": "${true}", "error_message": text });
            body(c, json!({ "lifecycle": { "precondition": [condition] } }));
        }),
        ("a local value", |c, text| c.locals.push(NamedValue { name: "x".into(), value: json!(text) })),
        ("an output", |c, text| c.outputs.push(NamedValue { name: "id".into(), value: json!([text]) })),
        ("an output's name", |c, text| c.outputs.push(NamedValue { name: text.into(), value: json!(1) })),
        ("a block's name", |c, text| c.resources.push(resource("aws_vpc", text))),
        ("a block's type", |c, text| c.resources.push(resource(text, "x"))),
        ("a check", |c, text| {
            let assert = json!({ "assert": [{ "condition": "${true}", "error_message": text }] });
            c.checks.push(NamedBlock { name: "x".into(), body: object(assert) });
        }),
        ("a move", |c, text| {
            c.moved.push(Moved { from: format!("aws_vpc.{text}"), to: "aws_vpc.main".into() });
            c.removed.push(Removed { from: text.into(), destroy: false });
        }),
    ];

    fn resource(type_name: &str, name: &str) -> Resource {
        Resource { type_name: type_name.into(), name: name.into(), body: Map::new() }
    }

    fn body(contribution: &mut Contribution, body: Value) {
        let body = object(body);
        contribution.resources.push(Resource { body, ..resource("aws_vpc", "main") });
    }

    /// Returns scoping's errors for a contribution with this string in this part.
    fn errors(put: fn(&mut Contribution, &str), text: &str) -> Vec<ScopeError> {
        let mut contribution = Contribution::default();
        put(&mut contribution, text);
        let settings = settings();
        let instance = instance("network[primary]");
        scope_contribution(&Context::new(&settings), &instance, &Arc::new(manifest()), contribution)
            .err()
            .unwrap_or_default()
    }

    fn is_refused(errors: &[ScopeError]) -> bool {
        errors
            .iter()
            .any(|error| matches!(error.problem, ScopeProblem::Control { .. } | ScopeProblem::EscapedControl))
    }

    #[test]
    fn control_characters_are_refused_everywhere() {
        for (name, put) in PLACES {
            for character in CHARACTERS {
                assert!(is_refused(&errors(put, &format!("a{character}b"))), "{name}: {character:?}");
            }
        }
    }

    /// Expressions, and whether they are rejected.
    const EXPRESSIONS: [(&str, bool); 34] = [
        (r#"${"\u001b[2J"}"#, true),
        (r#"${"\U0000001b"}"#, true),
        (r#"${"\u001B"}"#, true),
        (r#"${"\u009b"}"#, true),
        (r#"${"\u0000"}"#, true),
        (r#"${"\u007f"}"#, true),
        (r#"${"\r"}"#, true),
        (r#"${"a\rb"}"#, true),
        (r#"text ${"\u001b"} text"#, true),
        (r#"${format("%s", "\u001b")}"#, true),
        (r#"${join("\u001b", ["a"])}"#, true),
        (r#"${{ "\u001b" = 1 }}"#, true),
        (r#"${[for x in ["\u001b"] : x]}"#, true),
        (r#"${true ? "\u001b" : ""}"#, true),
        (r#"${"a${"\u001b"}b"}"#, true),
        (r#"${"\u001b${path.module}"}"#, true),
        (r#"${{}["\u001b"]}"#, true),
        (r#"%{ if "\u001b" == "" }a%{ endif }"#, true),
        (r#"%{ for x in ["\u001b"] }a%{ endfor }"#, true),
        (r#"%{ for x in ["a"] }${"\u001b"}%{ endfor }"#, true),
        (r#"${("\u001b")}"#, true),
        (r#"${!("\u001b" == "")}"#, true),
        (r#"${"\u001b" == "a" || true}"#, true),
        ("${<<X\na${\"\\u001b\"}\nX\n}", true),
        (r#"${"\n\t\"\\"}"#, false),
        (r#"${"a\r\nb"}"#, false),
        (r#"${"\\u001b"}"#, false),
        (r#"${"é\u00e9€\U0001F980"}"#, false),
        (r#"tr -d '\r' ${path.module}"#, false),
        (r#"printf '\u001b' ${"x"}"#, false),
        (r#"$${"\u001b"}"#, false),
        ("no template \\u001b", false),
        ("line\r\nline\r\n", false),
        ("tab\tand line\n", false),
    ];

    #[test]
    fn escapes_in_expressions_are_refused_and_text_that_looks_like_one_is_not() {
        for (text, refused) in EXPRESSIONS {
            let errors = errors(PLACES[0].1, text);
            assert_eq!(is_refused(&errors), refused, "{text:?}: {errors:?}");
        }
    }

    #[test]
    fn first_control_character_is_found() {
        for (text, character) in [
            ("a\u{1b}b\u{7f}", Some('\u{1b}')),
            ("é\u{9f}", Some('\u{9f}')),
            ("\u{a0}£", None),
            ("a\r\nb\r", Some('\r')),
        ] {
            assert_eq!(first(text), character, "{text:?}");
        }
    }

    #[test]
    fn errors_are_reported_up_to_a_limit() {
        let texts = vec!["\u{1b}"; MAX_ERRORS + 2];
        let mut contribution = Contribution::default();
        body(&mut contribution, json!({ "a": texts }));
        let found = check(&Templates::default(), &instance("iam"), &contribution);
        assert_eq!(found.len(), MAX_ERRORS);
    }

    #[test]
    fn control_characters_are_located() {
        let mut shown = String::new();
        for (name, put) in PLACES {
            let first =
                errors(put, "a\u{1b}[2Jb").into_iter().find(|error| is_refused(std::slice::from_ref(error)));
            shown += &format!("{name}: {}\n", first.unwrap().to_string().replace('\u{1b}', "␛"));
        }
        shown += &errors(PLACES[0].1, r#"${"\u001b"}"#)[0].to_string();
        insta::assert_snapshot!(shown);
    }
}

use super::partial_value::PartialValue;
use super::reach::reach;
use super::*;
use crate::inputs::InputSchema;
use proptest::prelude::*;
use serde_json::json;
use std::fmt::Write;
use std::sync::Arc;
use terrace_core::expression::{Template, Templates};
use terrace_core::model::{Explain, Severity};
use terrace_core::scope::fixture::{instance, scoped, settings, tier};
use terrace_core::scope::{Context, ScopedContribution};

/// Returns the contributions of a tier in two regions with outputs of all types.
fn contributions() -> Vec<ScopedContribution> {
    let mut all = vec![
        scoped(
            "network[primary]",
            json!({
                "aws_vpc.main": {},
                "output.vpc_id": "${aws_vpc.main.id}",
                "output.subnets": ["${aws_vpc.main.id}"],
                "output.settings": { "name": "web", "port": 80, "deep": [{ "id": "${aws_vpc.main.id}" }] },
                "output.secret": "${aws_vpc.main.arn}",
                "output.ami": "${aws_vpc.main.groups}",
                "output.count": "${aws_vpc.main.number}",
                "output.name": "v-${aws_vpc.main.id}",
                "output.role": "70000",
                "output.again": "${tier.network.secret}"
            }),
        ),
        scoped("iam", json!({ "aws_vpc.main": {}, "output.role": "${aws_vpc.main.arn}" })),
    ];
    for contribution in &mut all {
        for declaration in &mut Arc::make_mut(&mut contribution.manifest).outputs {
            declaration.type_constraint = declared(&declaration.name).to_owned();
        }
    }
    all
}

fn declared(output: &str) -> &'static str {
    match output {
        "subnets" => "list(string)",
        "settings" => "any",
        "ami" => "map(list(object({port = number, name = optional(string)})))",
        "count" => "number",
        _ => "string",
    }
}

fn types() -> BTreeMap<String, Type> {
    let names = [
        "vpc_id", "vpc_arn", "subnets", "settings", "role", "name", "arn", "secret", "ami", "count", "again",
    ];
    names.map(|name| (name.to_owned(), declared(name).parse().unwrap())).into_iter().collect()
}

/// Returns the mismatches of an input `x` with this schema and value.
fn wrong(schema: &Value, given: &Value) -> String {
    let schema = json!({ "type": "object", "properties": { "x": schema } });
    let schema = InputSchema::new(&schema).unwrap();
    let (settings, contributions, types) = (settings(), contributions(), types());
    let context = Context::new(&settings);
    let (linker, errors) = Linker::new(&context, &contributions);
    assert_eq!(errors, []);
    let (network, iam) = (tier("network"), tier("iam"));
    let mut tiers = Tiers::default();
    tiers.add(&network, "sample@0.1.0".to_owned(), &types);
    tiers.add(&iam, "sample@0.1.0".to_owned(), &types);
    let at = instance("network[primary]");
    let inputs = Map::from_iter([("x".to_owned(), given.clone())]);
    let consumer = Consumer { instance: Some(&at), inputs: &inputs, schema: schema.declared() };
    let errors = check_inputs(&linker, &tiers, consumer);
    let line = |error: &FitError| {
        let diagnostic = error.diagnostic();
        let warning = if diagnostic.severity == Severity::Warning { "warning " } else { "" };
        format!("{warning}[{}] {}; {}", diagnostic.code, diagnostic.summary, diagnostic.hints.join("; "))
    };
    errors.iter().map(line).collect::<Vec<_>>().join("\n    ")
}

fn expression(text: &str) -> Value {
    json!({ "$expr": text })
}

fn or_expression(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "string", "format": "terraform-expression" }] })
}

fn table(cases: &[(Value, &[&str])]) -> String {
    let mut out = String::new();
    for (schema, templates) in cases {
        writeln!(out, "{schema}").unwrap();
        for template in *templates {
            let wrong = wrong(&or_expression(schema.clone()), &expression(template));
            let wrong = if wrong.is_empty() { "fits" } else { &wrong };
            writeln!(out, "  {template}\n    {wrong}").unwrap();
        }
    }
    out
}

#[test]
fn kinds() {
    let every: &[&str] = &[
        "${tier.network.vpc_id}",
        "${tier.network.subnets}",
        "${tier.network.settings}",
        "${tier.network.ami}",
        "${tier.network.count}",
        "${tier.network.role}",
        "${tier.network.settings.name}",
        "x-${tier.network.vpc_id}",
        "x-${tier.network.subnets}",
        "x-${join(\",\", tier.network.subnets)}",
        "${upper(tier.network.subnets)}",
        "${var.primary_region}",
    ];
    let kinds = ["string", "number", "integer", "boolean", "array", "object"];
    let cases: Vec<_> = kinds.map(|kind| (json!({ "type": kind }), every)).to_vec();
    insta::assert_snapshot!(table(&cases));
}

#[test]
fn steps_into_what_only_terraform_knows() {
    let texts: &[&str] = &[
        "${tier.network.subnets[0]}",
        "${tier.network.subnets[*]}",
        "${tier.network.ami[\"a\"][0].port}",
        "${tier.network.ami.a[count.index].name}",
        "${tier.network.ami.a[*].name}",
        "${tier.network.ami.a[*].nme}",
        "${tier.network.ami.a.*.name}",
        "${tier.network.ami.a.port}",
        "${tier.network.vpc_id.name}",
        "${tier.network.vpc_id[0]}",
        "${tier.network.vpc_id[*]}",
        "${tier.network.settings.deep[0].id.x}",
        "${tier.network.subnets[0].x}",
    ];
    insta::assert_snapshot!(table(&[
        (json!({ "type": "boolean" }), texts),
        (json!({ "type": "array" }), texts)
    ]));
}

#[test]
fn values_that_are_known() {
    let number = json!({ "type": "integer", "maximum": 65535 });
    let text = json!({ "type": "string", "pattern": "^[a-z]+$", "maxLength": 4 });
    let subnets = json!({ "type": "array", "items": { "type": "string" }, "minItems": 2 });
    let integers = json!({ "type": "array", "items": { "type": "array" }, "maxItems": 3 });
    let object = json!({
        "type": "object", "required": ["port", "zone"], "additionalProperties": false,
        "properties": { "port": { "type": "string" }, "zone": {}, "name": { "enum": ["app"] } }
    });
    let map = json!({ "type": "object", "additionalProperties": { "type": "array", "items": { "type": "string" } } });
    insta::assert_snapshot!(table(&[
        (number, &["${tier.network.role}", "${tier.network.settings.port}", "${tier.network.count}"]),
        (text, &["${tier.network.role}", "${tier.network.settings.name}", "${tier.network.name}"]),
        (
            json!({ "enum": ["web", 80] }),
            &[
                "${tier.network.settings.name}",
                "${tier.network.settings.port}",
                "${tier.network.role}",
                "${tier.network.vpc_id}",
                "${tier.network.subnets}"
            ]
        ),
        (
            subnets,
            &["${tier.network.subnets}", "${tier.network.subnets[*]}", "${tier.network.settings.deep[*].id}"]
        ),
        (integers, &["${tier.network.subnets}"]),
        (object, &["${tier.network.settings}", "${tier.network.settings.deep[0]}"]),
        (map, &["${tier.network.ami}", "${tier.network.settings}"]),
    ]));
}

#[test]
fn arn_inputs_report_names() {
    let arn = json!({ "type": "string", "pattern": "^arn:aws:", "examples": ["arn:aws:s3:::files"] });
    let names: &[&str] = &[
        "${tier.network.vpc_id}",
        "${tier.network.name}",
        "${tier.network.role}",
        "x-${tier.network.vpc_id}",
    ];
    insta::assert_snapshot!(table(&[(arn, names), (json!({ "type": "string" }), names)]));
}

#[test]
fn forms_of_which_one_is_enough() {
    let tagged = json!({ "oneOf": [
        { "type": "object", "properties": { "kind": { "const": "one" }, "to": or_expression(json!({ "type": "string" })) } },
        { "type": "object", "properties": { "kind": { "const": "many" }, "to": or_expression(json!({ "type": "array" })) } },
    ] });
    let given = |kind: &str, output: &str| json!({ "kind": kind, "to": { "$expr": format!("${{tier.network.{output}}}") } });
    let nullable = json!({ "anyOf": [or_expression(json!({ "type": "string" })), { "type": "null" }] });
    let constants = json!({ "anyOf": [{ "oneOf": [{ "const": "a" }, { "const": "b" }] }, { "type": "null" }, { "type": "string", "format": "terraform-expression" }] });
    let several =
        or_expression(json!({ "anyOf": [{ "type": "string" }, { "type": "array", "minItems": 2 }] }));
    let whatever = json!({ "anyOf": [{ "type": ["null", "boolean", "number", "string"] }, { "type": "string", "format": "terraform-expression" }, { "type": "array" }, { "type": "object" }] });
    let only_expressions = json!({ "type": "string", "format": "terraform-expression" });
    let list = expression("${tier.network.subnets}");
    let lines = [
        wrong(&tagged, &given("one", "vpc_id")),
        wrong(&tagged, &given("one", "subnets")),
        wrong(&tagged, &given("many", "vpc_id")),
        wrong(&nullable, &list),
        wrong(&constants, &list),
        wrong(&constants, &expression("${tier.network.settings.name}")),
        wrong(&several, &list),
        wrong(&several, &expression("${tier.network.settings}")),
        wrong(&whatever, &list),
        wrong(&only_expressions, &list),
        wrong(
            &json!({ "type": "array", "items": or_expression(json!({ "type": "string" })) }),
            &json!(["a", list]),
        ),
    ];
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn secrets() {
    let open = or_expression(json!({ "type": "string" }));
    let mut closed = open.clone();
    closed["writeOnly"] = true.into();
    let texts = [
        "${tier.network.secret}",
        "x-${tier.network.secret}",
        "${upper(tier.network.secret)}",
        "${tier.network.again}",
    ];
    for text in texts {
        assert_eq!(wrong(&closed, &expression(text)), "", "{text}");
    }
    let only = json!({ "type": "string", "format": "terraform-expression", "writeOnly": true });
    assert_eq!(wrong(&only, &expression(texts[0])), "");
    let around = json!({ "type": "object", "writeOnly": true, "additionalProperties": open });
    assert_eq!(wrong(&around, &json!({ "a": expression(texts[0]) })), "");
    let lines = texts.map(|text| wrong(&open, &expression(text)));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn outputs_are_what_they_are_declared_to_be() {
    let cases = [
        ("string", json!(5)),
        ("string", json!(["a"])),
        ("number", json!("5")),
        ("number", json!("five")),
        ("bool", json!(1)),
        ("list(string)", json!("${aws_vpc.main.ids}")),
        ("list(string)", json!("x${aws_vpc.main.ids}")),
        ("list(string)", json!(["a", ["b"]])),
        ("set(any)", json!({})),
        ("map(number)", json!({ "a": 1, "b c": "x" })),
        ("tuple([string, number])", json!(["a"])),
        ("tuple([string, number])", json!(["a", true])),
        ("object({a = string, b = optional(number)})", json!({ "a": "x" })),
        ("object({a = string, b = optional(number)})", json!({ "b": 1 })),
        ("object({a = string})", json!({ "${var.primary_region}": 1 })),
        ("any", json!([1])),
        ("list(string)", json!(null)),
    ];
    let mut out = String::new();
    for (declared, value) in cases {
        let contribution = scoped("network[primary]", json!({ "aws_vpc.main": {}, "output.name": value }));
        let types = BTreeMap::from([("name".to_owned(), declared.parse().unwrap())]);
        let errors = check_outputs(&Templates::default(), &types, &contribution);
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        writeln!(out, "{declared} = {value}\n  {}", errors.join("\n  ")).unwrap();
    }
    insta::assert_snapshot!(out);
}

proptest! {
    /// A literal only has a mismatch if the schema rejects it, so anything that the validator accepts must fit.
    #[test]
    fn fit_accepts_valid_values(value in json_value(), schema in json_schema()) {
        let root = json!({ "type": "object", "properties": { "x": schema } });
        let given = json!({ "x": value });
        prop_assume!(jsonschema::draft202012::is_valid(&root, &given));
        let linked = PartialValue::Linked(Box::new(PartialValue::of_value(&Templates::default(), &value, &Type::Any)));
        let known = PartialValue::Object { members: BTreeMap::from([("x".to_owned(), linked)]), whole: true };
        prop_assert_eq!(hold::hold(&Schema::new(&root), &known), []);
    }

    #[test]
    fn steps_never_panic(steps in "(\\.[a-c]|\\[[0-3]\\]|\\[\\*\\]|\\.\\*|\\[\"a\"\\]|\\[x\\]){0,6}", value in json_value()) {
        let text = format!("${{r{steps}}}");
        if let Ok(template) = Template::parse(&text) {
            for reference in &template.symbols().references {
                let known = PartialValue::of_value(&Templates::default(), &value, &Type::Any);
                _ = reach(known, &reference.steps, &text);
            }
        }
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        (-3_i64..9).prop_map(Value::from),
        "[a-c5]{0,3}".prop_map(Value::from),
    ];
    plain.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-c]", inner, 0..3).prop_map(|members| json!(members)),
        ]
    })
}

fn json_schema() -> impl Strategy<Value = Value> {
    let types =
        prop::sample::select(vec!["null", "boolean", "integer", "number", "string", "array", "object"]);
    let plain = prop_oneof![
        types.prop_map(|name| json!({ "type": name })),
        json_value().prop_map(|value| json!({ "const": value })),
        prop::collection::vec(json_value(), 1..3).prop_map(|values| json!({ "enum": values })),
        (0_u64..3, 0_u64..3)
            .prop_map(|(min, max)| json!({ "minItems": min, "maxItems": max, "minProperties": min })),
        (0_u64..3).prop_map(|min| json!({ "minLength": min, "maximum": min, "pattern": "^[a-b5]*$" })),
    ];
    plain.prop_recursive(3, 16, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            inner.clone().prop_map(|items| json!({ "type": "array", "items": items })),
            (inner.clone(), any::<bool>()).prop_map(|(member, more)| json!({
                "type": "object", "properties": { "a": member }, "required": ["a"], "additionalProperties": more
            })),
            inner.clone().prop_map(|member| json!({ "additionalProperties": member })),
            several.clone().prop_map(|all| json!({ "anyOf": all })),
            several.clone().prop_map(|all| json!({ "oneOf": all })),
            several.prop_map(|all| json!({ "allOf": all })),
        ]
    })
}

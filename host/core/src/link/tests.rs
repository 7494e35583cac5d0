mod limits;

use super::*;
use crate::model::{Diagnostic, Explain, InstanceId};
use crate::scope::fixture::*;
use crate::scope::{Context, ScopedContribution};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write;

fn contributions(outputs: &[(&str, Value)]) -> Vec<ScopedContribution> {
    outputs.iter().map(|(at, value)| scoped(at, value.clone())).collect()
}

/// Returns a stack with outputs of every kind.
pub(super) fn providers() -> Vec<ScopedContribution> {
    contributions(&[
        (
            "network[primary]",
            json!({
                "aws_vpc.main": {}, "aws_subnet.a": {}, "aws_subnet.b": {}, "data.aws_ami.this": {},
                "output.vpc_id": "${aws_vpc.main.id}",
                "output.subnets": ["${aws_subnet.a.id}", "${aws_subnet.b.id}"],
                "output.settings": {
                    "plain": "a \"b\"\n$${c}", "number": 1, "null": null, "deep": [{ "vpc": "${aws_vpc.main}" }],
                    "choice": "${var.primary_region == \"x\" ? aws_vpc.main.id : null}",
                    "all": "${aws_subnet.a[*].id}", "text": "vpc-${aws_vpc.main.id}\n\"q\"", "$${odd}": "odd", "dollar": "5$",
                    "heredoc": "${<<EOT\nid ${aws_vpc.main.id}\nEOT\n}", "call": "${max(1, 2)}"
                },
                "output.name": "net",
                "output.ami": "${data.aws_ami.this.id}",
                "output.count": -2,
                "output.secret": "${var.primary_region}"
            }),
        ),
        ("network[secondary]", json!({ "aws_vpc.main": {}, "output.vpc_id": "${aws_vpc.main.id}" })),
        (
            "iam",
            json!({
                "output.role": "${tier.network[\"primary\"].vpc_id}-role", "output.settings": "${tier.network[\"primary\"].settings}",
                "output.name": "${tier.network[\"primary\"].secret}"
            }),
        ),
    ])
}

fn link(at: &str, text: Value) -> Result<(Value, LinkedSymbols), String> {
    let (settings, contributions) = (settings(), providers());
    let context = Context::new(&settings);
    let (linker, errors) = Linker::new(&context, &contributions);
    assert_eq!(errors, []);
    let mut value = text;
    let instance: InstanceId = instance(at);
    let address = crate::model::Address::parse("aws_instance.web").unwrap();
    match linker.link_block(&instance, &address, &mut value, &mut InsertedBytes::default()) {
        Ok(linked) => {
            // The recorded references are those that parsing finds.
            let read = linker.link_stack_output("again", &mut value.clone()).unwrap();
            assert_eq!(read.references, linked.references);
            assert_eq!(
                (read.variables, read.providers),
                (linked.variables.clone(), linked.providers.clone())
            );
            Ok((value, linked))
        }
        Err(errors) => Err(errors.iter().map(explained).collect::<Vec<_>>().join("\n")),
    }
}

/// Returns an error with its notes and hints.
fn explained(error: &LinkError) -> String {
    let Diagnostic { code, notes, hints, .. } = error.diagnostic();
    let notes = notes.iter().map(|note| format!("\n  note: {note}"));
    let hints = hints.iter().map(|hint| format!("\n  hint: {hint}"));
    format!("[{code}] {error}{}", notes.chain(hints).collect::<String>())
}

#[test]
fn references_become_what_they_refer_to() {
    let mut out = String::new();
    for text in [
        "${tier.network.vpc_id}",
        "${ tier.network.vpc_id }",
        "${tier.network[\"secondary\"].vpc_id}",
        "${tier.network.subnets}",
        "${tier.network.subnets[1]}",
        "${tier.network.subnets.0}",
        "${tier.network.subnets[*]}",
        "${tier.network.subnets[count.index]}",
        "${tier.network.settings}",
        "${tier.network.settings.plain}",
        "${tier.network.settings[\"$${odd}\"]}",
        "${tier.network.settings.number}",
        "${tier.network.settings.deep[0].vpc.arn}",
        "${tier.network.settings.deep[*].vpc}",
        "${tier.network.settings.choice.x}",
        "${tier.network.settings.all[0]}",
        "${tier.network.settings.call.x}",
        "${length(tier.network.subnets) + tier.network.settings.number - tier.network.count}",
        "${!tier.network.settings.choice}",
        "${[for s in tier.network.subnets : \"${s}-${tier.network.name}\" if tier.network.settings.null != s]}",
        "${merge(tier.network.settings, {})}",
        "id ${tier.network.vpc_id} in ${tier.network.name}",
        "${tier.network.settings.text}!",
        "%{ if true }${tier.network.settings.text}%{ endif }",
        "a ${~ tier.network.settings.plain ~} b",
        "a ${tier.network.settings.dollar}{x}",
        "x ${tier.network.settings.heredoc} y",
        "${upper(tier.network.settings.heredoc)}",
        "${\"quoted ${tier.network.settings.text} ${tier.network.name}\"}",
        "${tier.iam.role} $${tier.iam.role}",
        "${tier.iam.settings.deep[0].vpc.id}",
    ] {
        match link("network[primary]", json!({ "x": text })) {
            Ok((value, linked)) => {
                let references: Vec<_> = linked.references.iter().map(ToString::to_string).collect();
                writeln!(out, "{text}\n  = {}\n  refers to {}", value["x"], references.join(", ")).unwrap();
            }
            Err(error) => writeln!(out, "{text}\n  ! {error}").unwrap(),
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn keys_are_linked() {
    let (value, _) = link(
        "network[primary]",
        json!({ "tags": { "${tier.network.name}": 1, "${tier.network.count}": 2 } }),
    )
    .unwrap();
    assert_eq!(value, json!({ "tags": { "net": 1, "-2": 2 } }));
}

#[test]
fn secrets_stay_secret_through_outputs() {
    assert!(link("network[primary]", json!("${tier.network.secret}")).unwrap().1.sensitive);
    assert!(link("network[primary]", json!("${tier.iam.name}")).unwrap().1.sensitive);
    assert!(!link("network[primary]", json!("${tier.iam.role}")).unwrap().1.sensitive);
    assert!(!link("network[primary]", json!("${tier.network.settings.choice}")).unwrap().1.sensitive);
    let settings = settings();
    let contributions = contributions(&[
        (
            "network[primary]",
            json!({ "output.name": "net", "output.role": "${nonsensitive(var.password)}", "output.ami": "${var.password}" }),
        ),
        (
            "iam",
            json!({
                "output.secret": "${tier.network[\"primary\"].name}",
                "output.settings": ["${tier.network[\"primary\"].name}", "${var.password}"],
                "output.name": ["${tier.network[\"primary\"].name}", "${var.primary_region}"],
            }),
        ),
    ]);
    let context = Context::new(&settings);
    let linker = Linker::new(&context, &contributions).0;
    for (text, sensitive) in [
        ("${tier.iam.secret}", true),
        ("${tier.iam.settings}", true),
        ("${tier.iam.name}", false),
        ("${tier.network[\"primary\"].ami}", true),
        ("x ${tier.network[\"primary\"].ami}", true),
        ("x ${nonsensitive(tier.network[\"primary\"].ami)}", false),
        ("x ${nonsensitive(tier.iam.secret)} ${tier.iam.name}", false),
    ] {
        let linked = linker.link_stack_output("x", &mut json!(text)).unwrap();
        assert_eq!(linked.sensitive, sensitive, "{text}");
    }
}

#[test]
fn faults() {
    let mut out = String::new();
    for (at, text) in [
        ("iam", "${tier.netwrok.vpc_id}"),
        ("iam", "${tier.network.vpc_id}"),
        ("network[secondary]", "${tier.database.vpc_id}"),
        ("iam", "${tier.network[\"tertiary\"].vpc_id}"),
        ("iam", "${tier.iam[\"primary\"].role}"),
        ("iam", "${tier.network[\"primary\"].vpc}"),
        ("network[secondary]", "${tier.network.subnets}"),
        ("network[primary]", "${tier.network.subnets[2].x}"),
        ("network[primary]", "${tier.network.subnets.first}"),
        ("network[primary]", "${tier.network.settings.plian}"),
        ("network[primary]", "${tier.network.name.x}"),
        ("iam", "${tier.network}"),
        ("iam", "${tier.network[\"primary\"].xyz}"),
        ("network[primary]", "${tier.network.settings.deep[0].unlike}"),
        ("network[primary]", "${tier.network.settings.deep[0].vpc.x + tier.iam.settings.null.x}"),
        ("iam", "${tier.network[each.key].vpc_id}"),
        ("network[primary]", "${[for data in tier.network.subnets : tier.network.ami]}"),
    ] {
        writeln!(out, "{}", link(at, json!({ "list": [text] })).unwrap_err()).unwrap();
    }
    out += &link("iam", json!({ "tags": { "${tier.network[\"primary\"].subnets}": 1 } })).unwrap_err();
    insta::assert_snapshot!(out);
}

#[test]
fn error_names_its_block_and_path() {
    let (settings, contributions) = (settings(), providers());
    let context = Context::new(&settings);
    let linker = Linker::new(&context, &contributions).0;
    let address = crate::model::Address::parse("aws_instance.web").unwrap();
    let diagnostic = |mut value: Value| {
        let inserted = &mut InsertedBytes::default();
        let errors = linker.link_block(&instance("iam"), &address, &mut value, inserted).unwrap_err();
        errors[0].diagnostic()
    };
    let nested = diagnostic(json!({ "tags": { "x": ["${tier.nothing.x}"] } }));
    assert_eq!((nested.instance, nested.address), (Some(instance("iam")), Some(address.clone())));
    assert_eq!(nested.path.as_deref(), Some("tags.x[0]"));
    assert_eq!(diagnostic(json!("${tier.nothing.x}")).path, None);
}

#[test]
fn references_of_a_value_keep_their_meaning_within_a_loop() {
    for (name, output) in [("aws_subnet", "subnets"), ("aws_vpc", "settings"), ("aws_vpc", "settings.deep")] {
        let loops = |name: &str| format!("${{[for {name} in local.x : tier.network.{output}]}}");
        let error = link("network[primary]", json!(loops(name))).unwrap_err();
        assert!(error.starts_with("[captured-name]"), "{error}");
        link("network[primary]", json!(loops("other"))).unwrap();
    }
}

#[test]
fn outputs_are_linked_after_those_that_they_refer_to() {
    let settings = settings();
    let contributions = contributions(&[
        (
            "iam",
            json!({
                "output.settings": { "nested": ["${tier.database[\"primary\"].name}"] },
                "output.role": { "${tier.database[\"primary\"].name}": 1 },
            }),
        ),
        ("database[primary]", json!({ "output.name": "db-${tier.network[\"primary\"].name}" })),
        ("network[primary]", json!({ "output.name": "net" })),
    ]);
    let context = Context::new(&settings);
    let (linker, errors) = Linker::new(&context, &contributions);
    assert_eq!(errors, []);
    let mut value = json!(["${tier.iam.settings}", "${tier.iam.role}"]);
    linker.link_stack_output("x", &mut value).unwrap();
    assert_eq!(value, json!([{ "nested": ["db-net"] }, { "db-net": 1 }]));
}

#[test]
fn outputs_made_of_each_other_are_named() {
    let settings = settings();
    let contributions = contributions(&[
        (
            "network[primary]",
            json!({ "output.vpc_id": "${tier.iam.role}", "output.again": "${tier.network.again} ${tier.iam.x}" }),
        ),
        ("network[secondary]", json!({ "output.name": "x-${tier.network[\"primary\"].vpc_id}" })),
        (
            "iam",
            json!({ "output.role": ["${tier.network[\"secondary\"].name}"], "output.name": "${tier.iam.nothing}" }),
        ),
    ]);
    let context = Context::new(&settings);
    let (_, errors) = Linker::new(&context, &contributions);
    let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

proptest! {
    #[test]
    fn literals_arrive_as_they_are(text in "([$%{}\"\\\\a\n]|\\PC){0,8}", before in "[$%{a]{0,2}", after in "[{}$%a]{0,2}") {
        let settings = settings();
        let escaped = crate::expression::escape(&text).into_owned();
        let contributions = contributions(&[("iam", json!({ "output.name": escaped }))]);
        let context = Context::new(&settings);
        let (linker, _) = Linker::new(&context, &contributions);
        let before_escaped = crate::expression::escape(&before).into_owned();
        // A `$` before an interpolation would escape it.
        prop_assume!(!before_escaped.ends_with(['$', '%']));
        let consumer = format!("{before_escaped}${{tier.iam.name}}{}", crate::expression::escape(&after));
        let mut value = Value::String(consumer);
        linker.link_stack_output("x", &mut value).unwrap();
        let linked = value.as_str().unwrap();
        match crate::expression::Fragment::parse(linked).unwrap() {
            crate::expression::Fragment::Literal(literal) => prop_assert_eq!(literal, before + &text + &after),
            _ => prop_assert!(linked.contains(&crate::expression::value_expression(&Value::String(escaped)).unwrap())),
        }
    }
}

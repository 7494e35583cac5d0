use super::*;
use crate::model::{Explain, InstanceId};
use crate::scope::fixture::*;
use crate::scope::{Context, ScopedContribution};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write;

fn contributions(outputs: &[(&str, Value)]) -> Vec<ScopedContribution> {
    outputs.iter().map(|(at, value)| scoped(at, value.clone())).collect()
}

/// Returns a stack with outputs of every kind.
fn providers() -> Vec<ScopedContribution> {
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
        Err(errors) => Err(errors
            .iter()
            .map(|error| format!("[{}] {error}", error.diagnostic().code))
            .collect::<Vec<_>>()
            .join("\n")),
    }
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
        ("iam", "${tier.network[each.key].vpc_id}"),
        ("network[primary]", "${[for data in tier.network.subnets : tier.network.ami]}"),
    ] {
        writeln!(out, "{}", link(at, json!({ "list": [text] })).unwrap_err()).unwrap();
    }
    out += &link("iam", json!({ "tags": { "${tier.network[\"primary\"].subnets}": 1 } })).unwrap_err();
    insta::assert_snapshot!(out);
}

#[test]
fn outputs_made_of_each_other_are_named() {
    let settings = settings();
    let contributions = contributions(&[
        (
            "network[primary]",
            json!({ "output.vpc_id": "${tier.iam.role}", "output.again": "${tier.network.again}" }),
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

#[test]
fn values_do_not_grow_without_end() {
    let mut settings = settings();
    let doubling = |at: usize| match at {
        0 => {
            json!({ "output.name": "x".repeat(100_000), "output.subnets": [], "output.role": "x".repeat(100_000) })
        }
        at => json!({
            "output.name": [format!("${{tier.t{}.name}}", at - 1), format!("${{tier.t{}.name}}", at - 1)],
            "output.role": format!("${{tier.t{0}.role}}${{tier.t{0}.role}}", at - 1),
            "output.subnets": [format!("${{tier.t{}.subnets}}", at - 1)]
        }),
    };
    let contributions: Vec<_> = (0..200)
        .map(|at| {
            let name = format!("t{at}");
            settings.tiers.insert(tier(&name), None);
            scoped(&name, doubling(at))
        })
        .collect();
    let context = Context::new(&settings);
    let (_, errors) = Linker::new(&context, &contributions);
    let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    t4: outputs.name[1]: `tier.t3.name`: the value is larger than 1 MiB once its references are replaced
    t4: outputs.role: `tier.t3.role`: the value is larger than 1 MiB once its references are replaced
    t101: outputs.subnets[0]: the value is nested more than 100 levels deep once its references are replaced
    ");
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

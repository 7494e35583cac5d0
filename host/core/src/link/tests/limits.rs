//! The limits on the size and depth of linked values.

use super::*;

#[test]
fn size_counts_inserted_values_only() {
    for (text, size) in [
        ("text of the tier", 0),
        ("${tier.network.name}", 5),
        ("${tier.network.settings.number}", 8),
        ("${tier.network.name}-${tier.network.settings.number}", 13),
        ("${tier.network.subnets}", 2 + 2 * (2 + "${aws_subnet.network_primary_a.id}".len())),
        (
            "${tier.network.settings.deep}",
            2 + 2 + "vpc".len() + 4 + 2 + "${aws_vpc.network_primary_main}".len(),
        ),
    ] {
        assert_eq!(link("network[primary]", json!({ "x": text })).unwrap().1.size, size, "{text}");
    }
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

#[test]
fn values_are_nested_at_most_100_levels() {
    const WRAPS: [fn(Value) -> Value; 2] = [|value| json!([value]), |value| json!({ "a": value })];
    let nested = |levels: usize, inner: Value, wrap: fn(Value) -> Value| {
        (0..levels).fold(inner, |value, _| wrap(value))
    };
    for wrap in WRAPS {
        let settings = settings();
        let contributions = contributions(&[("iam", json!({ "output.name": nested(2, json!("x"), wrap) }))]);
        let context = Context::new(&settings);
        let linker = Linker::new(&context, &contributions).0;
        let link = |levels: usize, text: &str| {
            linker
                .link_stack_output("x", &mut nested(levels, json!(text), wrap))
                .map_err(|errors| errors.len())
        };
        assert!(link(98, "${tier.iam.name}").is_ok() && link(100, "${var.a}").is_ok());
        assert_eq!(link(99, "${tier.iam.name}"), Err(1));
        assert_eq!(link(101, "${var.a}"), Err(1));
        let block = |levels: usize| {
            let mut body = nested(levels, json!("${tier.iam.name}"), wrap);
            let address = crate::model::Address::parse("aws_instance.web").unwrap();
            linker.link_block(&instance("iam"), &address, &mut body, &mut InsertedBytes::default()).is_ok()
        };
        assert!(block(98) && !block(99));
    }
}

#[test]
fn total_size_of_inserted_values_ends_linking() {
    let settings = settings();
    let contributions = contributions(&[("iam", json!({ "output.name": "x".repeat(1_000_000) }))]);
    let context = Context::new(&settings);
    let linker = Linker::new(&context, &contributions).0;
    let address = crate::model::Address::parse("aws_instance.web").unwrap();
    let block = || {
        let mut value = json!("${tier.iam.name}");
        linker.link_block(&instance("iam"), &address, &mut value, &mut InsertedBytes::default())
    };
    for _ in 0..134 {
        assert!(!block().unwrap().broken);
    }
    let errors = block().unwrap_err();
    insta::assert_snapshot!(explained(&errors[0]), @r"
    [value-too-large] the values of references are larger than 128 MiB in total, over all instances
      hint: pass large outputs as a whole to fewer tiers, or split the stack
    ");
    assert!(block().unwrap().broken);
    assert!(linker.link_stack_output("x", &mut json!("${tier.iam.name}")).unwrap().broken);
}

#[test]
fn size_of_an_instance_ends_its_linking() {
    let (settings, contributions) = (settings(), providers());
    let context = Context::new(&settings);
    let linker = Linker::new(&context, &contributions).0;
    let mut inserted = InsertedBytes::default();
    let consumer = substitute::Consumer { instance: None, address: None };
    assert!(inserted.add(1 << 30, consumer, "").is_some());
    let address = crate::model::Address::parse("aws_instance.web").unwrap();
    let mut value = json!("${tier.iam.role}");
    assert!(linker.link_block(&instance("iam"), &address, &mut value, &mut inserted).unwrap().broken);
    assert_eq!(value, json!("${tier.iam.role}"));
}

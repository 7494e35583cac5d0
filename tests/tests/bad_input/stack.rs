//! Files that are not stack files, or contain invalid values.

use super::{shown, stacks, synth, with};

#[test]
fn not_yaml() {
    snapshot!(stacks(&[
        ("empty", ""),
        ("indentation", "stack: shop\n tiers: {}\n"),
        ("a tab", "stack: shop\ntags:\n\tOwner: me\n"),
        ("an open bracket", "stack: shop\nregions: {primary: {aws: {region: us-east-1}\ntags: {}\n"),
        ("two documents", "stack: shop\n---\nstack: other\n"),
        ("terraform", "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n"),
    ]));
}

#[test]
fn not_text() {
    snapshot!(synth(&[("terrace.yaml", b"\x7fELF\x02\x01\x01\0\xff\xfe")], &[]));
}

#[test]
fn file_is_missing() {
    let sandbox = with::<&str>(&[]);
    snapshot!(
        [&["synth"][..], &["synth", "nowhere"], &["synth", "terrace.out", "--environment", "test"]]
            .map(|arguments| format!("=== {}\n{}", arguments.join(" "), shown(&sandbox, arguments)))
            .concat()
    );
}

#[test]
fn unknown_keys() {
    snapshot!(stacks(&[(
        "at every level",
        "\
stack: shop
region: {primary: {}}
colour: blue
providers:
  aws: { verson: \"~> 6.0\" }
variables:
  zone: { type: string, defualt: a }
tiers:
  network:
    component: network
    input: { public_subnets: 2 }
outputs:
  url: { value: x, desciption: Where it answers. }
",
    )]));
}

#[test]
fn wrong_types() {
    snapshot!(stacks(&[
        (
            "at every level",
            "\
stack: 5
required_version: 1.5
regions: [primary, secondary]
tags: { CostCenter: 4711, Live: true }
variables: { zone: string }
tiers:
  network: network
  compute: { component: compute, regions: primary, inputs: [a] }
outputs:
  url: { value: x, sensitive: yes }
",
        ),
        ("a list", "- stack: shop\n"),
    ]));
}

#[test]
fn duplicate_regions() {
    snapshot!(stacks(&[
        (
            "declared twice",
            "stack: shop\nregions:\n  primary: { aws: { region: us-east-1 } }\n  secondary: {}\n  primary: {}\n",
        ),
        (
            "listed twice",
            "stack: shop\nregions: { a: {}, b: {} }\ntiers:\n  network: { component: network, regions: [a, b, a] }\n",
        ),
    ]));
}

#[test]
fn errors_are_all_reported_in_order() {
    snapshot!(stacks(&[(
        "",
        "\
stack: Shop
regions:
  primary: { aws: { region: '${var.zone}' } }
default_region: secondary
tiers:
  network: { component: network, regions: [primary, tertiary], inptus: {} }
  compute:
    inputs: { vpc_id: '${tier.netwrok.vpc_id}' }
outputs:
  url: { value: '${tier.compute.url' }
",
    )]));
}

#[test]
fn overlays() {
    let base = "stack: shop\nenvironment: production\nregions: { primary: {} }\n";
    let overlay = "\
tags: { Owner: 5 }
tiers:
  network: { component: network, regions: [secondary] }
  compute: { componet: compute }
";
    let mut shown = String::new();
    for (name, environment, overlay) in [
        ("no YAML", "production", "tags: {A: b\n"),
        ("wrong in itself and with the base", "production", overlay),
        ("of another environment", "production", "environment: test\n"),
        ("mistyped", "prodution", "{}"),
    ] {
        let files = [("terrace.yaml", base), ("terrace.production.yaml", overlay)];
        shown += &format!("=== {name}\n{}", synth(&files, &["--environment", environment]));
    }
    snapshot!(shown);
}

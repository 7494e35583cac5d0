use super::{good, parse, text};
use crate::stack::Stack;
use std::fmt::Write;
use terrace_core::model::{Bound, Grant, Grants, InstanceId, Limits, RegionName, TierName};

const THREE_TIER: &str = include_str!("three-tier.yaml");

fn summary(stack: &Stack) -> String {
    let mut out = String::new();
    for instance in stack.instances() {
        let inputs = serde_json::to_string(&instance.inputs.to_json()).unwrap();
        let component = &stack.tiers[&instance.id.tier].component.reference;
        _ = writeln!(out, "{} {component:?} {inputs}", instance.id);
    }
    let tags: serde_json::Value =
        stack.tags.iter().map(|(key, entry)| (key.clone(), entry.value.to_json())).collect();
    _ = writeln!(out, "tags {tags}\n{:#?}", stack.settings);
    out
}

fn id(tier: &str, region: Option<&str>) -> InstanceId {
    InstanceId {
        tier: TierName::new(tier).unwrap(),
        region: region.map(|region| RegionName::new(region).unwrap()),
    }
}

#[test]
fn three_tier() {
    snapshot!(summary(&good(THREE_TIER)));
}

#[test]
fn overlay_changes_only_what_it_sets() {
    let overlay = "
stack: three-tier-test
tags: { Project: ~, Test: \"yes\" }
backend: { s3: ~, local: { path: test.tfstate } }
tiers:
  database: ~
  network: { component: ./tiers/own.wasm, inputs: { public_subnets: 4 } }
outputs: ~
";
    let overlay = text("elsewhere/terrace.test.yaml", overlay);
    let stack = parse(text("stacks/terrace.yaml", THREE_TIER), Some(overlay), Some("test")).unwrap();
    snapshot!(summary(&stack));
    let at = stack.location_of("tiers.network.inputs.public_subnets").unwrap();
    assert_eq!(stack.sources.get(at.source).name, "elsewhere/terrace.test.yaml");
    let at = stack.location_of("tiers.network.inputs.private_subnets").unwrap();
    assert_eq!(stack.sources.get(at.source).name, "stacks/terrace.yaml");
}

#[test]
fn places() {
    let stack = good(THREE_TIER);
    let show = |at: Option<terrace_core::model::Location>| match at {
        Some(at) => stack.sources.get(at.source).text[at.range].to_owned(),
        None => "nowhere".to_owned(),
    };
    let compute = id("compute", Some("primary"));
    let mut out = String::new();
    for path in [
        "outputs.url.value",
        "outputs.vpc.value",
        "outputs",
        "tiers.network.inputs",
        "tiers.network.regions[1]",
        "regions.primary.aws.region",
        "regions.primary.aws.nothing",
        "nothing.at.all",
        "",
    ] {
        _ = writeln!(out, "{path} => {}", show(stack.location_of(path)));
    }
    for reference in ["tier.network.vpc_id", "tier.network", "tier.iam.profile", "var.owner", "var.own"] {
        _ = writeln!(out, "{reference} => {}", show(stack.location_of_reference(&compute, reference)));
    }
    for pointer in [
        "",
        "/name",
        "/subnets/1",
        "/subnets/9",
        "/health~1check/path",
        "/nothing",
        "//tags/Project",
        "//tags/Gone",
    ] {
        _ = writeln!(out, "{pointer} => {}", show(stack.location_of_input(&compute, pointer)));
    }
    snapshot!(out);
}

#[test]
fn terrace_references_become_literals() {
    let yaml = r#"
stack: shop
environment: production
regions: { a: {}, b: {} }
variables: { v: {} }
tiers:
  t:
    component: network
    regions: all
    inputs:
      whole: ${terrace.region}
      part: app-${ terrace.region }-${terrace.stack}
      mixed: ${var.v}-${terrace.region}
      inside: ${upper(terrace.region)}${terrace.stack == "shop" ? 1 : 2}
      nested: ${join("-", ["x-${terrace.environment}", terrace.region])}
      escaped: $${terrace.region}-${terrace.region}
      stripped: "a ${~ terrace.region ~} b"
tags: { Stack: "${terrace.stack}/${terrace.environment}" }
outputs: { o: "${terrace.stack}" }
"#;
    let yaml = yaml.replace(
        "inside: ${upper(terrace.region)}${terrace.stack == \"shop\" ? 1 : 2}",
        "inside: '${upper(terrace.region)}${terrace.stack == \"shop\" ? 1 : 2}'",
    );
    let stack = good(&yaml);
    let mut out = String::new();
    for instance in stack.instances() {
        let inputs = serde_json::to_string_pretty(&instance.inputs.to_json()).unwrap();
        _ = writeln!(out, "{} {inputs}", instance.id);
    }
    _ = writeln!(out, "{:?}\n{:?}", stack.tags["Stack"].value.as_str(), stack.settings.outputs);
    snapshot!(out);
}

#[test]
fn instances_share_inputs_that_are_the_same() {
    let stack = good(
        "stack: x\nregions: {a: {}, b: {}, c: {}}\ntiers: {t: {component: n, regions: all, inputs: {i: 1}, region_inputs: {b: {i: 2}}}}\n",
    );
    let [a, b, c] = stack.instances() else { panic!() };
    assert!(std::sync::Arc::ptr_eq(&a.inputs, &c.inputs));
    assert_eq!(b.inputs.to_json(), serde_json::json!({"i": 2}));
}

#[test]
fn regions_by_the_thousand_take_no_time() {
    let mut yaml = "stack: x\nvariables: {v: {}}\nregions:\n".to_owned();
    for region in 0..1000 {
        _ = writeln!(yaml, "  r{region}: {{ aws: {{ region: \"${{var.v}}\" }} }}");
    }
    yaml.push_str("tiers:\n");
    for tier in 0..5 {
        _ = writeln!(
            yaml,
            "  t{tier}: {{ component: n, regions: all, inputs: {{ a: \"x-${{terrace.region}}\", b: \"${{tier.t0.x}}\" }} }}"
        );
    }
    let start = std::time::Instant::now();
    assert_eq!(good(&yaml).instances().len(), 5000);
    let time = start.elapsed();
    // Slow enough for an unoptimized build on a busy machine; quadratic time would take minutes.
    assert!(time.as_secs() < 5, "{time:?}");
}

#[test]
fn limits_of_the_stack_apply_to_tiers_without_their_own() {
    let stack = good(
        "stack: x\nvariables: {x: {}}\nlimits: {fuel: 5, memory: 1 GiB, blocks: null}\ntiers:\n  a: {component: network, limits: {fuel: 7, \
         depth: 100}}\n  b: {component: network, grants: [files, http, {references: [var.x, tier.a.b]}]}\n",
    );
    let tier = |name| &stack.tiers[&TierName::new(name).unwrap()];
    let of_stack = Limits::default().with(Bound::Fuel, 5).with(Bound::Memory, 1 << 30);
    assert_eq!(stack.limits, of_stack);
    assert_eq!(tier("a").limits, of_stack.with(Bound::Fuel, 7).with(Bound::Depth, 100));
    assert_eq!(tier("b").limits, of_stack);
    assert_eq!(tier("a").grants, Grants::default());
    assert_eq!(tier("b").grants.plain, [Grant::Files, Grant::Http].into());
    let references: Vec<_> = tier("b").grants.references.iter().map(ToString::to_string).collect();
    assert_eq!(references, ["var.x", "tier.a.b"]);
}

//! References to outputs that do not match the inputs that contain them.

use super::{shown, with};

const HEAD: &str = "\
stack: shop
variables: { key: { type: string, sensitive: true } }
providers: { aws: { source: hashicorp/aws } }
regions:
  primary: { aws: { region: us-east-1 } }
  secondary: { aws: { region: us-west-2 } }
default_region: primary
";

/// Returns the output of `synth` for a stack with the tier `a`, whose outputs are of many types, and these tiers.
fn synth(tiers: &str) -> String {
    shown(&with(&files(tiers)), &["synth"])
}

fn files(tiers: &str) -> [(&'static str, Vec<u8>); 2] {
    let stack = format!("{HEAD}tiers:\n  a: {{ component: ./typed.wasm, inputs: {{ give: 1 }} }}\n{tiers}");
    [("terrace.yaml", stack.into_bytes()), ("typed.wasm", terrace_test_artifacts::TYPED.to_vec())]
}

#[test]
fn outputs_of_another_type() {
    snapshot!(synth(
        "
  b:
    component: ./typed.wasm
    regions: all
    inputs:
      text: ${tier.a.ids}
      flag: ${tier.a.count}
      ids: ${tier.a.id}
      labels: ${tier.a.groups}
      listener: ${tier.a.names}
      size: ${tier.a.listener}
      target: { kind: many, address: '${tier.a.id}' }
  c:
    component: ./typed.wasm
    inputs:
      text: ${tier.a.listener.prot}
      ids: ['${tier.a.ids}', '${tier.a.id}', '${tier.a.groups[\"x\"]}']
      labels: { x: '${tier.a.listener}', y: '${tier.a.id}' }
      listener: port-${tier.a.count}
      size: x-${tier.a.ids}-${join(\"\", tier.a.ids)}
      name: ${tier.a.id.name}
"
    ));
}

#[test]
fn outputs_with_a_value_that_does_not_fit() {
    snapshot!(synth(
        "
  b:
    component: ./typed.wasm
    inputs:
      port: ${tier.a.number}
      name: ${tier.a.word}
      size: ${tier.a.word}
      flag: ${tier.a.digits}
      listener: ${tier.a.known_listener}
"
    ));
}

/// One line of the stack file is one error, however many regions it affects.
#[test]
fn outputs_of_another_length() {
    snapshot!(synth(
        "
  network:
    component: network
    regions: all
    region_inputs:
      primary: { public_subnets: 1 }
  balancer:
    component: compute
    regions: all
    inputs:
      vpc_id: ${tier.network.vpc_id}
      public_subnet_ids: ${tier.network.public_subnet_ids}
      private_subnet_ids: ${tier.network.private_subnet_ids}
  second:
    component: compute
    regions: all
    inputs:
      vpc_id: ${tier.network.vpc_id}
      public_subnet_ids: ${tier.network[\"primary\"].public_subnet_ids}
      private_subnet_ids: ${tier.network.private_subnet_ids}
  b:
    component: ./typed.wasm
    inputs: { ids: '${tier.a.ids[*]}' }
"
    ));
}

#[test]
fn outputs_that_are_sensitive() {
    snapshot!(synth(
        "
  b:
    component: ./typed.wasm
    regions: all
    inputs:
      text: ${tier.a.password}
      name: user-${tier.a.password}
      ids: ['${tier.a.id}', '${upper(tier.a.password)}']
      password: ${tier.a.password}
  c:
    component: ./typed.wasm
    inputs:
      text: ${tier.b[\"primary\"].link}
tags:
  Secret: ${tier.a.password}
  List: ${tier.a.ids}
"
    ));
}

#[test]
fn outputs_that_do_not_fit_and_references_that_do_not_resolve() {
    snapshot!(synth(
        "
  b:
    component: ./typed.wasm
    inputs: { text: '${tier.a.ids}', any: '${tier.a.idss}', ids: ['${tier.a.ids[4]}', x] }
outputs:
  x: ${tier.a.idd}
"
    ));
}

#[test]
fn outputs_that_differ_from_their_declaration() {
    snapshot!(synth("  b: { component: ./typed.wasm, regions: all, inputs: { lie: true } }\n"));
}

#[test]
fn outputs_that_may_fit_are_linked() {
    let tiers = "
  b:
    component: ./typed.wasm
    regions: all
    inputs:
      text: ${tier.a.count}
      name: ${tier.a.id}
      port: ${tier.a.digits}
      flag: ${tier.a.id}
      size: ${tier.a.anything}
      ids: ['${tier.a.ids[0]}', '${tier.a.count}']
      labels: { x: '${tier.a.groups[\"x\"][0]}' }
      listener: ${tier.a.listener}
      target: { kind: one, address: 'x-${tier.a.id}' }
      password: ${tier.a.password}
      any: ['${tier.a.ids}', '${tier.a.groups}']
  c:
    component: ./typed.wasm
    inputs:
      text: ${var.key}
      name: ${join(\"\", tier.a.names)}
      ids: ${tier.a.names}
      labels: ${tier.a.listener}
      listener: ${tier.a.anything}
      size: ${tier.a.anything.size}
      flag: ${tier.a.flag}
      port: ${tier.a.listener.port}
tags:
  Id: ${tier.a.id}
  Count: ${tier.a.count}
";
    let ran = with(&files(tiers)).run(["synth"]).unwrap();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

#[test]
fn types_that_cannot_be_parsed() {
    // A tier with a different manifest of the same length.
    let replace = |from: &str, to: &str, bytes: Vec<u8>| {
        assert_eq!(from.len(), to.len());
        let at = bytes.windows(from.len()).position(|text| text == from.as_bytes()).unwrap();
        [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
    };
    let typed = terrace_test_artifacts::TYPED.to_vec();
    let typed = replace("map(list(string))", "map(list(strign))", typed);
    let typed = replace("object({port = number,", "object({port = numbr ,", typed);
    let stack = "stack: shop\ntiers:\n  a: { component: ./typed.wasm }\n";
    let files: [(&str, &[u8]); 2] = [("terrace.yaml", stack.as_bytes()), ("typed.wasm", &typed)];
    snapshot!(shown(&with(&files), &["synth"]));
}

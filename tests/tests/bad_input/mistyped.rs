//! Mistakes of people who know Terraform and are new to stack files: each message names the cause and the correction.

use super::sandbox;
use std::fmt::Write as _;

const STACK: &str = "\
stack: my-shop
regions:
  east:
    aws: { region: us-east-1 }
  west:
    aws: { region: us-west-2 }
default_region: east
tiers:
  network:
    component: network
    regions: all
    inputs:
      cidr_block: 10.0.0.0/16
      desired_azs: 2
";

/// Each case has a name, a text of the stack file and its replacement, and the overlay for `prod`, which may be empty.
fn told(cases: &[(&str, &str, &str, &str)]) -> String {
    let mut told = String::new();
    for (name, from, to, overlay) in cases {
        assert!(STACK.contains(from), "{from}");
        let sandbox = sandbox();
        sandbox.write("terrace.yaml", STACK.replacen(from, to, 1)).unwrap();
        let mut arguments = vec!["synth", "--stdout"];
        if !overlay.is_empty() {
            sandbox.write("terrace.prod.yaml", overlay).unwrap();
            arguments.extend(["--environment", "prod"]);
        }
        let ran = sandbox.run(&arguments).unwrap();
        assert!(!ran.stderr.is_empty(), "{name}: nothing is reported");
        writeln!(told, "=== {name}: {to}{overlay}\nexit code {}\n{}", ran.code, ran.stderr).unwrap();
    }
    told
}

/// Returns a tier, to be appended to the others, with this text as an input.
fn input(text: &str) -> String {
    format!(
        "desired_azs: 2\n  app:\n    component: storage\n    regions: [east]\n    inputs: {{ bucket_name: {text} }}\n"
    )
}

#[test]
fn references() {
    let cases = [
        ("unquoted within braces", "${tier.network.vpc_id}"),
        ("double quotes within double quotes", "\"${tier.network[\"east\"].vpc_id}\""),
        ("no `${}`", "tier.network.vpc_id"),
        ("no `${}`, with a region", "'tier.network[\"east\"].vpc_id'"),
        ("no `tier.`", "\"${network.vpc_id}\""),
        ("no `tier.`, and the region as an attribute", "\"${network.east.vpc_id}\""),
        ("as in Terraform", "\"${module.network.vpc_id}\""),
        ("as in a template of another tool", "'{{ tier.network.vpc_id }}'"),
        ("as in a shell", "$tier.network.vpc_id"),
        ("text before it, unquoted within braces", "a-${tier.network.vpc_id}"),
        ("single quotes within it", "\"${tier.network['east'].vpc_id}\""),
        ("a mistyped root", "\"${teir.network.vpc_id}\""),
        ("a text that is none of these", "\"${aws_vpc.main.id}\""),
    ];
    let cases: Vec<_> = cases.iter().map(|(name, text)| (*name, input(text))).collect();
    let cases: Vec<_> =
        cases.iter().map(|(name, text)| (*name, "desired_azs: 2\n", text.as_str(), "")).collect();
    snapshot!(told(&cases));
}

#[test]
fn regions() {
    snapshot!(told(&[
        ("`All`", "regions: all", "regions: All", ""),
        ("`all` in a list", "regions: all", "regions: [\"all\"]", ""),
        ("one region", "regions: all", "regions: east", ""),
        ("no provider", "  east:\n    aws: { region: us-east-1 }", "  east: { region: us-east-1 }", ""),
        ("no provider and no argument", "  east:\n    aws: { region: us-east-1 }", "  east: us-east-1", ""),
        ("a mistyped argument", "{ region: us-east-1 }", "{ regoin: us-east-1 }", ""),
        ("a mistyped region", "us-east-1", "us-esat-1", ""),
        ("a region as Google names it", "us-east-1", "us-east1", ""),
    ]));
}

#[test]
fn names_and_keys() {
    snapshot!(told(&[
        ("a name of words", "my-shop", "My Shop", ""),
        ("a mistyped key", "regions:\n", "regoins:\n", ""),
        ("a key of a tier", "component: network", "compnent: network", ""),
        ("a type", "tiers:\n", "variables:\n  size: { type: sting }\ntiers:\n", ""),
        ("a backend", "tiers:\n", "backend:\n  s4: { bucket: b }\ntiers:\n", ""),
        ("a backend in capitals", "tiers:\n", "backend:\n  S3: { bucket: b }\ntiers:\n", ""),
        ("a backend by its name alone", "tiers:\n", "backend: s3\ntiers:\n", ""),
        ("a backend with its type as a key", "tiers:\n", "backend: { type: s3, bucket: b }\ntiers:\n", ""),
        (
            "the region of a backend",
            "tiers:\n",
            "backend:\n  s3: { bucket: b, key: k, region: us-esat-1 }\ntiers:\n",
            ""
        ),
        ("a module of a registry", "component: network", "component: terraform-aws-modules/vpc/aws", ""),
        ("a module in git", "component: network", "component: git::https://example.com/vpc.git", ""),
    ]));
}

/// Types with their names in other languages and tools.
#[test]
fn types() {
    let types = ["int", "Boolean", "str", "list[string]", "array(string)", "map(sting)", "list"];
    let cases: Vec<_> =
        types.iter().map(|name| format!("variables:\n  size: {{ type: \"{name}\" }}\ntiers:\n")).collect();
    let cases: Vec<_> =
        types.iter().zip(&cases).map(|(name, text)| (*name, "tiers:\n", text.as_str(), "")).collect();
    snapshot!(told(&cases));
}

#[test]
fn providers() {
    snapshot!(told(&[
        ("one that no tier needs", "aws: { region: us-east-1 }", "aw: { region: us-east-1 }", ""),
        ("a zone for a region", "us-east-1", "us-east-1a", ""),
        ("a number for a version", "tiers:\n", "providers:\n  aws: { version: 6.0 }\ntiers:\n", ""),
        ("a misspelt source", "tiers:\n", "providers:\n  aws: { source: hashcorp/aws }\ntiers:\n", ""),
    ]));
}

/// Lines in the style of HCL and JSON.
#[test]
fn other_syntax() {
    const INPUTS: &str = "      cidr_block: 10.0.0.0/16\n      desired_azs: 2";
    snapshot!(told(&[
        ("an equals sign", INPUTS, "      desired_azs = 2", ""),
        ("a comma", "desired_azs: 2", "desired_azs: 2,", ""),
        ("a list of one", INPUTS, "      - desired_azs: 2", ""),
        ("another case", "desired_azs", "desiredAzs", ""),
    ]));
}

/// A map instead of one of its entries.
#[test]
fn entries_of_a_map() {
    let stack = "\
stack: shop
regions: { east: { aws: { region: us-east-1 } } }
tiers:
  jobs: { component: ./queues.wasm, regions: all, inputs: { names: [orders, mails-2] } }
  files: { component: storage, regions: all, inputs: { kms_key_arn: 'INPUT' } }
outputs:
  url: 'OUTPUT'
";
    let cases = [
        ("the whole map as a text", "${tier.jobs.urls}", ""),
        ("the whole map within a text", "a-${tier.jobs[\"east\"].urls}", ""),
        ("the map within an output's text", "", "a-${tier.jobs[\"east\"].urls}"),
        ("another entry", "", "${tier.jobs[\"east\"].urls.everything}"),
        ("a mistyped entry", "", "${tier.jobs[\"east\"].urls.ordres}"),
        ("a number", "", "${tier.jobs[\"east\"].urls[0]}"),
        ("the region as an attribute", "", "${tier.jobs.east.urls.orders}"),
        ("the region as an attribute, in a region", "${tier.jobs.east.urls.orders}", ""),
        ("no output", "", "${tier.jobs[\"east\"]}"),
    ];
    let mut told = String::new();
    for (name, input, output) in cases {
        let input = if input.is_empty() { "arn:aws:kms:us-east-1:111122223333:key/a" } else { input };
        let text = stack.replace("INPUT", input).replace("OUTPUT", output);
        let sandbox = sandbox();
        sandbox.write("terrace.yaml", text).unwrap();
        sandbox.write("queues.wasm", terrace_test_artifacts::QUEUES).unwrap();
        let ran = sandbox.run(["synth", "--stdout"]).unwrap();
        writeln!(told, "=== {name}\nexit code {}\n{}", ran.code, ran.stderr).unwrap();
    }
    snapshot!(told);
}

#[test]
fn environment_name_in_place_of_the_stack() {
    let sandbox = sandbox();
    sandbox.write("terrace.yaml", STACK).unwrap();
    sandbox.write("terrace.prod.yaml", "{}\n").unwrap();
    let told = ["prod", "test"].map(|name| sandbox.run(["synth", name]).unwrap().stderr);
    snapshot!(told.concat());
}

#[test]
fn columns() {
    snapshot!(told(&[
        ("one to the right", "      desired_azs: 2", "       desired_azs: 2", ""),
        ("one to the left", "      desired_azs: 2", "     desired_azs: 2", ""),
        ("two to the left", "      desired_azs: 2", "    desired_azs: 2", ""),
        (
            "three spaces",
            "      cidr_block: 10.0.0.0/16\n      desired_azs: 2",
            "   cidr_block: 10.0.0.0/16",
            ""
        ),
        ("no space behind the colon", "desired_azs: 2", "desired_azs:2", ""),
        (
            "the only key without that space",
            "      cidr_block: 10.0.0.0/16\n      desired_azs: 2",
            "      desired_azs:2",
            ""
        ),
    ]));
}

#[test]
fn overlays() {
    snapshot!(told(&[
        ("an input", "", "", "tiers:\n  network:\n    inputs:\n      desired_az: 3\n"),
        ("a tier", "", "", "tiers:\n  netwrok:\n    inputs:\n      desired_azs: 3\n"),
        ("a new tier without a component", "", "", "tiers:\n  cache:\n    inputs: { size: 3 }\n"),
    ]));
}

//! Inputs that violate a tier's schema.

use super::{stacks, synth};

const REGIONS: &str = "\
regions:
  primary: { aws: { region: us-east-1 } }
  secondary: { aws: { region: us-west-2 } }
";

#[test]
fn inputs_of_each_kind() {
    let network = format!(
        "\
stack: shop
variables: {{ zones: {{ type: number }} }}
{REGIONS}
tiers:
  network:
    component: network
    regions: all
    inputs:
      cidr_blok: 10.0.0.0/16
      colour: blue
      desired_azs: '${{var.zones}}'
      enable_dns_hostnames: yes
      nat: sigle
      private_subnets: \"3\"
      public_subnets: -1
      subnet_newbits: 4.5
"
    );
    let compute = format!(
        "\
stack: shop
{REGIONS}
tiers:
  compute:
    component: compute
    regions: [primary]
    inputs:
      vpc_id: [vpc-1]
      tls: {{ certificate_arn: 5, polcy: x }}
"
    );
    let nothing = "stack: shop\ntiers:\n  database: { component: database }\n";
    snapshot!(stacks(&[("network", &network), ("compute", &compute), ("nothing given", nothing)]));
}

#[test]
fn inputs_are_located_where_they_are_written() {
    let base = format!(
        "\
stack: shop
{REGIONS}
tiers:
  network:
    component: network
    regions: all
    inputs: {{ nat: per-zone }}
    region_inputs:
      primary: {{ public_subnets: two, colour: blue }}
      secondary: {{ nat: null }}
"
    );
    let overlay = "\
tiers:
  network:
    inputs: { private_subnets: three }
    region_inputs:
      secondary: { nat: sngle }
";
    let files = [("terrace.yaml", base.as_str()), ("terrace.test.yaml", overlay)];
    snapshot!(synth(&files, &["--environment", "test"]));
}

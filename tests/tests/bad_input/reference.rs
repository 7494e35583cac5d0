//! References without a target.

use super::stacks;

const HEAD: &str = "\
stack: shop
variables: { zone: { type: string } }
regions:
  primary: { aws: { region: us-east-1 } }
  secondary: { aws: { region: us-west-2 } }
default_region: primary
";

fn shown(cases: &[(&str, &str)]) -> String {
    let cases: Vec<_> = cases.iter().map(|(name, rest)| (*name, format!("{HEAD}{rest}"))).collect();
    let cases: Vec<_> = cases.iter().map(|(name, yaml)| (*name, yaml.as_str())).collect();
    stacks(&cases)
}

#[test]
fn references_in_the_stack_file() {
    snapshot!(shown(&[
        (
            "to a tier, a region, a variable",
            "\
tiers:
  network: { component: network, regions: all }
  storage: { component: storage, regions: [primary] }
  iam:
    component: iam
    inputs:
      database_regions: []
      permissions_boundary: ${var.zon}
      bucket_arns:
        - ${tier.storge[\"primary\"].arn}
        - ${tier.storage[\"secondary\"].arn}
        - ${tier.storage.arn}
        - ${tier.storage}
        - ${aws_s3_bucket.main.arn}
outputs:
  vpc: ${tier.network.vpc_id}
  role: ${tier.iam[\"primary\"].role_arn}
",
        ),
        (
            "to a tier that does not run in the same region",
            "\
tiers:
  storage: { component: storage, regions: [primary] }
  network: { component: network, regions: all, inputs: { cidr_block: '${tier.storage.arn}' } }
",
        ),
    ]));
}

#[test]
fn references_to_outputs() {
    snapshot!(shown(&[
        (
            "that no tier has",
            "\
tiers:
  network: { component: network, regions: all }
  storage: { component: storage, regions: all, inputs: { kms_key_arn: '${tier.network.vpcid}' } }
outputs:
  vpc: ${tier.network[\"primary\"].vpc}
  subnet: ${tier.network[\"primary\"].public_subnet_ids[7]}
  name: ${tier.network[\"primary\"].vpc_id.name}
  other: { value: ['${tier.storage[\"primary\"].colour}'] }
",
        ),
        (
            "that do not apply",
            "\
tiers:
  network: { component: network, regions: all, inputs: { public_subnets: 0, nat: none } }
outputs:
  table: ${tier.network[\"primary\"].public_route_table_id}
",
        ),
    ]));
}

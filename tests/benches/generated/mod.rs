//! Stacks of any size, generated from the built-in tiers.

use std::fmt::Write;

/// Returns a stack of five tiers in each of `count` regions, and the roles, which exist once.
pub fn regions(count: usize) -> String {
    let mut stack = String::from("stack: regions\ntags: { Project: regions }\nregions:\n");
    for region in 0..count {
        _ = writeln!(stack, "  r{region}: {{ aws: {{ region: us-east-1 }} }}");
    }
    stack += "default_region: r0\ntiers:\n";
    stack += &tiers("", "regions: all", "[\"r0\"]");
    stack += "  archive: { component: storage, regions: all }\n";
    stack
}

/// Returns a stack of `count` tiers in one region, in groups of five that refer to each other, with an output of each
/// group.
pub fn tiers_of_one_region(count: usize) -> String {
    let mut stack = String::from(
        "stack: tiers\ntags: { Project: tiers }\nregions:\n  r0: { aws: { region: us-east-1 } }\n",
    );
    stack += "default_region: r0\ntiers:\n";
    let groups = count / 5;
    for group in 0..groups {
        stack += &tiers(&group.to_string(), "regions: all", "[\"r0\"]");
    }
    stack += "outputs:\n";
    for group in 0..groups {
        _ = writeln!(stack, "  url{group}: {{ value: '${{tier.compute{group}[\"r0\"].url}}' }}");
    }
    stack
}

/// Returns a network, instances, roles, storage and a database. `once` selects the instance of the tier that runs
/// once. A load balancer takes one subnet in each of the two zones.
fn tiers(suffix: &str, regions: &str, once: &str) -> String {
    format!(
        "  network{suffix}:
    component: network
    {regions}
    inputs: {{ cidr_block: 10.0.0.0/16, desired_azs: 2, public_subnets: 6, private_subnets: 8 }}
  compute{suffix}:
    component: compute
    {regions}
    inputs:
      vpc_id: ${{tier.network{suffix}.vpc_id}}
      public_subnet_ids: ${{slice(tier.network{suffix}.public_subnet_ids, 0, 2)}}
      private_subnet_ids: ${{tier.network{suffix}.private_subnet_ids}}
      instance_profile_name: ${{tier.iam{suffix}.instance_profile_name}}
      instance_type: t3.small
      min_size: 2
      max_size: 6
  iam{suffix}:
    component: iam
    inputs:
      secret_arn: ${{tier.database{suffix}{once}.secret_arn}}
      bucket_arns: ['${{tier.storage{suffix}{once}.arn}}']
  storage{suffix}:
    component: storage
    {regions}
  database{suffix}:
    component: database
    {regions}
    inputs:
      vpc_id: ${{tier.network{suffix}.vpc_id}}
      subnet_ids: ${{tier.network{suffix}.private_subnet_ids}}
      instance_security_group_id: ${{tier.compute{suffix}.instance_security_group_id}}
      credentials: {{ secret_name: benches/database }}
"
    )
}

//! The network tier: one VPC with public and private subnets.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod gateways;
mod inputs;
mod routes;
mod subnets;

pub use inputs::{Inputs, Nat};

use terrace_aws::{TagRules, check_tags};
use terrace_sdk::prelude::*;

/// One VPC, its subnets over several availability zones, and their connection to the internet.
pub struct Network;

impl Tier for Network {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "network",
            env!("CARGO_PKG_VERSION"),
            "A VPC with public and private subnets over several availability zones.",
        )
        .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
        .resources([
            "aws_default_security_group",
            "aws_eip",
            "aws_internet_gateway",
            "aws_nat_gateway",
            "aws_route",
            "aws_route_table",
            "aws_route_table_association",
            "aws_subnet",
            "aws_vpc",
        ])
        .data_sources(["aws_availability_zones"])
        .output("vpc_id", "string", "ID of the VPC.")
        .output("vpc_cidr_block", "string", "CIDR block of the VPC.")
        .output(
            "public_subnet_ids",
            "list(string)",
            "IDs of the public subnets, in order, once they are routed.",
        )
        .output(
            "private_subnet_ids",
            "list(string)",
            "IDs of the private subnets, in order, once they are routed.",
        )
        .output(
            "availability_zones",
            "list(string)",
            "Names of the availability zones that the subnets are in.",
        )
        .output(
            "public_route_table_id",
            "string",
            "ID of the public route table, if there are public subnets.",
        )
        .output(
            "private_route_table_ids",
            "list(string)",
            "IDs of the private route tables, one per NAT gateway.",
        )
        .output(
            "nat_public_ips",
            "list(string)",
            "Addresses from which private subnets reach the internet.",
        )
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        problems.take(inputs.check());
        problems.take(check_tags(context, TagRules::AnyCharacters));
        problems.finish()?;
        let mut out = Contribution::new();

        let vpc = out.add(
            Resource::new("aws_vpc", "main")
                .set("cidr_block", &inputs.cidr_block)
                .set("enable_dns_support", true)
                .set("enable_dns_hostnames", &inputs.enable_dns_hostnames)
                .set("tags", context.tags("main")),
        );
        // Without rules, the default group of every VPC lets nothing through.
        out.add(
            Resource::new("aws_default_security_group", "main")
                .set("vpc_id", vpc.attr("id"))
                .set("ingress", values![])
                .set("egress", values![])
                .set("tags", context.tags("default")),
        );

        let subnets = subnets::add(context, &mut out, &inputs, &vpc);
        let gateways = gateways::add(context, &mut out, &inputs, &vpc, &subnets);
        routes::add(context, &mut out, &vpc, &subnets, &gateways);

        out.output("vpc_id", vpc.attr("id"));
        out.output("vpc_cidr_block", vpc.attr("cidr_block"));
        Ok(out)
    }
}

terrace_sdk::export!(Network);

#[cfg(test)]
mod tests;

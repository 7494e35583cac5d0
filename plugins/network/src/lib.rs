//! The network tier: one VPC with public, private and isolated subnets.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod alarms;
mod associations;
mod checks;
mod endpoints;
mod flow_logs;
mod gateways;
mod group;
mod here;
mod inputs;
mod ipv4_range;
mod peering;
mod routes;
mod subnets;
mod vpc;
mod zones;

pub use inputs::*;

use here::Here;
use terrace_aws::{ALARM_RESOURCES, SecurityGroup, provider_versions};
use terrace_sdk::prelude::*;
use vpc::Vpc;

/// One VPC, its subnets over several availability zones, and their connection to the internet.
pub struct Network;

/// The type of the output `peer`, which fits the input `peers`.
const PEER_TYPE: &str = "object({vpc_id = string, cidr_block = string, ipv6_cidr_block = optional(string), \
                         region = string, account_id = string, connection_ids = map(string)})";

impl Tier for Network {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "network",
            env!("CARGO_PKG_VERSION"),
            "A VPC with public, private and isolated subnets over several availability zones.",
        )
        // Before 5.7, an interface endpoint for S3 cannot be created, and before 5.6 the provider may not find a
        // new VPC, route table or address again.
        .provider("aws", "hashicorp/aws", &provider_versions("5.7", &[]))
        .annotation("aws versions", "A regional NAT gateway needs 6.24.")
        .resources([
            "aws_cloudwatch_log_group",
            "aws_default_security_group",
            "aws_egress_only_internet_gateway",
            "aws_eip",
            "aws_flow_log",
            "aws_iam_role",
            "aws_iam_role_policy",
            "aws_internet_gateway",
            "aws_nat_gateway",
            "aws_route",
            "aws_route_table",
            "aws_route_table_association",
            "aws_subnet",
            "aws_vpc",
            "aws_vpc_endpoint",
            "aws_vpc_peering_connection",
            "aws_vpc_peering_connection_accepter",
            "aws_vpc_peering_connection_options",
        ])
        .resources(SecurityGroup::RESOURCES)
        .resources(ALARM_RESOURCES)
        .data_sources(["aws_availability_zones", "aws_caller_identity", "aws_service", "aws_vpc"])
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
            "Addresses from which private subnets reach the internet. A regional NAT gateway may get more later.",
        )
        .output(
            "isolated_subnet_ids",
            "list(string)",
            "IDs of the isolated subnets, in order, once they are routed.",
        )
        .output("isolated_route_table_ids", "list(string)", "IDs of the isolated route tables.")
        .output("vpc_ipv6_cidr_block", "string", "IPv6 CIDR block of the VPC, with `ipv6`.")
        .output(
            "endpoint_security_group_id",
            "string",
            "ID of the security group of the interface endpoints, if there are any.",
        )
        .output("peer", PEER_TYPE, "Description of the network for its peers, if it has any.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        checks::check(context, &inputs)?;
        let mut out = Contribution::new();
        let mut here = Here::default();

        let vpc = Vpc::add(context, &mut out, &inputs);
        let subnets = subnets::add(context, &mut out, &inputs, &vpc);
        let gateways = gateways::add(context, &mut out, &inputs, &vpc, &subnets);
        let tables = routes::add(context, &mut out, &vpc, &subnets, &gateways, inputs.ipv6);
        let endpoints = endpoints::add_gateways(context, &mut out, &mut here, &inputs, &vpc, &tables);
        associations::add(&mut out, &subnets, &tables, &endpoints);
        endpoints::add_interfaces(context, &mut out, &mut here, &inputs, &vpc, &subnets);
        if let Some(logs) = &inputs.flow_logs {
            flow_logs::add(context, &mut out, &mut here, logs, &vpc);
        }
        peering::add(context, &mut out, &mut here, &inputs, &vpc, &tables);
        if let Some(alarms) = &inputs.alarms {
            alarms::add(context, &mut out, &inputs, alarms, &gateways);
        }

        out.output("vpc_id", vpc.id());
        out.output("vpc_cidr_block", vpc.attr("cidr_block"));
        out.output("vpc_ipv6_cidr_block", inputs.ipv6.then(|| vpc.attr("ipv6_cidr_block")));
        Ok(out)
    }
}

terrace_sdk::export!(Network);

#[cfg(test)]
mod tests;

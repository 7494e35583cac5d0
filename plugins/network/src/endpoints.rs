//! Endpoints of AWS services in the VPC.

use crate::Inputs;
use crate::group::Group;
use crate::here::Here;
use crate::inputs::{CidrBlock, ServiceName};
use crate::routes::Tables;
use crate::subnets::{Subnet, Subnets};
use crate::vpc::Vpc;
use terrace_aws::SecurityGroup;
use terrace_sdk::prelude::*;

/// The beginnings of services' full names.
const FULL_NAMES: [&str; 3] = ["com.amazonaws.", "cn.com.amazonaws.", "aws."];
/// The port of services.
const HTTPS: u16 = 443;

/// Adds the gateway endpoints to all route tables.
pub(crate) fn add_gateways(
    context: &Context,
    out: &mut Contribution,
    here: &mut Here,
    inputs: &Inputs,
    vpc: &Vpc,
    tables: &Tables,
) -> Vec<Reference> {
    let ids: Vec<Expression> = Group::ALL.iter().flat_map(|group| tables.ids(*group)).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let mut added = Vec::new();
    for service in &inputs.endpoints.gateway {
        let service = service.name();
        let endpoint = Resource::new("aws_vpc_endpoint", service)
            .set("vpc_id", vpc.id())
            .set("service_name", service_name(service, &here.region(out)))
            .set("vpc_endpoint_type", "Gateway")
            .set("route_table_ids", &ids)
            .set("tags", context.tags(service));
        added.push(out.add(endpoint));
    }
    added
}

/// Adds the interface endpoints, and the security group that they share.
pub(crate) fn add_interfaces(
    context: &Context,
    out: &mut Contribution,
    here: &mut Here,
    inputs: &Inputs,
    vpc: &Vpc,
    subnets: &Subnets,
) {
    if inputs.endpoints.interface.is_empty() {
        return;
    }
    let group = add_security_group(context, out, inputs, vpc);
    let group_of_subnets = if subnets.has(Group::Private) { Group::Private } else { Group::Isolated };
    let subnet_ids = one_per_zone(subnets.of(group_of_subnets));
    for service in inputs.endpoints.interface.iter().map(ServiceName::as_str) {
        let (name, region) = (local_name(service), here.region(out));
        out.add(
            Resource::new("aws_vpc_endpoint", &name)
                .set("vpc_id", vpc.id())
                .set("service_name", service_name(service, &region))
                .set("vpc_endpoint_type", "Interface")
                .set("private_dns_enabled", true)
                .set("subnet_ids", &subnet_ids)
                .set("security_group_ids", values![group.attr("id")])
                .set("tags", context.tags(&name.replace('_', "-"))),
        );
    }
    out.output("endpoint_security_group_id", group.attr("id"));
}

/// Adds the security group. Endpoints open no connections themselves.
fn add_security_group(context: &Context, out: &mut Contribution, inputs: &Inputs, vpc: &Vpc) -> Reference {
    let group = SecurityGroup::new("endpoints", "Interface endpoints, for hosts in the VPC", vpc.id())
        .add(context, out);
    let mut allow = |name: String, block: Value| {
        out.add(
            Resource::new("aws_vpc_security_group_ingress_rule", name)
                .set("security_group_id", group.attr("id"))
                .set("ip_protocol", "tcp")
                .set("from_port", HTTPS)
                .set("to_port", HTTPS)
                .set("cidr_ipv4", block)
                .set("tags", context.tags("endpoints")),
        );
    };
    allow(format!("endpoints_{HTTPS}"), vpc.attr("cidr_block").into());
    let own = inputs.cidr_block.known().filter(|_| inputs.existing_vpc.is_none());
    // AWS refuses a second rule for the VPC's own block.
    let others = inputs.endpoints.cidr_blocks.iter().map(CidrBlock::as_str);
    for block in others.filter(|block| own.is_none_or(|own| own != block)) {
        // Named by the block, so that removing one from the list changes no other.
        let name = block.replace('.', "-").replace('/', "_");
        allow(format!("endpoints_{HTTPS}_{name}"), block.into());
    }
    group
}

/// Returns the ID of one subnet in each zone: AWS accepts no more for an endpoint. Which zone a subnet is in
/// is known only to AWS, because subnets stay where they were created.
fn one_per_zone(subnets: &[Subnet]) -> Value {
    if let [only] = subnets {
        return values![only.reference.attr("id")].into_iter().collect::<Vec<Value>>().into();
    }
    let described =
        |subnet: &Subnet| object! { "id" => subnet.reference.attr("id"), "zone" => subnet.zone_name() };
    let described: Vec<Value> = subnets.iter().map(described).collect();
    let listed = Expression::call("tolist", values![described]);
    let by_zone = format!("{{for subnet in {listed} : subnet.zone => subnet.id...}}");
    Expression::raw(format!("[for ids in values({by_zone}) : ids[0]]")).into()
}

/// Returns the full name of a service in a region.
fn service_name(service: &str, region: &Expression) -> Value {
    if FULL_NAMES.iter().any(|start| service.starts_with(start)) {
        return service.into();
    }
    template!["com.amazonaws.", region, ".", service].into()
}

/// Returns the local name of a service's endpoint: its short name with `_` for `.`, even if the full name with
/// a region is given.
pub(crate) fn local_name(service: &str) -> String {
    let full = FULL_NAMES.iter().find_map(|start| service.strip_prefix(start));
    let short = full.and_then(|rest| rest.split_once('.')).map_or(service, |(_, short)| short);
    short.replace('.', "_")
}

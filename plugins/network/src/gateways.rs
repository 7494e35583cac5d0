//! The internet gateway and the NAT gateways.

use crate::subnets::Subnets;
use crate::{Inputs, Nat};
use terrace_sdk::prelude::*;

/// The gateways of the VPC.
pub(crate) struct Gateways {
    /// The internet gateway for public subnets, if there are any.
    pub(crate) internet: Option<Reference>,
    /// The NAT gateways for private subnets, one for each zone that has one. They are always in the first
    /// zones.
    pub(crate) nat: Vec<Reference>,
}

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    vpc: &Reference,
    subnets: &Subnets,
) -> Gateways {
    if subnets.public.is_empty() {
        out.output("nat_public_ips", values![]);
        return Gateways { internet: None, nat: Vec::new() };
    }
    let internet = out.add(
        Resource::new("aws_internet_gateway", "main")
            .set("vpc_id", vpc.attr("id"))
            .set("tags", context.tags("main"))
            // It could be moved to another VPC, but not while addresses are in use in its current one.
            .replace_triggered_by(vpc.attr("id")),
    );

    let zones_with_public = inputs.zones().min(subnets.public.len());
    let wanted = match inputs.nat {
        _ if subnets.private.is_empty() => 0,
        Nat::PerZone => zones_with_public,
        Nat::Single => 1,
        Nat::None => 0,
    };
    let mut nat = Vec::new();
    let mut addresses = Vec::new();
    // Subnets take turns over the zones, so the first public subnet of a zone has the zone's number.
    for (zone, subnet) in subnets.public.iter().take(wanted).enumerate() {
        let tags = context.tags(&format!("nat-{zone}"));
        let address = out.add(
            Resource::new("aws_eip", format!("nat_{zone}"))
                .set("domain", "vpc")
                .set("tags", &tags)
                // A gateway for a new subnet starts before the old one stops, and the two need different
                // addresses.
                .replace_triggered_by(subnet.reference.attr("id")),
        );
        nat.push(
            out.add(
                Resource::new("aws_nat_gateway", format!("zone_{zone}"))
                    .set("allocation_id", address.attr("id"))
                    .set("subnet_id", subnet.reference.attr("id"))
                    .set("tags", tags)
                    // No attribute refers to it, but without it the gateway does not start.
                    .depends_on(&internet),
            ),
        );
        addresses.push(address.attr("public_ip"));
    }
    out.output("nat_public_ips", addresses);
    Gateways { internet: Some(internet), nat }
}

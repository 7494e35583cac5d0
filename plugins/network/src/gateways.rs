//! The internet gateways and the NAT gateways.

use crate::group::Group;
use crate::subnets::{Subnet, Subnets};
use crate::vpc::Vpc;
use crate::{Inputs, Nat};
use terrace_sdk::prelude::*;

/// The gateways of the VPC.
pub(crate) struct Gateways {
    /// The ID of the internet gateway for public subnets, if they or a NAT gateway need it.
    pub(crate) internet: Option<Value>,
    /// The ID of the gateway through which private subnets open connections over IPv6, if there is IPv6.
    pub(crate) egress_only: Option<Value>,
    /// The NAT gateways for private subnets: one for each zone that has one, always in the first zones, or a
    /// regional one.
    pub(crate) nat: Vec<Reference>,
}

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    vpc: &Vpc,
    subnets: &Subnets,
) -> Gateways {
    let egress_only =
        (inputs.ipv6 && subnets.has(Group::Private)).then(|| egress_only(context, out, inputs, vpc));
    let is_regional = inputs.nat == Nat::Regional && subnets.has(Group::Private);
    if !subnets.has(Group::Public) && !is_regional {
        out.output("nat_public_ips", values![]);
        return Gateways { internet: None, egress_only, nat: Vec::new() };
    }
    let existing = inputs.existing_vpc.as_ref().and_then(|vpc| vpc.internet_gateway_id.as_ref());
    let created = existing.is_none().then(|| internet(context, out, vpc));
    let internet = existing.map(Value::from).or_else(|| created.as_ref().map(|made| made.attr("id").into()));
    let nat = if is_regional {
        vec![regional(context, out, vpc, created.as_ref())]
    } else {
        zonal(context, out, inputs, subnets, created.as_ref())
    };
    Gateways { internet, egress_only, nat }
}

/// Adds the internet gateway.
fn internet(context: &Context, out: &mut Contribution, vpc: &Vpc) -> Reference {
    let mut gateway = Resource::new("aws_internet_gateway", "main")
        .set("vpc_id", vpc.id())
        .set("tags", context.tags("main"));
    if let Some(vpc) = vpc.new_one() {
        // It could be moved to another VPC, but not while addresses are in use in its current one.
        gateway = gateway.replace_triggered_by(vpc.attr("id"));
    }
    out.add(gateway)
}

/// Returns the ID of the egress-only gateway, and adds one unless the VPC has it already.
fn egress_only(context: &Context, out: &mut Contribution, inputs: &Inputs, vpc: &Vpc) -> Value {
    let existing = inputs.existing_vpc.as_ref().and_then(|vpc| vpc.egress_only_gateway_id.as_ref());
    if let Some(id) = existing {
        return id.into();
    }
    let gateway = Resource::new("aws_egress_only_internet_gateway", "main")
        .set("vpc_id", vpc.id())
        .set("tags", context.tags("main"));
    out.add(gateway).attr("id").into()
}

/// Adds the NAT gateways in public subnets.
fn zonal(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    subnets: &Subnets,
    internet: Option<&Reference>,
) -> Vec<Reference> {
    let public = subnets.of(Group::Public);
    let wanted = match inputs.nat {
        _ if !subnets.has(Group::Private) => 0,
        Nat::PerZone => inputs.zones().min(public.len()),
        Nat::Single => 1,
        Nat::Regional | Nat::None => 0,
    };
    let mut nat = Vec::new();
    let mut addresses = Vec::new();
    // Subnets take turns over the zones, so the first public subnet of a zone has the zone's number.
    for (zone, subnet) in public.iter().take(wanted).enumerate() {
        let (gateway, address) = in_zone(context, out, zone, subnet, internet);
        nat.push(gateway);
        addresses.push(address);
    }
    out.output("nat_public_ips", addresses);
    nat
}

/// Adds the NAT gateway of a zone, and returns it and its address.
fn in_zone(
    context: &Context,
    out: &mut Contribution,
    zone: usize,
    subnet: &Subnet,
    internet: Option<&Reference>,
) -> (Reference, Expression) {
    let tags = context.tags(&format!("nat-{zone}"));
    let address = out.add(
        Resource::new("aws_eip", format!("nat_{zone}"))
            .set("domain", "vpc")
            .set("tags", &tags)
            // A gateway for a new subnet starts before the old one stops, and the two need different
            // addresses.
            .replace_triggered_by(subnet.reference.attr("id")),
    );
    let gateway = Resource::new("aws_nat_gateway", format!("zone_{zone}"))
        .set("allocation_id", address.attr("id"))
        .set("subnet_id", subnet.reference.attr("id"))
        .set("tags", tags);
    (out.add(after(gateway, internet)), address.attr("public_ip"))
}

/// Adds the regional NAT gateway. AWS gives it an address in each zone that uses it.
fn regional(context: &Context, out: &mut Contribution, vpc: &Vpc, internet: Option<&Reference>) -> Reference {
    let gateway = Resource::new("aws_nat_gateway", "regional")
        .set("availability_mode", "regional")
        .set("vpc_id", vpc.id())
        .set("tags", context.tags("nat"));
    let gateway = out.add(after(gateway, internet));
    let addresses = gateway.attr("regional_nat_gateway_address");
    let listed = Expression::raw(format!("[for address in {addresses} : address.public_ip]"));
    out.output("nat_public_ips", listed);
    gateway
}

/// Makes a NAT gateway wait for the internet gateway: no attribute refers to it, but without it the NAT
/// gateway does not start.
fn after(gateway: Resource, internet: Option<&Reference>) -> Resource {
    match internet {
        Some(internet) => gateway.depends_on(internet),
        None => gateway,
    }
}

//! Route tables, and their association with subnets.

use crate::gateways::Gateways;
use crate::subnets::{Subnet, Subnets};
use terrace_sdk::prelude::*;

/// A route table, and its gateway if it has one.
struct Table {
    reference: Reference,
    route: Option<Reference>,
}

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    vpc: &Reference,
    subnets: &Subnets,
    gateways: &Gateways,
) {
    let add_table = |out: &mut Contribution, name: &str, gateway: Option<(&str, &Reference)>| -> Table {
        let reference = out.add(
            Resource::new("aws_route_table", name)
                .set("vpc_id", vpc.attr("id"))
                .set("tags", context.tags(&name.replace('_', "-")))
                // Its subnets have another table before it is deleted.
                .create_before_destroy(),
        );
        let route = gateway.map(|(attribute, gateway)| {
            out.add(
                Resource::new("aws_route", name)
                    .set("route_table_id", reference.attr("id"))
                    .set("destination_cidr_block", "0.0.0.0/0")
                    .set(attribute, gateway.attr("id")),
            )
        });
        Table { reference, route }
    };

    let public: Vec<Table> = gateways
        .internet
        .iter()
        .map(|gateway| add_table(out, "public", Some(("gateway_id", gateway))))
        .collect();
    // One for each NAT gateway, or a single one without a route to the outside.
    let private = if subnets.private.is_empty() { 0 } else { gateways.nat.len().max(1) };
    let private: Vec<Table> = (0..private)
        .map(|i| {
            let gateway = gateways.nat.get(i).map(|nat| ("nat_gateway_id", nat));
            add_table(out, &format!("private_{i}"), gateway)
        })
        .collect();

    // Public subnets share one table. A private one has the table of its zone's NAT gateway, and those are in
    // the first public subnets.
    let nat_zones = match private.len() {
        ..2 => None,
        tables => {
            let zones: Vec<_> = subnets.public.iter().take(tables).map(Subnet::zone_name).collect();
            let ids: Vec<_> = private.iter().map(|table| table.reference.attr("id")).collect();
            Some((out.local("nat_zones", zones), out.local("private_route_table_ids", ids)))
        }
    };
    let public_ids = associate(out, "public", &subnets.public, &public, None);
    let private_ids = associate(out, "private", &subnets.private, &private, nat_zones.as_ref());
    out.output("public_subnet_ids", public_ids);
    out.output("private_subnet_ids", private_ids);
    out.output("public_route_table_id", public.first().map(|table| table.reference.attr("id")));
    out.output("private_route_table_ids", private.iter().map(|t| t.reference.attr("id")).collect::<Vec<_>>());
}

/// Associates each subnet with a table: the only one, or the one of its zone. A subnet in a zone without a
/// table uses another zone's, in turn. `by_zone` has the names of the tables' zones and the IDs of the
/// tables, if there are several.
///
/// Returns the subnets' IDs by way of the associations. Everything in a subnet therefore waits until the
/// subnet has its routes: a load balancer needs them, and so does an instance that installs packages. And
/// everything in a subnet is deleted before its routes, and the subnet after those.
fn associate(
    out: &mut Contribution,
    kind: &str,
    subnets: &[Subnet],
    tables: &[Table],
    by_zone: Option<&(Expression, Expression)>,
) -> Vec<Expression> {
    let Some(first) = tables.first() else { return Vec::new() };
    let mut ids = Vec::new();
    for (i, subnet) in subnets.iter().enumerate() {
        let table = match by_zone {
            None => first.reference.attr("id"),
            Some((zones, tables)) => {
                let found = Expression::call("index", values![zones, subnet.zone_name()]);
                let number = Expression::call("try", values![found, subnet.zone]);
                Expression::call("element", values![tables, number])
            }
        };
        let mut association = Resource::new("aws_route_table_association", format!("{kind}_{i}"))
            .set("subnet_id", subnet.reference.attr("id"))
            .set("route_table_id", table)
            .create_before_destroy();
        for route in tables.iter().filter_map(|table| table.route.as_ref()) {
            association = association.depends_on(route);
        }
        ids.push(out.add(association).attr("subnet_id"));
    }
    ids
}

//! The association of subnets with route tables.

use crate::group::Group;
use crate::routes::Tables;
use crate::subnets::{Subnet, Subnets};
use terrace_sdk::prelude::*;

/// Associates each subnet with a table of its group: the only one, or the one of its zone. A subnet in a zone
/// without a table uses another zone's, in turn. `endpoints` are the gateway endpoints.
///
/// The outputs with the subnets' IDs refer to the associations. Everything in a subnet therefore waits until
/// the subnet has its routes: a load balancer needs them, and so does an instance that installs packages. And
/// everything in a subnet is deleted before its routes, and the subnet after those.
pub(crate) fn add(out: &mut Contribution, subnets: &Subnets, tables: &Tables, endpoints: &[Reference]) {
    let by_zone = tables_by_zone(out, subnets, tables);
    for group in Group::ALL {
        let by_zone = by_zone.as_ref().filter(|_| group == Group::Private);
        let mut ids = Vec::new();
        for (i, subnet) in subnets.of(group).iter().enumerate() {
            let table = table_of(tables, group, subnet, by_zone);
            let mut association =
                Resource::new("aws_route_table_association", format!("{}_{i}", group.name()))
                    .set("subnet_id", subnet.reference.attr("id"))
                    .set("route_table_id", table)
                    .create_before_destroy();
            for needed in waits_for(tables, group, endpoints) {
                association = association.depends_on(needed);
            }
            ids.push(out.add(association).attr("subnet_id"));
        }
        out.output(&format!("{}_subnet_ids", group.name()), ids);
    }
}

/// Returns the names of the private tables' zones and the IDs of the tables, if there are several. The NAT
/// gateways of the tables are in the first public subnets.
fn tables_by_zone(
    out: &mut Contribution,
    subnets: &Subnets,
    tables: &Tables,
) -> Option<(Expression, Expression)> {
    let ids = tables.ids(Group::Private);
    if ids.len() < 2 {
        return None;
    }
    let with_gateway = subnets.of(Group::Public).iter().take(ids.len());
    let zones: Vec<_> = with_gateway.map(Subnet::zone_name).collect();
    Some((out.local("nat_zones", zones), out.local("private_route_table_ids", ids)))
}

/// Returns the ID of a subnet's table.
fn table_of(
    tables: &Tables,
    group: Group,
    subnet: &Subnet,
    by_zone: Option<&(Expression, Expression)>,
) -> Option<Expression> {
    let Some((zones, ids)) = by_zone else {
        return tables.of(group).first().map(|table| table.reference.attr("id"));
    };
    let found = Expression::call("index", values![zones, subnet.zone_name()]);
    let number = Expression::call("try", values![found, subnet.zone]);
    Some(Expression::call("element", values![ids, number]))
}

/// Returns the routes that a group needs, or the gateway endpoints if these are its only way out.
fn waits_for<'a>(
    tables: &'a Tables,
    group: Group,
    endpoints: &'a [Reference],
) -> impl Iterator<Item = &'a Reference> {
    let has_routes = tables.of(group).iter().any(|table| !table.routes.is_empty());
    let endpoints = if has_routes { &[] } else { endpoints };
    tables.of(group).iter().flat_map(|table| &table.routes).chain(endpoints)
}

//! Route tables, and their routes to gateways.

use crate::gateways::Gateways;
use crate::group::Group;
use crate::subnets::Subnets;
use crate::vpc::Vpc;
use terrace_sdk::prelude::*;

/// A route table, and its routes to gateways.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) reference: Reference,
    pub(crate) routes: Vec<Reference>,
}

/// The route tables of the groups of subnets. A group without subnets has none.
pub(crate) struct Tables {
    groups: [Vec<Table>; Group::ALL.len()],
}

impl Tables {
    /// Returns the tables of a group.
    pub(crate) fn of(&self, group: Group) -> &[Table] {
        &self.groups[group as usize]
    }

    /// Returns the IDs of the tables of a group.
    pub(crate) fn ids(&self, group: Group) -> Vec<Expression> {
        self.of(group).iter().map(|table| table.reference.attr("id")).collect()
    }
}

/// A gateway that a table leads to: the attribute of a route, and the gateway's ID.
type Target = (&'static str, Value);

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    vpc: &Vpc,
    subnets: &Subnets,
    gateways: &Gateways,
    ipv6: bool,
) -> Tables {
    let tables = Tables {
        groups: Group::ALL.map(|group| {
            let mut add_table = |name: String, ipv4: Option<Target>, ipv6: Option<Target>| {
                add_table(context, out, vpc, name, ipv4, ipv6)
            };
            match group {
                _ if !subnets.has(group) => Vec::new(),
                // Public subnets share one table.
                Group::Public => {
                    let internet = gateways.internet.as_ref().map(|id| ("gateway_id", id.clone()));
                    vec![add_table("public".into(), internet.clone(), internet.filter(|_| ipv6))]
                }
                // One for each NAT gateway, or a single one without a route to the outside.
                Group::Private => (0..gateways.nat.len().max(1))
                    .map(|i| {
                        let nat = gateways.nat.get(i).map(|nat| ("nat_gateway_id", nat.attr("id").into()));
                        let egress = gateways.egress_only.as_ref();
                        let egress = egress.map(|id| ("egress_only_gateway_id", id.clone()));
                        add_table(format!("private_{i}"), nat, egress)
                    })
                    .collect(),
                Group::Isolated => vec![add_table("isolated".into(), None, None)],
            }
        }),
    };
    let public = tables.of(Group::Public).first();
    out.output("public_route_table_id", public.map(|table| table.reference.attr("id")));
    out.output("private_route_table_ids", tables.ids(Group::Private));
    out.output("isolated_route_table_ids", tables.ids(Group::Isolated));
    tables
}

fn add_table(
    context: &Context,
    out: &mut Contribution,
    vpc: &Vpc,
    name: String,
    ipv4: Option<Target>,
    ipv6: Option<Target>,
) -> Table {
    let reference = out.add(
        Resource::new("aws_route_table", &name)
            .set("vpc_id", vpc.id())
            .set("tags", context.tags(&name.replace('_', "-")))
            // Its subnets have another table before it is deleted.
            .create_before_destroy(),
    );
    let mut routes = Vec::new();
    let wanted = [
        (name.clone(), "destination_cidr_block", "0.0.0.0/0", ipv4),
        (format!("{name}_ipv6"), "destination_ipv6_cidr_block", "::/0", ipv6),
    ];
    for (name, destination, everything, target) in wanted {
        let Some((attribute, gateway)) = target else { continue };
        let route = Resource::new("aws_route", name)
            .set("route_table_id", reference.attr("id"))
            .set(destination, everything)
            .set(attribute, gateway);
        routes.push(out.add(route));
    }
    Table { name, reference, routes }
}

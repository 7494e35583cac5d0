//! Connections with the networks in other regions of the stack.
//!
//! Of two regions, the one whose name is first requests the connection, and the other one accepts it. Each
//! reads the other's output `peer`: the requester needs the VPC there, and the accepter the connection. No
//! resource of the requester that the accepter refers to needs the accepter, so there is no cycle.

use crate::Inputs;
use crate::group::Group;
use crate::here::Here;
use crate::inputs::Peer;
use crate::routes::Tables;
use crate::vpc::Vpc;
use terrace_sdk::prelude::*;

/// Adds connections and routes to all peers, and sets the output `peer`.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    here: &mut Here,
    inputs: &Inputs,
    vpc: &Vpc,
    tables: &Tables,
) {
    let Some(own) = context.region.as_deref().filter(|_| !inputs.peers.is_empty()) else { return };
    let mut ids = Vec::new();
    for (region, peer) in inputs.peers_of(context) {
        let is_requester = own < region;
        let connection = if is_requester {
            request(context, out, vpc, region, peer)
        } else {
            accept(context, out, own, region, peer)
        };
        // The other end has accepted the connection once its ID is known from there.
        let id = if is_requester { connection_id(peer, own) } else { connection.attr("id").into() };
        let side = if is_requester { "requester" } else { "accepter" };
        out.add(
            Resource::new("aws_vpc_peering_connection_options", region)
                .set("vpc_peering_connection_id", &id)
                .block(
                    side,
                    Block::new().set("allow_remote_vpc_dns_resolution", vpc.attr("enable_dns_hostnames")),
                ),
        );
        add_routes(out, inputs, tables, region, peer, &id);
        ids.push((region.to_owned(), connection.attr("id").into()));
    }
    let ipv6 = inputs.ipv6.then(|| ("ipv6_cidr_block".to_owned(), vpc.attr("ipv6_cidr_block").into()));
    let described = [
        ("vpc_id".to_owned(), vpc.id().into()),
        ("cidr_block".to_owned(), vpc.attr("cidr_block").into()),
        ("region".to_owned(), here.region(out).into()),
        ("account_id".to_owned(), here.account_id(out).into()),
        ("connection_ids".to_owned(), Value::object(ids)),
    ];
    out.output("peer", Value::object(described.into_iter().chain(ipv6)));
}

/// Adds the connection at the requester's end.
fn request(
    context: &Context,
    out: &mut Contribution,
    vpc: &Vpc,
    region: &str,
    peer: &Input<Peer>,
) -> Reference {
    let own = vpc.attr("cidr_block").into();
    let other = attr(peer, "cidr_block", |peer| (&peer.cidr_block).into());
    let message = template![
        "The VPC and the one in region ",
        region,
        " have overlapping blocks, ",
        &own,
        " and ",
        &other,
        ". Set a different cidr_block in each region.",
    ];
    out.add(
        Resource::new("aws_vpc_peering_connection", region)
            .set("vpc_id", vpc.id())
            .set("peer_vpc_id", attr(peer, "vpc_id", |peer| (&peer.vpc_id).into()))
            .set("peer_region", attr(peer, "region", |peer| (&peer.region).into()))
            .set("peer_owner_id", attr(peer, "account_id", |peer| (&peer.account_id).into()))
            .set("tags", context.tags(&format!("to-{region}")))
            .precondition(&are_apart(&own, &other), message),
    )
}

/// Adds the connection at the accepter's end.
fn accept(
    context: &Context,
    out: &mut Contribution,
    own: &str,
    region: &str,
    peer: &Input<Peer>,
) -> Reference {
    out.add(
        Resource::new("aws_vpc_peering_connection_accepter", region)
            .set("vpc_peering_connection_id", connection_id(peer, own))
            .set("auto_accept", true)
            .set("tags", context.tags(&format!("to-{region}"))),
    )
}

/// Adds the routes to a peer. Isolated subnets have none.
fn add_routes(
    out: &mut Contribution,
    inputs: &Inputs,
    tables: &Tables,
    region: &str,
    peer: &Input<Peer>,
    connection_id: &Value,
) {
    let ipv4 = attr(peer, "cidr_block", |peer| (&peer.cidr_block).into());
    let ipv6 = attr(peer, "ipv6_cidr_block", |peer| (&peer.ipv6_cidr_block).into());
    for table in [Group::Public, Group::Private].into_iter().flat_map(|group| tables.of(group)) {
        let mut route = |name: String, destination: &str, block: &Value| {
            out.add(
                Resource::new("aws_route", name)
                    .set("route_table_id", table.reference.attr("id"))
                    .set(destination, block)
                    .set("vpc_peering_connection_id", connection_id),
            );
        };
        let name = format!("{}_to_{region}", table.name);
        if inputs.ipv6 {
            route(format!("{name}_ipv6"), "destination_ipv6_cidr_block", &ipv6);
        }
        route(name, "destination_cidr_block", &ipv4);
    }
}

/// Returns an attribute of a peer. The peer is usually an expression as a whole.
fn attr(peer: &Input<Peer>, name: &str, known: impl FnOnce(&Peer) -> Value) -> Value {
    match peer {
        Input::Known(peer) => known(peer),
        Input::Expression(peer) => peer.attr(name).into(),
    }
}

/// Returns the ID of a peer's connection to the region `own`.
fn connection_id(peer: &Input<Peer>, own: &str) -> Value {
    match peer {
        Input::Known(peer) => peer.connection_ids.get(own).into(),
        Input::Expression(peer) => peer.attr("connection_ids").key(own).into(),
    }
}

/// Returns the condition that two blocks have no addresses in common: they differ within the shorter of their
/// prefixes.
fn are_apart(one: &Value, other: &Value) -> Expression {
    let prefix = |block: &Value| {
        let parts = Expression::call("split", values!["/", block]);
        Expression::call("tonumber", values![parts.index(1)])
    };
    let shorter = Expression::call("min", values![prefix(one), prefix(other)]);
    let first = |block: &Value| {
        let address = Expression::call("split", values!["/", block]).index(0);
        let widened = Expression::call("format", values!["%s/%d", address, &shorter]);
        Expression::call("cidrhost", values![widened, 0])
    };
    Expression::raw(format!("{} != {}", first(one), first(other)))
}

//! Tests of the whole tier.

mod alarms;
mod connections;
mod groups;
mod names;

use super::*;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::{Instance, Synthesized, schema};

fn instance(inputs: Json) -> Instance<Network> {
    Instance::new()
        .environment("production")
        .region("primary")
        .tags(json!({"Project": "shop"}))
        .inputs(inputs)
}

fn made(inputs: Json) -> Synthesized {
    instance(inputs).synth()
}

/// Returns for each private subnet, in order: the number of its zone, and its NAT gateway while every subnet
/// is in its intended zone.
fn routing(made: &Synthesized) -> Vec<(usize, String)> {
    let gateways: Vec<String> = made
        .addresses("aws_route_table.private_")
        .iter()
        .map(|table| {
            let routes = made.addresses("aws_route.");
            let mut routes = routes.iter().map(|route| made.block(route));
            let route = routes.find(|route| route["route_table_id"] == format!("${{{table}.id}}"));
            let gateway = route.map_or("none", |route| route["nat_gateway_id"].as_str().unwrap());
            gateway.trim_start_matches("${aws_nat_gateway.").trim_end_matches(".id}").to_owned()
        })
        .collect();
    let zone_of = |address: &str| -> usize {
        let zone = made.block(address)["availability_zone"].as_str().unwrap();
        let zone = zone.strip_prefix("${element(data.aws_availability_zones.available.names, ").unwrap();
        zone.trim_end_matches(")}").parse().unwrap()
    };
    let subnets = made.addresses("aws_subnet.private_").into_iter();
    subnets
        .map(|address| {
            let name = address.trim_start_matches("aws_subnet.");
            let association = made.block(&format!("aws_route_table_association.{name}"));
            assert_eq!(association["subnet_id"], format!("${{{address}.id}}"));
            let zone = zone_of(&address);
            let table = association["route_table_id"].as_str().unwrap();
            let found = "element(local.private_route_table_ids, try(index(local.nat_zones, ";
            let number = match gateways.as_slice() {
                [_] => {
                    assert_eq!(table, "${aws_route_table.private_0.id}");
                    0
                }
                _ => {
                    assert_eq!(table, format!("${{{found}{address}.availability_zone), {zone}))}}"));
                    let nat_zones = made.json()["locals"]["nat_zones"].as_array().unwrap();
                    let nat_zones = nat_zones.iter().map(|zone| zone.as_str().unwrap());
                    let mut nat_zones = nat_zones.map(|zone| {
                        let subnet = zone.trim_start_matches("${").trim_end_matches(".availability_zone}");
                        zone_of(subnet)
                    });
                    nat_zones.position(|of_gateway| of_gateway == zone).unwrap_or(zone)
                }
            };
            (zone, gateways[number % gateways.len()].clone())
        })
        .collect()
}

fn pairs(expected: &[(usize, &str)]) -> Vec<(usize, String)> {
    expected.iter().map(|(zone, nat)| (*zone, (*nat).to_owned())).collect()
}

#[test]
fn primary_of_the_reference_architecture() {
    insta::assert_snapshot!(made(json!({"public_subnets": 2, "private_subnets": 3})));
}

#[test]
fn secondary_of_the_reference_architecture() {
    let made = made(json!({"public_subnets": 1, "private_subnets": 2}));
    assert_eq!(made.addresses("aws_nat_gateway."), ["aws_nat_gateway.zone_0"]);
    assert_eq!(routing(&made), pairs(&[(0, "zone_0"), (1, "zone_0")]));
    insta::assert_snapshot!(made);
}

#[test]
fn nat_gateway_is_in_every_zone_with_a_public_subnet() {
    let made = made(json!({"desired_azs": 2, "public_subnets": 3, "private_subnets": 3}));
    assert_eq!(made.addresses("aws_nat_gateway."), ["aws_nat_gateway.zone_0", "aws_nat_gateway.zone_1"]);
    assert_eq!(made.block("aws_nat_gateway.zone_1")["subnet_id"], "${aws_subnet.public_1.id}");
    assert_eq!(routing(&made), pairs(&[(0, "zone_0"), (1, "zone_1"), (0, "zone_0")]));
}

#[test]
fn nat_gateways_are_shared_by_zones_without_one() {
    let made = made(json!({"desired_azs": 4, "public_subnets": 2, "private_subnets": 4}));
    assert_eq!(routing(&made), pairs(&[(0, "zone_0"), (1, "zone_1"), (2, "zone_0"), (3, "zone_1")]));
}

#[test]
fn nat_gateway_can_be_a_single_one_for_the_vpc() {
    let made = made(json!({"nat": "single", "private_subnets": 3}));
    assert_eq!(made.addresses("aws_eip."), ["aws_eip.nat_0"]);
    assert!(routing(&made).iter().all(|(_, nat)| nat == "zone_0"));
}

#[test]
fn private_subnets_without_nat_share_a_route_table_without_routes() {
    for inputs in [json!({"nat": "none"}), json!({"public_subnets": 0})] {
        let made = made(inputs);
        assert!(made.addresses("aws_nat_gateway.").is_empty() && made.addresses("aws_eip.").is_empty());
        assert!(made.has("aws_route_table.private_0") && !made.has("aws_route_table.private_1"));
        assert_eq!(routing(&made), pairs(&[(0, "none"), (1, "none")]));
        assert_eq!(*made.output("nat_public_ips"), json!([]));
    }
}

#[test]
fn gateways_and_route_tables_are_absent_without_their_subnets() {
    let private = made(json!({"public_subnets": 0}));
    assert!(!private.has("aws_internet_gateway.main") && !private.has("aws_route_table.public"));
    let public = made(json!({"private_subnets": 0}));
    assert!(public.addresses("aws_nat_gateway.").is_empty() && !public.has("aws_route_table.private_0"));
    assert_eq!(*public.output("private_route_table_ids"), json!([]));
    made(json!({"private_subnets": 0, "public_subnets": 0}));
}

#[test]
fn subnets_can_be_added_without_changing_others() {
    let before = made(json!({"public_subnets": 2, "private_subnets": 2}));
    let after = made(json!({"public_subnets": 4, "private_subnets": 5}));
    for address in before.addresses("") {
        assert_eq!(before.block(&address), after.block(&address), "{address}");
    }
}

#[test]
fn inputs_may_be_expressions() {
    let made = made(
        json!({"cidr_block": {"$expr": "${var.cidr}"}, "enable_dns_hostnames": {"$expr": "${var.dns}"}}),
    );
    let vpc = made.block("aws_vpc.main");
    assert_eq!(
        (&vpc["cidr_block"], &vpc["enable_dns_hostnames"]),
        (&json!("${var.cidr}"), &json!("${var.dns}"))
    );
}

/// Expects that blocks of a type that exist both times are equal.
fn assert_same(before: &Synthesized, after: &Synthesized, prefix: &str) {
    for address in before.addresses(prefix) {
        assert_eq!(before.block(&address), after.block(&address), "{address}");
    }
}

#[test]
fn subnets_never_move_to_another_zone() {
    let zones = |inputs: Json| {
        let made = made(inputs);
        for subnet in made.addresses("aws_subnet.") {
            let lifecycle = &made.block(&subnet)["lifecycle"][0];
            assert_eq!(lifecycle["ignore_changes"], json!(["availability_zone"]), "{subnet}");
        }
        made
    };
    let two = zones(json!({"desired_azs": 2, "public_subnets": 2, "private_subnets": 4}));
    let three = zones(json!({"desired_azs": 3, "public_subnets": 2, "private_subnets": 4}));
    for same in ["aws_vpc.", "aws_nat_gateway.", "aws_eip.", "aws_route.", "aws_route_table."] {
        assert_same(&two, &three, same);
    }
    // The lookups do not depend on anything that could disappear.
    zones(json!({"availability_zones": ["us-east-1a"], "desired_azs": 1}));
    assert!(two.block("data.aws_availability_zones.available").get("state").is_none());
    assert!(two.block("data.aws_availability_zones.available").get("lifecycle").is_none());
}

#[test]
fn subnets_and_route_tables_are_created_before_destroy() {
    let made = made(json!({"nat": "none"}));
    for prefix in ["aws_subnet.", "aws_route_table_association.", "aws_route_table."] {
        for address in made.addresses(prefix) {
            let lifecycle = &made.block(&address)["lifecycle"][0];
            assert_eq!(lifecycle["create_before_destroy"], true, "{address}");
        }
    }
}

#[test]
fn zones_can_be_named() {
    let made = made(json!({
        "availability_zones": ["eu-west-1a", {"$expr": "${var.zone}"}, "eu-west-1c"],
        "public_subnets": 2,
        "private_subnets": 4,
    }));
    assert!(made.addresses("data.aws_availability_zones.").is_empty());
    let zone = |subnet: &str| made.block(&format!("aws_subnet.{subnet}"))["availability_zone"].clone();
    let private = ["private_0", "private_1", "private_2", "private_3"].map(zone);
    assert_eq!(private, ["eu-west-1a", "${var.zone}", "eu-west-1c", "eu-west-1a"]);
    assert_eq!(zone("public_1"), "${var.zone}");
    insta::assert_snapshot!(made.json()["check"]);
}

#[test]
fn zones_output_lists_the_zones_of_the_subnets() {
    let zones = |inputs: Json| made(inputs).output("availability_zones").clone();
    assert_eq!(
        zones(json!({"public_subnets": 1, "private_subnets": 1})),
        "${distinct([aws_subnet.public_0.availability_zone, aws_subnet.private_0.availability_zone])}"
    );
    assert_eq!(zones(json!({"public_subnets": 0, "private_subnets": 0})), json!([]));
}

#[test]
fn zone_check_is_absent_for_one_zone() {
    for inputs in [json!({"desired_azs": 1}), json!({"public_subnets": 1, "private_subnets": 1})] {
        assert!(made(inputs).json().get("check").is_none());
    }
}

#[test]
fn inputs_that_are_invalid_are_reported() {
    insta::assert_snapshot!(
        instance(
            json!({"cidr_block": "10.0.0.0/24", "public_subnets": 0, "private_subnets": 200, "nat": "single"})
        )
        .errors()
    );
    insta::assert_snapshot!(instance(json!({"cidr_block": "10.0.0.0", "subnet_newbits": 13})).errors());
    insta::assert_snapshot!(instance(json!({"desired_azs": 0})).errors());
    let zones = json!(["us-east-1a", "use1-az2", "us-east-1a", {"$expr": "${var.zone}"}]);
    insta::assert_snapshot!(instance(json!({"desired_azs": 2, "availability_zones": zones})).errors());
    insta::assert_snapshot!(instance(json!({"availability_zones": []})).errors());
    let tagged = instance(json!({})).tags(json!({"aws:team": "web", "name": "R&D"}));
    insta::assert_snapshot!(tagged.errors());
}

#[test]
fn cidr_blocks_that_no_vpc_can_have_are_reported() {
    let mut errors = String::new();
    for block in [
        "10.0.0.0/8",
        "10.0.0.0/29",
        "10.0.1.0/16",
        "10.0.0.0/016",
        "10.0.0.0/+16",
        "10.0.0.0/33",
        "010.0.0.0/16",
        "10.0.0.256/16",
        " 10.0.0.0/16",
        "fd00::/56",
        "127.0.0.0/16",
        "169.254.0.0/16",
        "224.0.0.0/16",
        "0.0.0.0/16",
    ] {
        let made = instance(json!({"cidr_block": block, "subnet_newbits": 2}));
        errors.push_str(&format!("{block}: {}\n", made.errors()));
    }
    insta::assert_snapshot!(errors);
    for block in ["10.0.0.0/16", "172.31.16.0/20", "100.64.0.0/24"] {
        made(json!({"cidr_block": block, "subnet_newbits": 4}));
    }
}

#[test]
fn inputs_schema() {
    insta::assert_snapshot!(format!("{:#}", schema::<Network>()));
}

#[test]
fn private_subnets_are_routed_for_all_counts() {
    for (azs, public, private) in
        (1..5).flat_map(|a| (0..6).flat_map(move |b| (0..6).map(move |c| (a, b, c))))
    {
        let made = made(json!({"desired_azs": azs, "public_subnets": public, "private_subnets": private}));
        let nats = made.addresses("aws_nat_gateway.");
        assert_eq!(nats.len(), if private == 0 { 0 } else { azs.min(public) });
        let routing = routing(&made);
        assert_eq!(routing.len(), private);
        for (i, (zone, nat)) in routing.into_iter().enumerate() {
            let number = i % azs;
            assert_eq!(zone, number);
            match nats.len() {
                0 => assert_eq!(nat, "none"),
                nats => assert_eq!(
                    nat,
                    format!("zone_{}", number % nats),
                    "{azs} zones, {public} public, {private} private"
                ),
            }
        }
    }
}

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

/// For each private subnet in order: its zone, and the NAT gateway it is routed to.
fn routing(made: &Synthesized) -> Vec<(String, String)> {
    let names = made.addresses("aws_subnet.private_").into_iter();
    names
        .map(|address| {
            let name = address.trim_start_matches("aws_subnet.");
            let zone = made.block(&address)["availability_zone"].as_str().unwrap();
            let association = made.block(&format!("aws_route_table_association.{name}"));
            assert_eq!(association["subnet_id"], format!("${{{address}.id}}"));
            let table = &association["route_table_id"];
            let nat = made
                .addresses("aws_route.")
                .iter()
                .map(|route| made.block(route))
                .find(|route| route["route_table_id"] == *table)
                .map_or("none", |route| route["nat_gateway_id"].as_str().unwrap());
            let zone = zone.trim_start_matches("${data.aws_availability_zones.available.");
            let nat = nat.trim_start_matches("${aws_nat_gateway.").trim_end_matches(".id}");
            (zone.trim_end_matches('}').to_owned(), nat.to_owned())
        })
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(zone, nat)| ((*zone).to_owned(), (*nat).to_owned())).collect()
}

#[test]
fn primary_of_the_reference_architecture() {
    insta::assert_snapshot!(made(json!({"public_subnets": 2, "private_subnets": 3})));
}

#[test]
fn secondary_of_the_reference_architecture() {
    let made = made(json!({"public_subnets": 1, "private_subnets": 2}));
    assert_eq!(made.addresses("aws_nat_gateway."), ["aws_nat_gateway.zone_0"]);
    assert_eq!(routing(&made), pairs(&[("names[0]", "zone_0"), ("names[1]", "zone_0")]));
    insta::assert_snapshot!(made);
}

#[test]
fn every_zone_with_a_public_subnet_has_a_nat_gateway() {
    let made = made(json!({"desired_azs": 2, "public_subnets": 3, "private_subnets": 3}));
    assert_eq!(made.addresses("aws_nat_gateway."), ["aws_nat_gateway.zone_0", "aws_nat_gateway.zone_1"]);
    assert_eq!(made.block("aws_nat_gateway.zone_1")["subnet_id"], "${aws_subnet.public_1.id}");
    assert_eq!(
        routing(&made),
        pairs(&[("names[0]", "zone_0"), ("names[1]", "zone_1"), ("names[0]", "zone_0")])
    );
}

#[test]
fn zones_without_a_nat_gateway_take_turns_with_the_others() {
    let made = made(json!({"desired_azs": 4, "public_subnets": 2, "private_subnets": 4}));
    assert_eq!(
        routing(&made),
        pairs(&[
            ("names[0]", "zone_0"),
            ("names[1]", "zone_1"),
            ("names[2]", "zone_0"),
            ("names[3]", "zone_1")
        ])
    );
}

#[test]
fn one_nat_gateway_for_the_whole_vpc() {
    let made = made(json!({"nat": "single", "private_subnets": 3}));
    assert_eq!(made.addresses("aws_eip."), ["aws_eip.nat_0"]);
    assert!(routing(&made).iter().all(|(_, nat)| nat == "zone_0"));
}

#[test]
fn without_nat_private_subnets_have_a_table_that_leads_nowhere() {
    for inputs in [json!({"nat": "none"}), json!({"public_subnets": 0})] {
        let made = made(inputs);
        assert!(made.addresses("aws_nat_gateway.").is_empty() && made.addresses("aws_eip.").is_empty());
        assert!(made.has("aws_route_table.private_0") && !made.has("aws_route_table.private_1"));
        assert_eq!(routing(&made), pairs(&[("names[0]", "none"), ("names[1]", "none")]));
        assert_eq!(*made.output("nat_public_ips"), json!([]));
    }
}

#[test]
fn what_is_not_asked_for_is_not_there() {
    let private = made(json!({"public_subnets": 0}));
    assert!(!private.has("aws_internet_gateway.main") && !private.has("aws_route_table.public"));
    let public = made(json!({"private_subnets": 0}));
    assert!(public.addresses("aws_nat_gateway.").is_empty() && !public.has("aws_route_table.private_0"));
    assert_eq!(*public.output("private_route_table_ids"), json!([]));
    made(json!({"private_subnets": 0, "public_subnets": 0}));
}

#[test]
fn adding_a_subnet_changes_no_other() {
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

#[test]
fn problems() {
    insta::assert_snapshot!(
        instance(
            json!({"cidr_block": "10.0.0.0/24", "public_subnets": 0, "private_subnets": 200, "nat": "single"})
        )
        .errors()
    );
    insta::assert_snapshot!(instance(json!({"cidr_block": "10.0.0.0", "subnet_newbits": 13})).errors());
    insta::assert_snapshot!(instance(json!({"desired_azs": 0})).errors());
}

#[test]
fn inputs_schema() {
    insta::assert_snapshot!(format!("{:#}", schema::<Network>()));
}

#[test]
fn what_is_put_into_a_subnet_waits_for_its_route() {
    let made = made(json!({"public_subnets": 1, "private_subnets": 2}));
    for (output, name, route) in [
        ("public_subnet_ids", "public_0", "aws_route.public"),
        ("private_subnet_ids", "private_0", "aws_route.private_0"),
    ] {
        let association = format!("aws_route_table_association.{name}");
        assert_eq!(made.output(output)[0], format!("${{{association}.subnet_id}}"));
        assert_eq!(made.block(&association)["depends_on"], json!([route]));
    }
}

#[test]
fn every_private_subnet_is_routed_whatever_the_counts() {
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
            assert_eq!(zone, format!("names[{number}]"));
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

//! Isolated subnets, and addresses and tags of groups.

use super::*;

#[test]
fn isolated_subnets_have_no_route_out() {
    let made = made(json!({"isolated_subnets": 3, "ipv6": true}));
    let table = "${aws_route_table.isolated.id}";
    for route in made.addresses("aws_route.") {
        assert_ne!(made.block(&route)["route_table_id"], table, "{route}");
    }
    let association = made.block("aws_route_table_association.isolated_2");
    assert_eq!(association["route_table_id"], table);
    assert_eq!(association["depends_on"], json!(["aws_vpc_endpoint.s3", "aws_vpc_endpoint.dynamodb"]));
    assert_eq!(made.output("isolated_route_table_ids"), &json!([table]));
    assert_eq!(made.output("isolated_subnet_ids")[0], "${aws_route_table_association.isolated_0.subnet_id}");
    insta::assert_snapshot!(made.json()["check"]);
}

#[test]
fn isolated_subnets_change_no_other_block() {
    let before = made(json!({"private_subnets": 2, "isolated_subnets": 1}));
    let after = made(json!({"private_subnets": 3, "isolated_subnets": 4}));
    assert_same(&before, &after, "aws_subnet.");
    let block = |made: &Synthesized, subnet: &str| made.block(subnet)["cidr_block"].clone();
    assert_eq!(block(&after, "aws_subnet.isolated_0"), "${cidrsubnet(aws_vpc.main.cidr_block, 8, 255)}");
    assert_eq!(block(&after, "aws_subnet.isolated_3"), "${cidrsubnet(aws_vpc.main.cidr_block, 8, 252)}");
}

#[test]
fn groups_have_blocks_and_tags_of_their_own() {
    let made = made(json!({"subnet_groups": {
        "public": {"tags": {"kubernetes.io/role/elb": "1", "Project": "web"}},
        "private": {"cidr_blocks": ["10.0.64.0/20", {"$expr": "${var.block}"}, "10.0.96.0/20"]},
    }}));
    assert_eq!(made.addresses("aws_subnet.private_").len(), 3);
    assert_eq!(made.block("aws_subnet.private_1")["cidr_block"], "${var.block}");
    let tags = &made.block("aws_subnet.public_1")["tags"];
    assert_eq!((&tags["kubernetes.io/role/elb"], &tags["Project"]), (&json!("1"), &json!("web")));
    assert!(made.block("aws_subnet.private_0")["tags"].get("kubernetes.io/role/elb").is_none());
}

#[test]
fn groups_that_are_invalid_are_reported() {
    let mut errors = String::new();
    for inputs in [
        json!({"isolated_subnets": 3, "private_subnets": 6, "subnet_newbits": 4}),
        json!({"private_subnets": 2, "subnet_groups": {"private": {"cidr_blocks": ["10.0.64.0/20"]}}}),
        json!({"subnet_groups": {"private": {"cidr_blocks":
            ["10.1.0.0/24", "10.0.0.0/20", "10.0.32.0/29", "10.0.33.1/24", "10.0.1", "10.0.8.0/24"]}}}),
        json!({"subnet_groups": {"public": {"ipv6_cidr_blocks": ["2001:db8::/64", "2001:db8:0:1::/64"]}}}),
        json!({"ipv6": true, "public_subnets": 129, "subnet_newbits": 12}),
        json!({"subnet_groups": {"public": {"tags": {"aws:team": "web", "a/b": "x".repeat(257)}}}}),
    ] {
        errors.push_str(&format!("{inputs:.90}\n{}\n", instance(inputs.clone()).errors()));
    }
    insta::assert_snapshot!(errors);
}

#[test]
fn zones_of_several_regions_are_reported() {
    let zones = json!(["us-east-1a", "eu-west-1a", "us-east-1", {"$expr": "${var.zone}"}]);
    insta::assert_snapshot!(instance(json!({"availability_zones": zones})).errors());
    made(json!({"availability_zones": ["us-east-1a", "us-east-1-bos-1a"]}));
}

#[test]
fn subnet_id_outputs_wait_for_the_route() {
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

//! NAT modes, IPv6, existing VPCs, endpoints, flow logs and peers.

use super::*;
use terrace_aws::testing::assert_policies;

#[test]
fn nat_gateway_can_be_regional() {
    let made = made(json!({"nat": "regional", "public_subnets": 0, "private_subnets": 3}));
    assert_eq!(made.addresses("aws_nat_gateway."), ["aws_nat_gateway.regional"]);
    assert!(made.addresses("aws_eip.").is_empty() && made.has("aws_internet_gateway.main"));
    assert_eq!(made.addresses("aws_route_table."), ["aws_route_table.private_0"]);
    insta::assert_snapshot!(made.block("aws_nat_gateway.regional"));
    assert_eq!(
        made.output("nat_public_ips"),
        "${[for address in aws_nat_gateway.regional.regional_nat_gateway_address : address.public_ip]}"
    );
}

#[test]
fn ipv6_adds_blocks_and_routes() {
    let made = made(json!({"ipv6": true, "isolated_subnets": 1}));
    let block = |subnet: &str| made.block(&format!("aws_subnet.{subnet}"))["ipv6_cidr_block"].clone();
    let of = |number: u8| format!("${{cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, {number})}}");
    assert_eq!(["public_0", "private_1", "isolated_0"].map(block), [of(0), of(129), of(255)].map(Json::from));
    assert_eq!(
        made.block("aws_route.private_1_ipv6")["egress_only_gateway_id"],
        "${aws_egress_only_internet_gateway.main.id}"
    );
    assert_eq!(made.block("aws_route.public_ipv6")["gateway_id"], "${aws_internet_gateway.main.id}");
    assert!(!made.has("aws_route.isolated_ipv6"));
    assert_eq!(made.output("vpc_ipv6_cidr_block"), "${aws_vpc.main.ipv6_cidr_block}");
}

#[test]
fn existing_vpc_takes_the_place_of_a_new_one() {
    let made = made(json!({
        "ipv6": true,
        "existing_vpc": {"id": "vpc-1", "cidr_block": "10.9.128.0/18", "internet_gateway_id": "igw-1",
            "egress_only_gateway_id": "eigw-1"},
        "endpoints": {"interface": ["ssm"]},
    }));
    for absent in ["aws_vpc.", "aws_default_security_group.", "aws_internet_gateway.", "aws_egress_only"] {
        assert!(made.addresses(absent).is_empty(), "{absent}");
    }
    assert_eq!(made.output("vpc_id"), "${data.aws_vpc.main.id}");
    assert_eq!(made.block("aws_subnet.public_1")["cidr_block"], "${cidrsubnet(\"10.9.128.0/18\", 8, 1)}");
    assert_eq!(made.block("aws_route.public")["gateway_id"], "igw-1");
    insta::assert_snapshot!(
        instance(json!({
            "existing_vpc": {"id": "vpc-1", "cidr_block": "10.9.128.0/22"},
            "cidr_block": "10.9.0.0/16",
            "enable_dns_hostnames": false,
        }))
        .errors()
    );
}

#[test]
fn interface_endpoints_share_a_security_group() {
    let made = made(json!({"isolated_subnets": 2, "endpoints": {
        "gateway": ["s3"],
        "interface": ["ecr.api", "cn.com.amazonaws.cn-north-1.ec2"],
        "cidr_blocks": ["10.1.0.0/16", "10.0.0.0/16"],
    }}));
    assert_eq!(
        made.addresses("aws_vpc_endpoint."),
        ["aws_vpc_endpoint.ec2", "aws_vpc_endpoint.ecr_api", "aws_vpc_endpoint.s3"]
    );
    insta::assert_snapshot!(made.block("aws_vpc_endpoint.ecr_api"));
    assert_eq!(made.block("aws_vpc_endpoint.ec2")["service_name"], "cn.com.amazonaws.cn-north-1.ec2");
    assert_eq!(
        made.addresses("aws_vpc_security_group_"),
        ["endpoints_443", "endpoints_443_10-1-0-0_16"]
            .map(|name| format!("aws_vpc_security_group_ingress_rule.{name}"))
    );
}

#[test]
fn flow_logs_go_to_a_log_group_or_a_bucket() {
    let logs = made(json!({"flow_logs": {}}));
    assert_policies(&logs, &[]);
    insta::assert_snapshot!(logs.block("aws_flow_log.main"));
    insta::assert_snapshot!(logs.block("aws_iam_role.flow_logs"));
    insta::assert_snapshot!(logs.block("aws_iam_role_policy.flow_logs"));
    let bucket = made(json!({"flow_logs": {"bucket_arn": "arn:aws:s3:::logs", "traffic": "reject"}}));
    assert!(bucket.addresses("aws_iam").is_empty() && bucket.addresses("aws_cloudwatch").is_empty());
    insta::assert_snapshot!(bucket.block("aws_flow_log.main"));
}

#[test]
fn endpoints_and_flow_logs_that_are_invalid_are_reported() {
    let mut errors = String::new();
    for inputs in [
        json!({"endpoints": {"interface": ["s3", "ssm", "com.amazonaws.eu-west-1.ssm",
            "com.amazonaws.vpce.eu-west-1.vpce-svc-1"], "gateway": ["s3", "s3"]}}),
        json!({"private_subnets": 0, "enable_dns_hostnames": false, "endpoints": {"interface": ["ssm"]}}),
        json!({"endpoints": {"cidr_blocks": ["10.0.0.1/16"]}}),
        json!({"flow_logs": {"interval_seconds": 90, "retention_days": 31}}),
        json!({"flow_logs": {"bucket_arn": "arn:aws:s3:::logs", "permissions_boundary": "arn:aws:iam::aws:policy/b"}}),
    ] {
        errors.push_str(&format!("{inputs:.90}\n{}\n", instance(inputs.clone()).errors()));
    }
    let tagged = instance(json!({"flow_logs": {}})).tags(json!({"name": "shop"}));
    errors.push_str(&tagged.errors());
    insta::assert_snapshot!(errors);
}

#[test]
fn peers_are_requested_by_the_first_of_two_regions() {
    let peers = json!({
        "primary": {"$expr": "${tier.network[\"primary\"].peer}"},
        "secondary": {"$expr": "${tier.network[\"secondary\"].peer}"},
    });
    let inputs = json!({"public_subnets": 1, "private_subnets": 1, "isolated_subnets": 1, "peers": peers});
    let in_region = |region: &str| {
        let instance: Instance<Network> = Instance::new().region(region).regions(["primary", "secondary"]);
        instance.inputs(inputs.clone()).synth()
    };
    for (region, made) in [("primary", in_region("primary")), ("secondary", in_region("secondary"))] {
        let blocks: Vec<String> = made
            .addresses("aws_vpc_peering")
            .into_iter()
            .chain(made.addresses("aws_route.").into_iter().filter(|route| route.contains("_to_")))
            .map(|address| format!("{address} {:#}", made.block(&address)))
            .collect();
        insta::assert_snapshot!(
            format!("peer_{region}"),
            format!("{}\n{:#}", blocks.join("\n"), made.output("peer"))
        );
    }
    insta::assert_snapshot!(instance(json!({"peers": {"third": {"$expr": "${var.peer}"}}})).errors());
}

#[test]
fn network_with_everything() {
    insta::assert_snapshot!(made(json!({
        "public_subnets": 1,
        "private_subnets": 1,
        "isolated_subnets": 2,
        "ipv6": true,
        "subnet_groups": {"public": {"tags": {"kubernetes.io/role/elb": "1"}}},
        "endpoints": {"interface": ["ssm"]},
        "flow_logs": {"bucket_arn": "arn:aws:s3:::logs"},
    })));
}

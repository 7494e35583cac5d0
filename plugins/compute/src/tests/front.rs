//! The load balancer: who may reach it, its logs and its certificates.

use super::{instance, made};
use terrace_sdk::serde_json::{Value as Json, json};

fn access(access: Json) -> Json {
    json!({"load_balancer": {"access": access}})
}

#[test]
fn access_is_one_rule_for_each_peer_and_port() {
    let made = made(access(json!({
        "cidr_blocks": ["203.0.113.0/24", {"$expr": "${tier.network.vpc_cidr_block}"}],
        "prefix_list_ids": ["pl-0123"],
        "security_group_ids": [{"$expr": "${tier.office.security_group_id}"}],
    })));
    let rules = made.addresses("aws_vpc_security_group_ingress_rule.load_balancer_");
    let prefix = "aws_vpc_security_group_ingress_rule.load_balancer_80_";
    let peers: Vec<&str> = rules.iter().map(|rule| rule.strip_prefix(prefix).unwrap()).collect();
    assert_eq!(
        peers,
        [
            "203_0_113_0_24",
            "pl_0123",
            "tier_network_vpc_cidr_block_8b3e5275",
            "tier_office_security_group_id_e5f83a55",
        ]
    );
    assert_eq!(made.block(&rules[0])["cidr_ipv4"], "203.0.113.0/24");
    assert_eq!(made.block(&rules[1])["prefix_list_id"], "pl-0123");
    assert_eq!(made.block(&rules[2])["cidr_ipv4"], "${tier.network.vpc_cidr_block}");
    assert_eq!(made.block(&rules[3])["referenced_security_group_id"], "${tier.office.security_group_id}");
    assert_eq!(made.block(&rules[3])["security_group_id"], "${aws_security_group.load_balancer.id}");
}

#[test]
fn access_of_nobody_is_possible() {
    let made = made(access(json!({})));
    assert!(made.addresses("aws_vpc_security_group_ingress_rule.load_balancer").is_empty());
    let group = made.block("aws_security_group.load_balancer");
    assert_eq!(group["lifecycle"][0]["ignore_changes"], json!(["description"]));
}

#[test]
fn internal_load_balancer() {
    let made = made(json!({
        "public_subnet_ids": null,
        "load_balancer": {
            "internal": true,
            "subnet_ids": {"$expr": "${tier.network.private_subnet_ids}"},
            "access": {"cidr_blocks": ["10.0.0.0/8"]},
        },
    }));
    let load_balancer = made.block("aws_lb.main");
    assert_eq!(load_balancer["internal"], true);
    assert_eq!(load_balancer["subnets"], "${tier.network.private_subnet_ids}");
    let condition = &load_balancer["lifecycle"][0]["precondition"][0];
    assert_eq!(condition["error_message"], "A load balancer needs 2 subnets in two zones.");
}

#[test]
fn load_balancer_settings() {
    let made = made(json!({
        "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/a",
        "load_balancer": {
            "security_group_ids": {"$expr": "${var.groups}"},
            "additional_certificate_arns": [
                "arn:aws:acm:us-east-1:123456789012:certificate/b-1",
                {"$expr": "${var.other}"},
            ],
            "web_acl_arn": {"$expr": "${var.acl}"},
            "access_logs": {"bucket": "shop-logs", "prefix": "shop"},
            "idle_timeout": 120,
        },
    }));
    let load_balancer = made.block("aws_lb.main");
    assert_eq!(
        load_balancer["security_groups"],
        "${concat([aws_security_group.load_balancer.id], var.groups)}"
    );
    let logs = json!([{"bucket": "shop-logs", "prefix": "shop", "enabled": true}]);
    assert_eq!((&load_balancer["access_logs"], &load_balancer["idle_timeout"]), (&logs, &json!(120)));
    assert_eq!(made.block("aws_wafv2_web_acl_association.main")["web_acl_arn"], "${var.acl}");
    let certificates = made.addresses("aws_lb_listener_certificate.");
    let prefix = "aws_lb_listener_certificate.certificate_";
    assert_eq!(certificates, [format!("{prefix}b_1"), format!("{prefix}var_other_b4db29a2")]);
    assert_eq!(made.block(&certificates[1])["listener_arn"], "${aws_lb_listener.https.arn}");
}

#[test]
fn front_inputs_that_are_invalid_are_reported() {
    let cidr = |cidr: &str| access(json!({"cidr_blocks": [cidr]}));
    let dns = |load_balancer: Json| {
        let dns = json!({"zone_id": "Z0123", "name": "www.example.com", "failover": "primary"});
        json!({"dns": dns, "load_balancer": load_balancer})
    };
    let wrong = [
        json!({"public_subnet_ids": null}),
        json!({"public_subnet_ids": null, "load_balancer": {"internal": true}}),
        json!({"public_subnet_ids": ["subnet-a", "subnet-a"]}),
        json!({"load_balancer": {"subnet_ids": ["subnet-a"]}}),
        json!({"load_balancer": {"additional_certificate_arns": ["arn"]}}),
        json!({"load_balancer": {"access_logs": {"bucket": "logs", "prefix": "/shop"}}}),
        cidr("203.0.113.1"),
        cidr("203.0.113.1/24"),
        cidr("203.0.113.0/33"),
        cidr("2001:db8::/32"),
        cidr("office"),
        access(json!({"security_group_ids": ["sg-1", "sg-2", "sg-1"]})),
        dns(json!({"internal": true, "access": {}})),
        dns(json!({"access": {"cidr_blocks": ["203.0.113.0/24"]}})),
    ];
    let errors: String = wrong.into_iter().map(|inputs| instance(inputs).errors()).collect();
    insta::assert_snapshot!(errors);
    made(cidr("0.0.0.0/0"));
    made(dns(json!({"access": {"prefix_list_ids": ["pl-1"]}})));
}

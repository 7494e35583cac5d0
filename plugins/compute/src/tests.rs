use super::*;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::{Instance, Synthesized, schema};

mod alarms;
mod front;
mod group;
mod names;
mod routing;

/// Inputs as in a stack, changed by a merge of the top level.
fn instance(changes: Json) -> Instance<Compute> {
    let mut inputs = json!({
        "vpc_id": {"$expr": "${tier.network.vpc_id}"},
        "public_subnet_ids": {"$expr": "${tier.network.public_subnet_ids}"},
        "private_subnet_ids": {"$expr": "${tier.network.private_subnet_ids}"},
    });
    for (name, value) in changes.as_object().unwrap() {
        inputs[name] = value.clone();
    }
    Instance::new()
        .environment("production")
        .region("primary")
        .tags(json!({"Project": "shop"}))
        .inputs(inputs)
}

fn made(changes: Json) -> Synthesized {
    instance(changes).synth()
}

#[test]
fn inputs_with_defaults() {
    insta::assert_snapshot!(made(json!({})));
}

#[test]
fn inputs_all_set() {
    insta::assert_snapshot!(made(json!({
        "certificate_arn": {"$expr": "${var.certificate_arn}"},
        "ami_id": "ami-0123456789abcdef0",
        "instance_type": "m7g.large",
        "instance_profile_name": {"$expr": "${tier.iam.instance_profile_name}"},
        "user_data": {"$expr": "#!/bin/sh\necho \"${tier.database.endpoint}\" > /etc/database"},
        "port": 8080,
        "health_check_path": "/health",
        "health_check_grace_period": 60,
        "deletion_protection": true,
        "root_volume_size": 30,
        "root_device_name": "/dev/sda1",
        "min_size": 3,
        "max_size": {"$expr": "${var.max_size}"},
        "desired_size": 4,
        "target_cpu": 45,
    })));
}

#[test]
fn https_listener_needs_a_certificate() {
    let plain = made(json!({}));
    assert_eq!(plain.addresses("aws_lb_listener."), ["aws_lb_listener.http"]);
    assert_eq!(plain.block("aws_lb_listener.http")["default_action"][0]["type"], "forward");
    assert_eq!(*plain.output("url"), "http://${aws_lb.main.dns_name}");

    let secure = made(json!({"certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/a"}));
    assert_eq!(secure.block("aws_lb_listener.http")["default_action"][0]["type"], "redirect");
    assert_eq!(secure.block("aws_lb_listener.https")["default_action"][0]["type"], "forward");
    assert_eq!(*secure.output("url"), "https://${aws_lb.main.dns_name}");
}

#[test]
fn instances_are_open_to_the_load_balancer_only() {
    let made = made(json!({"port": 8080}));
    let rules = made.addresses("aws_vpc_security_group_ingress_rule.instances");
    assert_eq!(rules, ["aws_vpc_security_group_ingress_rule.instances_8080"]);
    let rule = made.block(&rules[0]);
    assert_eq!(rule["referenced_security_group_id"], "${aws_security_group.load_balancer.id}");
    assert!(rule.get("cidr_ipv4").is_none());
}

#[test]
fn ami_is_looked_up_only_if_none_is_given() {
    let found = made(json!({}));
    assert_eq!(found.block("aws_launch_template.main")["image_id"], "${data.aws_ami.main.id}");
    let given = made(json!({"ami_id": {"$expr": "${var.ami}"}}));
    assert_eq!(given.block("aws_launch_template.main")["image_id"], "${var.ami}");
    assert!(given.addresses("data.").is_empty());
}

#[test]
fn user_data_is_a_literal_unless_it_is_an_expression() {
    let made = made(json!({"user_data": "echo ${HOME} \"quoted\"\n"}));
    let user_data = &made.block("aws_launch_template.main")["user_data"];
    assert_eq!(*user_data, r#"${base64encode("echo $${HOME} \"quoted\"\n")}"#);
}

#[test]
fn user_data_base64_is_used_unchanged() {
    let user_data = |inputs: Json| made(inputs).block("aws_launch_template.main").clone();
    let packed = user_data(json!({"user_data_base64": {"$expr": "${base64gzip(file(\"start.sh\"))}"}}));
    assert_eq!(packed["user_data"], "${base64gzip(file(\"start.sh\"))}");
    let condition = &packed["lifecycle"][0]["postcondition"][0]["condition"];
    assert_eq!(*condition, "${length(self.user_data) <= 21848}");
    let literal = user_data(json!({"user_data_base64": "IyEvYmluL3NoCg=="}));
    assert_eq!(literal["user_data"], "IyEvYmluL3NoCg==");
    assert!(literal.get("lifecycle").is_none());
    assert!(user_data(json!({})).get("user_data").is_none());
}

#[test]
fn user_data_size_and_encoding_are_checked() {
    made(json!({"user_data": "#".repeat(16384)}));
    // Bytes count, not characters.
    made(json!({"user_data": "é".repeat(8192)}));
    made(json!({"user_data_base64": "A".repeat(21844) + "AA=="}));
    let mut errors = String::new();
    for wrong in [
        json!({"user_data": "#".repeat(16385)}),
        json!({"user_data": "é".repeat(8193)}),
        json!({"user_data_base64": "A".repeat(21848)}),
        json!({"user_data_base64": "echo hello"}),
        json!({"user_data_base64": "AAA"}),
        json!({"user_data_base64": "A==="}),
        json!({"user_data": "#!/bin/sh", "user_data_base64": "AAAA"}),
        json!({"user_data": {"$expr": "${base64gzip(\"#!/bin/sh\")}"}}),
        json!({"user_data": {"$expr": "${base64encode(var.script)}"}}),
        json!({"user_data": {"$expr": "${filebase64(\"start.sh\")}"}}),
        json!({"user_data": "H4sIAAAAAAAAA1NW1E/KzNMvzuACAMoN0nEKAAAA"}),
        json!({"user_data": "IyEvYmluL3NoCg=="}),
    ] {
        errors.push_str(&instance(wrong).errors());
    }
    insta::assert_snapshot!(errors);
}

#[test]
fn group_sizes_must_be_in_order() {
    let mut errors = String::new();
    for wrong in [
        json!({"min_size": 6}),
        json!({"desired_size": 5}),
        json!({"max_size": 1}),
        json!({"desired_size": 1}),
        json!({"min_size": 7, "max_size": 6}),
    ] {
        errors.push_str(&instance(wrong).errors());
    }
    insta::assert_snapshot!(errors);
    made(json!({"min_size": 0, "desired_size": 0}));
    made(json!({"min_size": {"$expr": "${var.min}"}, "max_size": 1}));
}

#[test]
fn name_prefix_of_a_group_never_begins_like_an_id() {
    let made = instance(json!({})).stack("sg-platform").synth();
    let prefix = |address: &str| made.block(address)["name_prefix"].as_str().unwrap().to_owned();
    let group = prefix("aws_security_group.instances");
    assert_eq!(group, "group-sg-platform-production-primary-compute-instances-");
    assert_eq!(prefix("aws_autoscaling_group.main"), "sg-platform-production-primary-compute-main-");
}

#[test]
fn tags_that_a_load_balancer_rejects_are_reported() {
    insta::assert_snapshot!(instance(json!({})).tags(json!({"Owner": "R&D", "aws:x": "y"})).errors());
}

#[test]
fn subnet_count_is_checked_now_if_known_or_else_by_terraform() {
    let known = made(json!({"public_subnet_ids": ["subnet-a", {"$expr": "${var.subnet}"}]}));
    assert!(known.block("aws_lb.main").get("lifecycle").is_none());
    let unknown = made(json!({}));
    let condition = &unknown.block("aws_lb.main")["lifecycle"][0]["precondition"][0]["condition"];
    assert_eq!(*condition, "${length(tier.network.public_subnet_ids) >= 2}");
}

#[test]
fn dns_of_a_primary() {
    insta::assert_snapshot!(made(json!({
        "certificate_arn": {"$expr": "${var.certificate_arn}"},
        "health_check_path": "/health",
        "dns": {"zone_name": {"$expr": "${var.zone}"}, "name": "www.example.com", "failover": "primary"},
    })));
}

#[test]
fn dns_of_a_secondary() {
    let dns = json!({"zone_id": "Z0123", "name": {"$expr": "${var.name}"}, "failover": "secondary"});
    let made = instance(json!({"dns": dns})).region("ireland").synth();
    let alias = json!({
        "name": "${aws_lb.main.dns_name}",
        "zone_id": "${aws_lb.main.zone_id}",
        "evaluate_target_health": true,
    });
    let expected = json!({
        "zone_id": "Z0123",
        "name": "${var.name}",
        "type": "A",
        "alias": [alias],
        "set_identifier": "ireland",
        "failover_routing_policy": [{"type": "SECONDARY"}],
    });
    assert_eq!(*made.block("aws_route53_record.main"), expected);
    assert!(made.addresses("aws_route53_health_check.").is_empty());
    assert!(!made.has("data.aws_route53_zone.main"));
}

#[test]
fn dns_without_failover_is_one_record() {
    let made = made(json!({"dns": {"zone_id": "Z0123", "name": "www"}}));
    assert_eq!(made.addresses("aws_route53_"), ["aws_route53_record.main"]);
    let record = made.block("aws_route53_record.main");
    assert!(record.get("set_identifier").is_none());
    assert!(record.get("failover_routing_policy").is_none());
    assert_eq!(*made.output("dns_name"), "${aws_route53_record.main.fqdn}");
    assert_eq!(*made.output("url"), "http://${aws_route53_record.main.fqdn}");
}

#[test]
fn health_check_of_a_primary_avoids_the_redirect() {
    let dns = json!({"zone_id": "Z0123", "name": "www.example.com", "failover": "primary"});
    let plain = made(json!({"dns": dns}));
    let check = plain.block("aws_route53_health_check.main");
    assert_eq!((&check["type"], &check["port"]), (&json!("HTTP"), &json!(80)));
    let secure = made(json!({"dns": dns, "certificate_arn": {"$expr": "${var.certificate_arn}"}}));
    let check = secure.block("aws_route53_health_check.main");
    assert_eq!((&check["type"], &check["port"]), (&json!("HTTPS"), &json!(443)));
}

#[test]
fn dns_resources_are_absent_without_dns() {
    let made = made(json!({}));
    assert!(made.addresses("aws_route53_").is_empty());
    assert!(made.json()["output"].get("dns_name").is_none());
}

#[test]
fn ssl_policy_of_a_primary_must_allow_health_checks() {
    let inputs = |failover: &str, certificate: Json| {
        json!({
            "ssl_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
            "certificate_arn": certificate,
            "dns": {"zone_id": "Z0123", "name": "www.example.com", "failover": failover},
        })
    };
    made(inputs("secondary", json!("arn")));
    made(inputs("primary", Json::Null));
    insta::assert_snapshot!(instance(inputs("primary", json!("arn"))).errors());
}

#[test]
fn inputs_that_are_invalid_are_reported() {
    insta::assert_snapshot!(
        instance(json!({
            "public_subnet_ids": ["subnet-a"],
            "private_subnet_ids": [],
            "port": 0,
            "min_size": 5,
            "desired_size": 3,
            "max_size": 2,
            "dns": {"name": "www.example.com"},
        }))
        .errors()
    );
}

#[test]
fn dns_inputs_that_are_invalid_are_reported() {
    // Not bound to a region, unlike the result of `instance`.
    let dns = json!({"zone_id": "Z0123", "zone_name": "example.com", "name": "www", "failover": "primary"});
    let inputs = json!({
        "vpc_id": "vpc-a",
        "public_subnet_ids": ["subnet-a", "subnet-b"],
        "private_subnet_ids": ["subnet-c"],
        "dns": dns,
    });
    insta::assert_snapshot!(Instance::<Compute>::new().inputs(inputs).errors());
}

#[test]
fn inputs_schema() {
    insta::assert_snapshot!(format!("{:#}", schema::<Compute>()));
}

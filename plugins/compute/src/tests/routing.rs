//! Target groups, rules, and actions.

use super::{instance, made};
use terrace_sdk::serde_json::{Value as Json, json};

const CERTIFICATE: &str = "arn:aws:acm:us-east-1:123456789012:certificate/a";

/// Reports the errors of each of these changes.
fn errors(wrong: impl IntoIterator<Item = Json>) -> String {
    wrong.into_iter().map(|inputs| instance(inputs).errors()).collect()
}

#[test]
fn target_groups_and_rules() {
    insta::assert_snapshot!(made(json!({
        "certificate_arn": CERTIFICATE,
        "target_groups": {
            "main": {
                "deregistration_delay": 30,
                "stickiness": {"duration": 3600},
                "health_check": {"path": "/health", "matcher": "200-299", "port": 8081},
            },
            "api": {"port": 8080, "protocol": "HTTPS", "slow_start": 60, "stickiness": {"cookie_name": "session"}},
            "orders": {"port": 50051, "target_type": "ip", "protocol_version": "GRPC"},
            "spare": {"target_type": "ip", "algorithm": "weighted_random"},
        },
        "rules": {
            "api": {
                "priority": 10,
                "hosts": ["api.example.com"],
                "paths": ["/v1/*", {"$expr": "${var.path}"}],
                "action": {"split": {"api": 90, "spare": 10}},
            },
            "orders": {"priority": 20, "methods": ["POST"], "action": {"forward": "orders"}},
            "beta": {"priority": 30, "headers": {"X-Beta": ["on"]}, "action": {"forward": "main"}},
            "old": {
                "priority": 40,
                "query": {"v": "1"},
                "action": {"redirect": {"path": "/new/#{path}", "port": 8443, "protocol": "HTTPS", "permanent": true}},
            },
            "closed": {
                "priority": 50,
                "source_cidr_blocks": ["192.0.2.0/24"],
                "action": {"fixed_response": {"status": 403, "body": "No ${entry}.", "content_type": "text/html"}},
            },
        },
        "default_action": {"redirect": {"host": "www.example.com"}},
    })));
}

#[test]
fn load_balancer_without_instances() {
    insta::assert_snapshot!(made(json!({
        "private_subnet_ids": null,
        "instances": false,
        "target_groups": {"shop": {"port": 3000, "target_type": "ip"}},
    })));
}

#[test]
fn default_action_forwards_to_main_if_there_is_one() {
    let action = |inputs: Json| made(inputs).block("aws_lb_listener.http")["default_action"][0].clone();
    assert_eq!(action(json!({}))["type"], "forward");
    let none = action(json!({"instances": false}));
    assert_eq!(none["fixed_response"][0]["status_code"], "404");
    let main = json!({"instances": false, "target_groups": {"main": {"target_type": "ip"}}});
    assert_eq!(action(main)["target_group_arn"], "${aws_lb_target_group.main.arn}");
}

#[test]
fn instances_are_open_on_the_ports_of_their_groups_only() {
    let made = made(json!({
        "port": 8080,
        "target_groups": {
            "main": {"health_check": {"port": 8081}},
            "api": {"port": 8082},
            "again": {"port": 8082},
            "containers": {"port": 3000, "target_type": "ip"},
        },
    }));
    let ports = [8080, 8081, 8082];
    let names =
        |rule: &str, group: &str| ports.map(|port| format!("aws_vpc_security_group_{rule}.{group}_{port}"));
    assert_eq!(
        made.addresses("aws_vpc_security_group_ingress_rule.instances_"),
        names("ingress_rule", "instances")
    );
    assert_eq!(
        made.addresses("aws_vpc_security_group_egress_rule.load_"),
        names("egress_rule", "load_balancer")
    );
    let joined = made.block("aws_autoscaling_group.main")["target_group_arns"].to_string();
    assert!(!joined.contains("containers") && joined.matches(".arn").count() == 3, "{joined}");
}

#[test]
fn routing_inputs_that_are_invalid_are_reported() {
    let rule = |rule: Json| json!({"rules": {"a": rule}});
    let forward = json!({"forward": "main"});
    let action = |action: Json| json!({"default_action": action});
    insta::assert_snapshot!(errors([
        json!({"target_groups": {"Api": {}}}),
        json!({"target_groups": {"a/b": {}}}),
        json!({"target_groups": {"api": {"health_check": {"interval": 5, "timeout": 5}}}}),
        json!({"target_groups": {"api": {"protocol_version": "GRPC"}}}),
        json!({"target_groups": {"api": {"slow_start": 30, "algorithm": "weighted_random"}}}),
        json!({"target_groups": {"main": {"target_type": "ip"}}}),
        json!({"instances": false, "target_groups": {"api": {}}}),
        rule(json!({"priority": 1, "action": forward})),
        rule(
            json!({"priority": 1, "paths": ["/a", "/b", "/c"], "hosts": ["a", "b", "c"], "action": forward})
        ),
        rule(json!({"priority": 1, "paths": ["api/*"], "action": forward})),
        rule(json!({"priority": 1, "methods": ["get"], "action": forward})),
        rule(json!({"priority": 1, "hosts": ["https://example.com/a"], "action": forward})),
        rule(json!({"priority": 1, "hosts": ["h".repeat(129)], "action": forward})),
        rule(json!({"priority": 1, "headers": {"X-A": []}, "paths": ["/"], "action": forward})),
        json!({"rules": {
            "a": {"priority": 1, "paths": ["/a"], "action": forward},
            "b": {"priority": 1, "paths": ["/b"], "action": forward},
        }}),
        action(json!({})),
        action(json!({"forward": "main", "fixed_response": {"status": 200}})),
        action(json!({"forward": "api"})),
        json!({"instances": false, "default_action": {"forward": "main"}}),
        action(json!({"split": {}})),
        action(json!({"split": {"main": 0}})),
        action(json!({"split": {"main": 1000}})),
        action(json!({"redirect": {"query": "a=b"}})),
        action(json!({"redirect": {"path": "new"}})),
        action(json!({"fixed_response": {"status": 301}})),
        action(json!({"fixed_response": {"status": 200, "body": "x".repeat(1025)}})),
    ]));
}

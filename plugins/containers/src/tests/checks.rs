//! Tests of the checks.

use super::*;

/// Returns the errors of each of these inputs.
fn errors(wrong: impl IntoIterator<Item = Json>) -> String {
    wrong.into_iter().map(|inputs| instance(inputs).errors()).collect()
}

#[test]
fn task_size_must_be_one_of_fargate() {
    for (cpu, memory) in [(256, 2048), (512, 3072), (4096, 30_720), (8192, 20_480), (16_384, 122_880)] {
        made(json!({"cpu": cpu, "memory": memory}));
    }
    insta::assert_snapshot!(errors(
        [(300, 512), (256, 1536), (256, 4096), (512, 1536), (8192, 17_408), (4096, 4096)]
            .map(|(cpu, memory)| json!({"cpu": cpu, "memory": memory}))
    ));
}

#[test]
fn containers_must_fit_together() {
    let container = |changes: Json| {
        let mut container = json!({"image": "a", "ports": [80]});
        for (name, value) in changes.as_object().unwrap() {
            container[name] = value.clone();
        }
        container
    };
    let side = json!({"image": "b", "essential": false});
    insta::assert_snapshot!(errors([
        json!({"containers": {}}),
        json!({"containers": {"a b": container(json!({}))}}),
        json!({"containers": {"a": container(json!({"essential": false}))}}),
        json!({"containers": {"a": container(json!({})), "b": container(json!({}))}}),
        json!({"containers": {"a": container(json!({"ports": [0]}))}}),
        json!({"containers": {"a": container(json!({
            "environment": {"A": "1", "B=": "2"},
            "parameters": {"A": {"$expr": "${var.a}"}},
            "writable_directories": ["tmp"],
            "health_check": {},
        }))}}),
        json!({"containers": {"a": container(json!({"depends_on": {"b": "healthy", "c": "start"}})), "b": side}}),
        json!({"containers": {
            "a": container(json!({"depends_on": {"b": "success"}})),
            "b": {"image": "b", "depends_on": {"a": "start"}},
        }}),
        json!({"containers": {"a": container(json!({"cpu": 512, "memory": 1024, "memory_reservation": 2048}))}}),
        json!({"enable_exec": true, "containers": {"a": container(json!({"read_only_root_filesystem": true}))}}),
    ]));
}

#[test]
fn way_to_the_service_must_be_clear() {
    let with = |changes: Json| {
        let mut inputs = behind_listener();
        for (name, value) in changes.as_object().unwrap() {
            inputs[name] = value.clone();
        }
        inputs
    };
    insta::assert_snapshot!(errors([
        with(json!({"public_subnet_ids": {"$expr": "${tier.network.public_subnet_ids}"}})),
        with(json!({"listener_rule": null})),
        with(json!({"load_balancer_security_group_id": null})),
        with(json!({"listener_rule": {"priority": 1}})),
        with(json!({"listener_rule": {
            "priority": 1, "hosts": ["https://a", "b", "c"], "paths": ["api", "/d"], "headers": {"e": []},
        }})),
        with(json!({"listener_rule": {"priority": 1, "hosts": ["a", "b", "c", "d", "e", "f"]}})),
        with(json!({"target": {"container": "api"}})),
        with(json!({"target": {"port": 9090}})),
        with(json!({"containers": {"web": {"image": "a"}}})),
        with(json!({"containers": {"web": {"image": "a", "ports": [1, 2]}}})),
        json!({"certificate_arn": {"$expr": "${var.certificate}"}, "listener_rule": {"priority": 1}}),
        json!({"load_balancer": {"internal": true}, "target": {"port": 80}}),
        json!({"public_subnet_ids": ["subnet-1"], "load_balancer": {"allowed_cidr_blocks": ["10.0.0.0/33", "a"]}}),
    ]));
}

#[test]
fn numbers_roles_and_names_are_checked() {
    insta::assert_snapshot!(errors([
        json!({"logs": {"retention_days": 45}, "subnet_ids": []}),
        json!({"scaling": {"min": 3, "max": 1}}),
        json!({"scaling": {"min": 1, "max": 2, "requests_per_target": 9}}),
        json!({"desired_count": 2, "scaling": {"min": 3, "max": 9, "cpu": 60}}),
        json!({"desired_count": 2, "scaling": {"min": 3, "max": {"$expr": "${var.max}"}, "cpu": 60}}),
        json!({"desired_count": 2, "scaling": {"min": {"$expr": "${var.min}"}, "max": 1, "cpu": 60}}),
        json!({"desired_count": 1, "deployment": {"maximum_percent": 150, "circuit_breaker": false}}),
        json!({"capacity": {"fargate": {"base": 1, "weight": 0}, "fargate_spot": {"base": 1, "weight": 0}}}),
        json!({"cluster_arn": {"$expr": "${var.cluster}"}, "container_insights": "enabled"}),
        json!({"task_role_arn": {"$expr": "${var.role}"}, "policy_arns": {"Own": {"$expr": "${var.policy}"}}}),
        json!({"policies": {"Up-loads": [], "exec": [{"actions": ["s3"], "resources": ["*"]}]}}),
        json!({"client_security_group_ids": {"a-b": {"$expr": "${var.group}"}}}),
    ]));
    insta::assert_snapshot!(instance(json!({})).tags(json!({"name": "x"})).errors());
}

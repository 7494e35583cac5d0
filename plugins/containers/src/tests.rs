use super::*;
use terrace_aws::testing::assert_policies;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::{Instance, Synthesized, schema};

mod alarms;
mod checks;
mod names;
mod roles;

/// The actions that IAM allows on every resource only.
const UNBOUND: [&str; 5] = [
    "ecr:GetAuthorizationToken",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

/// Inputs as in a stack, changed by a merge of the top level.
fn instance(changes: Json) -> Instance<Containers> {
    let mut inputs = json!({
        "vpc_id": {"$expr": "${tier.network.vpc_id}"},
        "subnet_ids": {"$expr": "${tier.network.private_subnet_ids}"},
        "containers": {"web": {"image": "nginx:1.29", "ports": [8080]}},
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
    let made = instance(changes).synth();
    assert_policies(&made, &UNBOUND);
    made
}

/// Inputs of a service behind a load balancer that exists.
fn behind_listener() -> Json {
    json!({
        "listener_arn": {"$expr": "${tier.compute.listener_arn}"},
        "load_balancer_security_group_id": {"$expr": "${tier.compute.load_balancer_security_group_id}"},
        "listener_rule": {"priority": 10, "hosts": ["api.example.com"], "paths": ["/v1/*"], "headers": {"X-Team": ["web"]}},
    })
}

#[test]
fn service_without_a_load_balancer() {
    insta::assert_snapshot!(made(json!({})));
}

#[test]
fn service_behind_a_listener() {
    let mut inputs = behind_listener();
    inputs["scaling"] = json!({"min": 2, "max": 10, "cpu": 60, "memory": 70, "requests_per_target": 500});
    insta::assert_snapshot!(made(inputs));
}

#[test]
fn service_with_its_own_load_balancer() {
    insta::assert_snapshot!(made(json!({
        "public_subnet_ids": {"$expr": "${tier.network.public_subnet_ids}"},
        "certificate_arn": {"$expr": "${var.certificate_arn}"},
        "load_balancer": {
            "allowed_cidr_blocks": ["10.0.0.0/8", "2001:db8::/32"],
            "access_logs_bucket": {"$expr": "${tier.storage.name}"},
        },
        "target": {"stickiness": {}},
        "client_security_group_ids": {"jobs": "sg-0123456789abcdef0"},
    })));
}

#[test]
fn several_containers_with_all_settings() {
    insta::assert_snapshot!(made(json!({
        "cluster_arn": {"$expr": "${tier.api.cluster_arn}"},
        "cpu": 1024,
        "memory": 2048,
        "architecture": "ARM64",
        "ephemeral_storage": 50,
        "capacity": {"fargate": {"base": 1}, "fargate_spot": {"weight": 3}},
        "logs": {"retention_days": 90, "kms_key_arn": {"$expr": "${tier.keys.key_arn}"}},
        "deployment": {"minimum_healthy_percent": 50, "maximum_percent": 100, "wait": true, "keep_revisions": false},
        "extra_security_group_ids": [{"$expr": "${tier.database.client_group}"}],
        "internet_access": false,
        "containers": {
            "web": {
                "image": {"$expr": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:${var.tag}"},
                "ports": [8080],
                "command": ["serve"],
                "entry_point": ["/bin/web"],
                "environment": {"PORT": "8080", "DATABASE_PORT": {"$expr": "${tier.database.port}"}},
                "secrets": {
                    "DATABASE_PASSWORD": {"arn": {"$expr": "${tier.database.secret_arn}"}, "key": "password"},
                    "API_KEY": {"arn": {"$expr": "${tier.keys.secret_arns[\"api\"]}"}},
                },
                "parameters": {"FLAGS": "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/flags"},
                "health_check": {"shell": "curl -f http://localhost:8080/ || exit 1", "start_period": 30},
                "depends_on": {"migrate": "success"},
                "cpu": 512,
                "memory": 1024,
                "memory_reservation": 512,
                "user": "1000:1000",
                "working_directory": "/app",
                "read_only_root_filesystem": true,
                "writable_directories": ["/tmp", "/var/run"],
                "stop_timeout": 60,
            },
            "migrate": {"image": "registry.example.com/migrate:1", "essential": false,
                "registry_secret_arn": {"$expr": "${var.registry_secret_arn}"}},
        },
    })));
}

#[test]
fn name_is_shortened_for_roles_and_has_the_region() {
    let given = made(json!({"name": "shop"}));
    assert_eq!(given.block("aws_ecs_service.main")["name"], "shop");
    assert_eq!(given.block("aws_iam_role.task")["name"], "shop-primary-task");
    let long = instance(json!({})).stack(&"s".repeat(60)).synth();
    let name = |address: &str| long.block(address)["name"].as_str().unwrap().to_owned();
    assert_eq!(name("aws_iam_role.task").len(), 64);
    assert_ne!(name("aws_iam_role.task"), name("aws_iam_role.execution"));
    assert!(name("aws_ecs_service.main").ends_with("-primary-containers-main"));
}

#[test]
fn desired_count_is_left_to_scaling() {
    let fixed = made(json!({"desired_count": 3}));
    assert!(fixed.block("aws_ecs_service.main").get("lifecycle").is_none());
    let scaled = made(json!({"scaling": {"min": 1, "max": 4, "cpu": 50}}));
    let ignored = &scaled.block("aws_ecs_service.main")["lifecycle"][0]["ignore_changes"];
    assert_eq!(*ignored, json!(["desired_count"]));
    assert_eq!(scaled.addresses("aws_appautoscaling_policy."), ["aws_appautoscaling_policy.cpu"]);
}

#[test]
fn desired_count_is_within_the_limits_of_scaling() {
    let count = |mut scaling: Json| {
        scaling["cpu"] = json!(50);
        made(json!({"scaling": scaling})).block("aws_ecs_service.main")["desired_count"].clone()
    };
    assert_eq!(made(json!({})).block("aws_ecs_service.main")["desired_count"], 2);
    assert_eq!(count(json!({"min": 1, "max": 4})), 2);
    assert_eq!(count(json!({"min": 3, "max": 10})), 3);
    assert_eq!(count(json!({"min": 0, "max": 1})), 1);
    assert_eq!(count(json!({"min": {"$expr": "${var.min}"}, "max": {"$expr": "${var.max}"}})), 2);
}

#[test]
fn size_that_is_an_expression_is_checked_by_terraform() {
    let task = made(json!({"cpu": {"$expr": "${var.cpu}"}}));
    let task = task.block("aws_ecs_task_definition.main").clone();
    assert_eq!(task["cpu"], "${var.cpu}");
    insta::assert_snapshot!(task["lifecycle"][0]["precondition"][0]["condition"].as_str().unwrap());
}

#[test]
fn inputs_schema() {
    insta::assert_snapshot!(format!("{:#}", schema::<Containers>()));
}

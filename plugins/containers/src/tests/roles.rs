//! Tests of the roles and their policies.

use super::*;

#[test]
fn execution_role_may_do_only_what_tasks_need() {
    let policies = |changes: Json| made(changes).addresses("aws_iam_role_policy.");
    assert_eq!(policies(json!({})), ["aws_iam_role_policy.execution_logs"]);
    let secret = json!({"arn": {"$expr": "${var.secret}"}, "key": "password"});
    let containers = json!({"web": {"image": "nginx", "secrets": {"A": secret, "B": secret}}});
    let made = made(json!({"containers": containers, "kms_key_arns": [{"$expr": "${tier.keys.key_arn}"}]}));
    insta::assert_snapshot!(made.block("aws_iam_role_policy.execution_secrets")["policy"].as_str().unwrap());
}

#[test]
fn images_of_ecr_are_pulled_from_their_repository_only() {
    let mut policies = String::new();
    for image in [
        json!("123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.2"),
        json!({"$expr": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web@${var.digest}"}),
        json!("123456789012.dkr-ecr.eu-west-1.on.aws/shop/web:1.2"),
        json!({"$expr": "${var.image}"}),
        json!({"$expr": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/${var.name}:1"}),
    ] {
        let made = made(json!({"containers": {"web": {"image": image}}}));
        let policy = &made.block("aws_iam_role_policy.execution_images")["policy"];
        policies += &format!("{}\n", policy.as_str().unwrap());
    }
    insta::assert_snapshot!(policies);
    let public = json!({"web": {"image": {"$expr": "ghcr.io/shop/web:${var.tag}"}}});
    assert!(!made(json!({"containers": public})).has("aws_iam_role_policy.execution_images"));
    let none = json!({"web": {"image": {"$expr": "${var.image}"}}});
    let none = made(json!({"containers": none, "repository_arns": []}));
    assert!(!none.has("aws_iam_role_policy.execution_images"));
}

#[test]
fn task_role_has_the_policies_asked_for() {
    let policies = json!({"uploads": [{"actions": ["s3:PutObject"], "resources": ["arn:aws:s3:::shop/*"]}]});
    let made = made(json!({
        "policies": policies,
        "policy_arns": {"tracing": "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"},
        "enable_exec": true,
        "permissions_boundary": {"$expr": "${var.boundary}"},
    }));
    assert_eq!(made.block("aws_ecs_service.main")["enable_execute_command"], true);
    assert_eq!(made.block("aws_iam_role.execution")["permissions_boundary"], "${var.boundary}");
    insta::assert_snapshot!(format!(
        "{:#}\n{:#}\n{}",
        made.json()["resource"]["aws_iam_role_policy"],
        made.json()["resource"]["aws_iam_role_policy_attachment"],
        made.block("aws_ecs_service.main")["depends_on"],
    ));
}

#[test]
fn existing_task_role_is_used_as_it_is() {
    let made = made(json!({"task_role_arn": {"$expr": "${tier.iam.role_arn}"}, "enable_exec": true}));
    assert_eq!(made.addresses("aws_iam_role."), ["aws_iam_role.execution"]);
    assert_eq!(made.block("aws_ecs_task_definition.main")["task_role_arn"], "${tier.iam.role_arn}");
    assert!(!made.has("aws_iam_role_policy.task_exec"));
}

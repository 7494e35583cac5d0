//! Who may assume the role.

use super::{Iam, instance, made};
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::Instance;

fn assumed_by(by: Json) -> Json {
    json!({"assumed_by": by})
}

/// Returns the trust policy.
fn trust(by: Json) -> String {
    made(assumed_by(by)).block("aws_iam_role.instance")["assume_role_policy"].as_str().unwrap().to_owned()
}

#[test]
fn role_of_other_services_has_no_instance_profile() {
    let made = made(assumed_by(json!({"services": ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]})));
    assert!(made.json()["output"].get("instance_profile_name").is_none());
    assert_eq!(made.addresses(""), ["aws_iam_role.instance", "data.aws_caller_identity.current"]);
    insta::assert_snapshot!(made);
}

#[test]
fn role_of_ec2_and_another_service_keeps_its_addresses() {
    let before = made(json!({"database_regions": []}));
    let after = made(assumed_by(json!({"services": ["ec2.amazonaws.com", "ssm.amazonaws.com"]})));
    assert_eq!(before.addresses(""), after.addresses(""));
    let profile = "aws_iam_instance_profile.instance";
    assert_eq!(before.block(profile), after.block(profile));
    assert_eq!(before.block("aws_iam_role.instance")["name"], after.block("aws_iam_role.instance")["name"]);
}

#[test]
fn services_act_for_this_account_and_these_sources() {
    insta::assert_snapshot!(trust(json!({
        "services": ["scheduler.amazonaws.com", "pods.eks.amazonaws.com", "events.amazonaws.com"],
        "source_arns": ["arn:aws:scheduler:*:123456789012:schedule/shop/*"],
    })));
}

#[test]
fn other_accounts() {
    insta::assert_snapshot!(trust(json!({"accounts": [
        {"principal": "210987654321", "external_id": "shop-4f9c2a"},
        {"principal": "arn:aws:iam::210987654321:role/operator", "mfa": true},
        {"principal": {"$expr": "${var.account}"}, "external_id": {"$expr": "${var.external_id}"}},
    ]})));
}

#[test]
fn service_accounts_of_clusters() {
    let by = json!({"kubernetes": {
        "blue": {
            "issuer": {"$expr": "${tier.cluster[\"primary\"].issuer}"},
            "namespace": "shop", "service_account": "web",
        },
        "green": {
            "provider_arn": "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC",
            "namespace": "shop", "service_account": "web",
        },
        "red": {
            "provider_arn": {"$expr": "${var.provider}"}, "namespace": "shop", "service_account": "web",
        },
    }});
    let made = made(assumed_by(by));
    assert_eq!(
        made.addresses("aws_iam_openid_connect_provider."),
        ["aws_iam_openid_connect_provider.kubernetes_blue"]
    );
    insta::assert_snapshot!(made);
}

#[test]
fn deployments_from_github() {
    let by = json!({"github": {"repositories": {
        "example/shop": {"branches": ["main"], "environments": ["production", "eu:west"]},
    }}});
    let made = made(assumed_by(by));
    insta::assert_snapshot!(made);
    insta::assert_snapshot!(
        "patterns",
        trust(json!({"github": {
            "repositories": {
                "example/shop": {"tags": ["v*"], "pull_requests": true},
                "example/mail": {"branches": ["release/*"]},
            },
            "provider_arn": {"$expr": "${tier.deploy.oidc_provider_arns[\"github\"]}"},
        }}))
    );
}

#[test]
fn deployments_from_gitlab() {
    let by = json!({"gitlab": {
        "projects": {"example/group/shop": {"branches": ["main"], "tags": ["v1"]}},
        "issuer": "https://gitlab.example.com",
        "thumbprints": ["6938fd4d98bab03faadb97b34396831e3780aea1"],
    }});
    insta::assert_snapshot!(made(assumed_by(by)));
}

#[test]
fn trust_that_is_incomplete_is_reported() {
    let by = json!({
        "source_arns": ["*"],
        "kubernetes": {"main": {"namespace": "shop", "service_account": "web"}},
        "github": {"repositories": {"example/shop": {}}},
        "gitlab": {"projects": {"example/shop": {}}},
    });
    insta::assert_snapshot!(instance(assumed_by(by)).errors());
    insta::assert_snapshot!("nobody", Instance::<Iam>::new().inputs(assumed_by(json!({}))).errors());
    let by = json!({"services": ["lambda.amazonaws.com"], "source_arns": ["*"]});
    insta::assert_snapshot!("lambda", instance(assumed_by(by)).errors());
    let branches: Vec<String> = (0..100).map(|i| format!("release/2026-{i}")).collect();
    let by = json!({"github": {"repositories": {"example/shop": {"branches": branches}}}});
    insta::assert_snapshot!("too_long", instance(assumed_by(by)).errors());
}

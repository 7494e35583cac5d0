//! The alarms and the dashboard.

use super::{instance, made};
use terrace_sdk::serde_json::{Value as Json, json};

const ALARM: &str = "aws_cloudwatch_metric_alarm.";

fn alarms(more: Json) -> Json {
    let mut alarms = json!({"topic_arn": {"$expr": "${tier.topics.arn}"}});
    for (name, value) in more.as_object().unwrap() {
        alarms[name] = value.clone();
    }
    json!({"alarms": alarms})
}

#[test]
fn alarms_with_dashboard() {
    let plain = made(json!({}));
    let mut inputs = alarms(json!({"dashboard": true}));
    inputs["target_groups"] = json!({"api": {"port": 8080}});
    let made = made(inputs);
    let added = made.json()["resource"].as_object().unwrap().iter();
    let added: terrace_sdk::serde_json::Map<String, Json> = added
        .filter(|(kind, _)| kind.starts_with("aws_cloudwatch_"))
        .map(|(kind, blocks)| (kind.clone(), blocks.clone()))
        .collect();
    insta::assert_snapshot!(format!("{:#}", Json::Object(added)));
    for address in plain.addresses("") {
        assert!(made.has(&address) && !address.contains("cloudwatch"), "{address}");
    }
}

#[test]
fn alarms_can_be_turned_off_one_by_one() {
    let made = made(alarms(json!({"latency_seconds": null, "cpu_percent": null, "unhealthy_targets": null})));
    let names = ["load_balancer_errors", "target_errors"].map(|name| format!("{ALARM}{name}"));
    assert_eq!(made.addresses("aws_cloudwatch_"), names);
}

#[test]
fn alarms_without_instances_are_of_the_load_balancer() {
    let mut inputs = alarms(json!({"target_errors_percent": {"$expr": "${var.percent}"}}));
    inputs["instances"] = json!(false);
    let made = made(inputs);
    let names = ["latency", "load_balancer_errors", "target_errors"].map(|name| format!("{ALARM}{name}"));
    assert_eq!(made.addresses("aws_cloudwatch_"), names);
    assert_eq!(made.block(&format!("{ALARM}target_errors"))["threshold"], "${var.percent}");
}

#[test]
fn alarm_thresholds_are_checked() {
    insta::assert_snapshot!(
        instance(alarms(json!({"target_errors_percent": 0, "cpu_percent": 900, "cpu": 80}))).errors()
            + &instance(alarms(json!({"target_errors_percent": 0, "cpu_percent": 900}))).errors()
    );
}

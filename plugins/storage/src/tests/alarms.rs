//! The alarms and the dashboard.

use super::*;

fn alarms(mut inputs: Json, more: Json) -> Json {
    let mut alarms = json!({"topic_arn": {"$expr": "${tier.topics.arn}"}});
    for (name, value) in more.as_object().unwrap() {
        alarms[name] = value.clone();
    }
    inputs["alarms"] = alarms;
    inputs
}

#[test]
fn alarms_of_each_target_with_metrics() {
    let mut inputs = source();
    inputs["replicate_to"]["time_control"] = json!(true);
    inputs["replicas"] = json!({
        "archive": {"bucket_arn": "arn:aws:s3:::archive", "metrics": true},
        "quiet": {"bucket_arn": "arn:aws:s3:::quiet"},
    });
    let made = made(alarms(inputs, json!({"dashboard": true})));
    let mut json = made.json()["resource"].clone();
    json.as_object_mut().unwrap().retain(|kind, _| kind.starts_with("aws_cloudwatch_"));
    insta::assert_snapshot!(format!("{json:#}"));
}

#[test]
fn alarms_can_be_turned_off_one_by_one() {
    let mut inputs = source();
    inputs["replicate_to"]["metrics"] = json!(true);
    let made = made(alarms(inputs, json!({"latency_seconds": null})));
    let names = ["aws_cloudwatch_metric_alarm.replication_failed_everything"];
    assert_eq!(made.addresses("aws_cloudwatch_"), names);
}

#[test]
fn alarms_of_rules_with_any_name_have_different_addresses() {
    let target = |bucket: &str| json!({"bucket_arn": format!("arn:aws:s3:::{bucket}"), "metrics": true});
    let replicas = json!({"to a": target("first"), "to/a": target("second"), "to_a": target("third")});
    let made = made(alarms(json!({"replicas": replicas}), json!({"latency_seconds": null})));
    let names = made.addresses("aws_cloudwatch_").join("\n");
    insta::assert_snapshot!(names.replace("aws_cloudwatch_metric_alarm.replication_failed_", ""));
}

#[test]
fn alarms_without_metrics_are_none() {
    let made = made(alarms(source(), json!({"dashboard": true})));
    assert!(made.addresses("aws_cloudwatch_").is_empty());
    insta::assert_snapshot!(made.warnings());
}

#[test]
fn alarm_settings_that_do_not_exist_are_reported() {
    insta::assert_snapshot!(instance(alarms(source(), json!({"latency_milliseconds": 1}))).errors());
}

//! The alarms and the dashboard.

use super::*;

const ALARM: &str = "aws_cloudwatch_metric_alarm.";
const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:alarms";

#[test]
fn alarms_of_each_gateway() {
    let alarms = json!({"topic_arn": {"$expr": "${tier.topics.arn}"}, "dashboard": true});
    let made = made(json!({"alarms": alarms, "nat": "single"}));
    let mut json = made.json()["resource"].clone();
    json.as_object_mut().unwrap().retain(|kind, _| kind.starts_with("aws_cloudwatch_"));
    insta::assert_snapshot!(format!("{json:#}"));
}

#[test]
fn alarms_are_called_after_their_gateway() {
    let names = |nat: &str| {
        let alarms = json!({"topic_arn": TOPIC, "dropped_percent": null});
        let made = made(json!({"alarms": alarms, "nat": nat}));
        assert!(made.warnings().is_empty());
        made.addresses(ALARM).join(" ").replace(ALARM, "")
    };
    assert_eq!(names("per-zone"), "port_errors_zone_0 port_errors_zone_1");
    assert_eq!(names("regional"), "port_errors_regional");
}

#[test]
fn alarms_without_gateways_are_none() {
    let made = made(json!({"alarms": {"topic_arn": TOPIC, "dashboard": true}, "nat": "none"}));
    assert!(made.addresses("aws_cloudwatch_").is_empty());
    insta::assert_snapshot!(made.warnings());
}

#[test]
fn alarm_thresholds_are_checked() {
    let alarms = json!({"topic_arn": TOPIC, "dropped_percent": 200});
    insta::assert_snapshot!(instance(json!({"alarms": alarms})).errors());
}

//! The alarms and the dashboard.

use super::*;

const ALARM: &str = "aws_cloudwatch_metric_alarm.";

fn alarms(mut inputs: Json, more: Json) -> Json {
    let mut alarms = json!({"topic_arn": {"$expr": "${tier.topics.arn}"}});
    for (name, value) in more.as_object().unwrap() {
        alarms[name] = value.clone();
    }
    inputs["alarms"] = alarms;
    inputs
}

fn names(made: &Synthesized) -> String {
    made.addresses(ALARM).join("\n").replace(ALARM, "")
}

/// The expression that counts missing tasks.
fn missing_tasks(inputs: Json) -> Json {
    let made = made(alarms(inputs, json!({})));
    let queries = made.block(&format!("{ALARM}missing_tasks"))["metric_query"].as_array().unwrap().clone();
    queries.last().unwrap()["expression"].clone()
}

#[test]
fn alarms_behind_a_listener() {
    let made = made(alarms(behind_listener(), json!({"dashboard": true})));
    let mut json = made.json()["resource"].clone();
    json.as_object_mut()
        .unwrap()
        .retain(|kind, _| kind == "aws_cloudwatch_metric_alarm" || kind == "aws_cloudwatch_dashboard");
    insta::assert_snapshot!(format!("{json:#}"));
}

#[test]
fn alarms_without_a_load_balancer_are_of_the_tasks() {
    assert_eq!(names(&made(alarms(json!({}), json!({})))), "cpu\nmemory\nmissing_tasks");
    assert_eq!(names(&made(alarms(json!({"desired_count": 0}), json!({"cpu_percent": null})))), "memory");
}

#[test]
fn missing_tasks_are_counted_as_well_as_possible() {
    assert_eq!(missing_tasks(json!({"desired_count": 3})), "3 - FILL(running, 0)");
    let count = json!({"desired_count": {"$expr": "${var.count}"}});
    assert_eq!(missing_tasks(count), "${var.count} - FILL(running, 0)");
    let scaling = json!({"min": 2, "max": 9, "cpu": 60});
    assert_eq!(missing_tasks(json!({"scaling": scaling, "desired_count": 3})), "2 - FILL(running, 0)");
    let insights = json!({"scaling": scaling, "container_insights": "enabled"});
    assert_eq!(missing_tasks(insights), "desired - FILL(running, 0)");
}

#[test]
fn alarm_thresholds_are_checked() {
    let inputs = alarms(json!({}), json!({"memory_percent": 110, "errors_percent": -1}));
    insta::assert_snapshot!(instance(inputs).errors());
}

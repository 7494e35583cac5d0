use super::*;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::{Instance, Synthesized};

fn made(inputs: Json) -> Synthesized {
    Instance::<Observability>::new().region("main").inputs(inputs).synth()
}

#[test]
fn nothing_to_watch_is_a_topic() {
    assert_eq!(made(json!({})).addresses(""), ["aws_sns_topic.alarms"]);
}

#[test]
fn a_load_balancer_has_an_alarm_for_errors_and_one_for_its_targets() {
    let compute = |output: &str| json!({"$expr": format!("${{tier.compute.{output}}}")});
    let web = json!({"arn": compute("load_balancer_arn"), "target_group_arn": compute("target_group_arn")});
    let made = made(json!({"load_balancers": {"web": web}}));
    assert_eq!(
        made.addresses("aws_cloudwatch"),
        ["aws_cloudwatch_metric_alarm.errors_web", "aws_cloudwatch_metric_alarm.unhealthy_web"]
    );
    let unhealthy = made.block("aws_cloudwatch_metric_alarm.unhealthy_web");
    assert_eq!(
        unhealthy["dimensions"],
        json!({
            "LoadBalancer": "${split(\":loadbalancer/\", tier.compute.load_balancer_arn)[1]}",
            "TargetGroup": "targetgroup/${split(\":targetgroup/\", tier.compute.target_group_arn)[1]}",
        })
    );
}

#[test]
fn alarms_of_a_database_come_from_the_module() {
    let made = made(json!({"databases": {"main": {"identifier": "shop"}}}));
    let module = made.block("module.database_main");
    assert_eq!(module["source"], DATABASE_ALARMS);
    assert_eq!(module["identifier"], "shop");
    assert_eq!(module.get("max_replica_lag"), None);
    assert_eq!(made.output("alarm_arns"), "${flatten([module.database_main.alarm_arns])}");
}

#[test]
fn names_are_checked_together() {
    let inputs = json!({"log_groups": ["a b", "web", "web"], "databases": {"1": {"identifier": "shop"}}});
    let errors = Instance::<Observability>::new().inputs(inputs).errors();
    assert_eq!(
        errors,
        "invalid-name: `a b` cannot be part of an address\n  at /log_groups/0\n  \
         hint: begin with a letter, and use letters, digits, `_` and `-`\n\
         invalid-name: `1` cannot be part of an address\n  at /databases/1\n  \
         hint: begin with a letter, and use letters, digits, `_` and `-`\n\
         duplicate-log-group: there are two log groups `web`\n  at /log_groups/2\n  \
         hint: remove one of them\n"
    );
}

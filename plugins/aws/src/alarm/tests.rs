use super::*;
use terrace_sdk::serde_json::json;
use terrace_sdk::testing::Instance;

/// A tier whose inputs are only there to reach [`add_alarms`].
struct Queue;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Inputs {
    topic_arn: Input<TopicArn>,
    age: Option<Input<u32>>,
}

impl Tier for Queue {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new("queue", "0.1.0", "A queue.").resources(ALARM_RESOURCES)
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut out = Contribution::new();
        let metric = |name, statistic| {
            let queue = Reference::resource("aws_sqs_queue", "main");
            Metric::new("AWS/SQS", name, statistic).dimension("QueueName", queue.attr("name"))
        };
        let alarms = [
            Alarm::of(
                metric("ApproximateAgeOfOldestMessage", "Maximum"),
                "age",
                "Age of messages, in seconds",
            )
            .above(&inputs.age)
            .periods(5)
            .missing(MissingData::NotBreaching),
            Alarm::of(metric("SentMessageSize", "p95").period(300), "size", "Size of messages, in bytes")
                .at_least(1024),
            Alarm::of_math(
                "100 * deleted / sent",
                [("deleted", metric("Deleted", "Sum")), ("sent", metric("Sent", "Sum"))],
                "handled",
                "Handled messages, in percent",
            )
            .below(99.5)
            .missing(MissingData::Breaching),
            Alarm::of_query("SELECT MAX(Age) FROM \"AWS/SQS\"", "oldest", "Oldest of all, in seconds")
                .above(9),
        ];
        add_alarms(context, &mut out, &inputs.topic_arn, true, &alarms);
        Ok(out)
    }
}

fn queue() -> Instance<Queue> {
    Instance::new().stack("shop").region("primary")
}

#[test]
fn alarms_and_their_dashboard() {
    let inputs = json!({"topic_arn": {"$expr": "${tier.topics.arn}"}, "age": 600});
    insta::assert_snapshot!(queue().inputs(inputs).synth());
}

#[test]
fn alarm_without_threshold_is_only_a_graph() {
    let topic = "arn:aws:sns:eu-west-1:123456789012:alarms";
    let made = queue().inputs(json!({"topic_arn": topic, "age": null})).synth();
    assert!(!made.has("aws_cloudwatch_metric_alarm.age"));
    let body = made.block("aws_cloudwatch_dashboard.main")["dashboard_body"].as_str().unwrap();
    assert!(body.contains("ApproximateAgeOfOldestMessage") && body.contains(topic));
}

#[test]
fn topic_in_another_region_is_a_warning() {
    let warnings = |topic: &str| {
        let inputs = json!({"topic_arn": {"$expr": topic}});
        queue().inputs(inputs).synth().warnings().to_owned()
    };
    for right in ["${tier.topics.arn}", "${tier.topics[\"primary\"].arn}", "${var.topic_arn}"] {
        assert_eq!(warnings(right), "");
    }
    insta::assert_snapshot!(warnings("${tier.topics[\"secondary\"].arn}"));
}

#[test]
fn alarm_name_has_at_most_255_characters() {
    let inputs = json!({"topic_arn": "arn:aws:sns:eu-west-1:123456789012:alarms"});
    let made = queue().environment(&"e".repeat(300)).inputs(inputs).synth();
    let name = |address: &str, key: &str| made.block(address)[key].as_str().unwrap().to_owned();
    let size = name("aws_cloudwatch_metric_alarm.size", "alarm_name");
    assert_eq!(size.len(), 255);
    assert_ne!(size, name("aws_cloudwatch_metric_alarm.oldest", "alarm_name"));
    assert_eq!(name("aws_cloudwatch_dashboard.main", "dashboard_name").len(), 255);
}

#[test]
fn percentages_are_checked_if_known() {
    let of = |percent: Input<f64>| check_percentage(Some(&percent), "/alarms/cpu_percent");
    for right in [0.01.into(), 100.0.into(), Input::Expression(Expression::raw("var.percent"))] {
        of(right).unwrap();
    }
    assert!(check_percentage(None, "/alarms/cpu_percent").is_ok());
    let problems = [0.0, 100.5].map(|percent| of(percent.into()).unwrap_err());
    insta::assert_debug_snapshot!(problems);
}

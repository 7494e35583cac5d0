//! Events of the bucket, sent to queues, topics, functions and EventBridge.

mod checks;

use crate::account;
use crate::forms::{EventType, FunctionArn, QueueArn, TopicArn};
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

pub(crate) use checks::check;

/// Events of the bucket that S3 sends, by the name of the notification.
///
/// A queue or topic must itself allow `s3.amazonaws.com` to send to it, and so must its KMS key. A function
/// needs nothing: the tier allows S3 to call it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notifications {
    /// Sends all events to EventBridge, which charges for each that a rule passes on.
    #[serde(default)]
    pub eventbridge: bool,

    /// Events for queues in SQS, which must be in the bucket's region.
    #[serde(default)]
    pub queues: BTreeMap<String, Notification<QueueArn>>,

    /// Events for topics in SNS, which must be in the bucket's region.
    #[serde(default)]
    pub topics: BTreeMap<String, Notification<TopicArn>>,

    /// Events for Lambda functions, which must be in the bucket's region. The ARN of a version or an alias is
    /// not accepted.
    #[serde(default)]
    pub functions: BTreeMap<String, Notification<FunctionArn>>,
}

/// Events for one receiver. S3 does not allow two notifications that apply to the same event.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "A: serde::de::DeserializeOwned")]
pub struct Notification<A> {
    /// ARN of the receiver.
    pub arn: Input<A>,

    /// Types of the events, such as `s3:ObjectCreated:*`.
    #[schemars(extend("minItems" = 1))]
    pub events: Vec<EventType>,

    /// Beginning of the objects' keys. Default: all objects.
    pub prefix: Option<Input<String>>,

    /// End of the objects' keys, such as `.jpg`. Default: all objects.
    pub suffix: Option<Input<String>>,
}

/// Adds the bucket's notifications, which are one configuration, and the permissions to call functions.
pub(crate) fn add(out: &mut Contribution, notifications: &Notifications, bucket: &Reference) {
    let permitted: Vec<Expression> = notifications
        .functions
        .iter()
        .map(|(name, function)| permission(out, name, &function.arn, bucket))
        .collect();
    let queues = notifications.queues.iter().map(|(name, it)| it.block(name).set("queue_arn", &it.arn));
    let topics = notifications.topics.iter().map(|(name, it)| it.block(name).set("topic_arn", &it.arn));
    let functions = notifications.functions.iter().zip(permitted);
    let functions = functions.map(|((name, it), arn)| it.block(name).set("lambda_function_arn", arn));
    out.add(
        Resource::new("aws_s3_bucket_notification", "main")
            .set("bucket", bucket.attr("id"))
            .set("eventbridge", notifications.eventbridge.then_some(true))
            .blocks("queue", queues)
            .blocks("topic", topics)
            .blocks("lambda_function", functions),
    );
}

/// Allows S3 to call a function for this bucket, and returns the function's ARN, known once it may.
fn permission(
    out: &mut Contribution,
    name: &str,
    function: &Input<FunctionArn>,
    bucket: &Reference,
) -> Expression {
    let account = account::id();
    out.add(
        Resource::new("aws_lambda_permission", format!("notification_{name}"))
            .set("action", "lambda:InvokeFunction")
            .set("function_name", function)
            .set("principal", "s3.amazonaws.com")
            .set("source_arn", bucket.attr("arn"))
            .set("source_account", account),
    )
    .attr("function_name")
}

impl<A> Notification<A> {
    fn block(&self, name: &str) -> Block {
        Block::new()
            .set("id", name)
            .set("events", &self.events)
            .set("filter_prefix", &self.prefix)
            .set("filter_suffix", &self.suffix)
    }
}

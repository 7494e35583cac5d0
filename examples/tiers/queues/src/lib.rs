//! The queues tier, the example of `docs/writing-a-tier.md`: message queues, and a dead-letter queue.

use std::collections::BTreeSet;
use terrace_sdk::prelude::*;

/// Inputs of the queues tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Names of the queues.
    pub names: Vec<String>,

    /// ARN of the KMS key that encrypts messages. Default: SQS's own key.
    pub kms_key_arn: Option<Input<String>>,

    /// Number of seconds for which a message is kept.
    #[serde(default = "default_retention_seconds")]
    pub retention_seconds: Input<u32>,
}

fn default_retention_seconds() -> Input<u32> {
    345_600.into()
}

/// Message queues in each region.
pub struct Queues;

impl Tier for Queues {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new("queues", env!("CARGO_PKG_VERSION"), "Message queues, and a dead-letter queue.")
            .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
            .resources(["aws_sqs_queue"])
            .output("urls", "map(string)", "URL of each queue, by its name.")
            .output("dead_letter_arn", "string", "ARN of the dead-letter queue.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        check(&inputs.names)?;
        let mut out = Contribution::new();
        let dead = out.add(queue(context, &inputs, "dead_letters"));
        let mut urls = Vec::new();
        for name in &inputs.names {
            let redrive = Expression::call(
                "jsonencode",
                values![object! { "deadLetterTargetArn" => dead.attr("arn"), "maxReceiveCount" => 5 }],
            );
            let made = out.add(queue(context, &inputs, name).set("redrive_policy", redrive));
            urls.push((name.clone(), made.attr("url").into()));
        }
        out.output("urls", Value::object(urls));
        out.output("dead_letter_arn", dead.attr("arn"));
        Ok(out)
    }
}

terrace_sdk::export!(Queues);

fn queue(context: &Context, inputs: &Inputs, name: &str) -> Resource {
    Resource::new("aws_sqs_queue", name)
        .set("name", context.name(name))
        .set("kms_master_key_id", &inputs.kms_key_arn)
        .set("message_retention_seconds", &inputs.retention_seconds)
        .set("tags", context.tags(name))
}

/// Returns all problems with the names, not only the first.
fn check(names: &[String]) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut seen = BTreeSet::from(["dead_letters"]);
    for (index, name) in names.iter().enumerate() {
        if !seen.insert(name) {
            let problem = Diagnostic::new("duplicate-queue", format!("there are two queues `{name}`"));
            problems.push(problem.path(format!("/names/{index}")).hint("give each queue a different name"));
        }
    }
    problems.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use terrace_sdk::serde_json::json;
    use terrace_sdk::testing::Instance;

    #[test]
    fn names_become_queues() {
        let key = json!({"$expr": "${tier.keys.arn}"});
        let made = Instance::<Queues>::new()
            .region("primary")
            .inputs(json!({"names": ["orders"], "kms_key_arn": key}))
            .synth();
        assert_eq!(made.addresses(""), ["aws_sqs_queue.dead_letters", "aws_sqs_queue.orders"]);
        let orders = made.block("aws_sqs_queue.orders");
        assert_eq!(orders["name"], "three-tier-primary-queues-orders");
        assert_eq!(orders["kms_master_key_id"], "${tier.keys.arn}");
        assert_eq!(made.output("urls")["orders"], "${aws_sqs_queue.orders.url}");
    }

    #[test]
    fn names_are_unique() {
        let errors = Instance::<Queues>::new().inputs(json!({"names": ["a", "b", "a"]})).errors();
        assert_eq!(
            errors,
            "duplicate-queue: there are two queues `a`\n  at /names/2\n  hint: give each queue a different name\n"
        );
    }
}

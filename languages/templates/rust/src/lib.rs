//! {{title}}: a topic that messages are published to.

use terrace_sdk::prelude::*;

const SUMMARY: &str = "{{title}}: a topic that messages are published to.";

/// What the tier takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name that receivers of messages see.
    pub display_name: Option<Input<String>>,

    /// Whether messages arrive in the order in which they were published, each of them once.
    #[serde(default)]
    pub fifo: bool,

    /// ARN of the KMS key that messages are encrypted with. Default: none.
    pub kms_key_arn: Option<Input<String>>,
}

/// A topic in each region.
pub struct {{type}};

impl Tier for {{type}} {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new("{{name}}", env!("CARGO_PKG_VERSION"), SUMMARY)
            .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
            .resources(["aws_sns_topic"])
            .output("topic_arn", "string", "ARN of the topic.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        check(&inputs)?;
        // AWS wants this ending for such a topic.
        let ending = if inputs.fifo { ".fifo" } else { "" };
        let mut out = Contribution::new();
        let topic = out.add(
            Resource::new("aws_sns_topic", "main")
                .set("name", context.name("main") + ending)
                .set("display_name", &inputs.display_name)
                .set("fifo_topic", inputs.fifo.then_some(true))
                .set("kms_master_key_id", &inputs.kms_key_arn)
                .set("tags", context.tags("main")),
        );
        out.output("topic_arn", topic.attr("arn"));
        Ok(out)
    }
}

terrace_sdk::export!({{type}});

/// What is wrong with the inputs although their schema allows it: every problem, not only the first.
fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    // The length of an expression is not known here.
    let known = inputs.display_name.as_ref().and_then(Input::known);
    if known.is_some_and(|name| name.chars().count() > 100) {
        let summary = "the display name is longer than 100 characters";
        let problem = Diagnostic::new("long-display-name", summary).path("/display_name");
        problems.push(problem.hint("shorten it"));
    }
    problems.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use terrace_sdk::serde_json::{Value as Json, json};
    use terrace_sdk::testing::{Instance, Synthesized};

    fn made(inputs: Json) -> Synthesized {
        Instance::<{{type}}>::new()
            .region("main")
            .inputs(inputs)
            .synth()
    }

    #[test]
    fn a_topic_that_keeps_the_order_has_another_name() {
        let topic = made(json!({}));
        let topic = topic.block("aws_sns_topic.main");
        assert_eq!(topic["name"], "three-tier-main-{{name}}-main");
        let ordered = made(json!({"fifo": true}));
        let ordered = ordered.block("aws_sns_topic.main");
        assert_eq!(ordered["name"], "three-tier-main-{{name}}-main.fifo");
    }

    #[test]
    fn the_topics_arn_is_an_output() {
        let arn = made(json!({})).output("topic_arn").clone();
        assert_eq!(arn, "${aws_sns_topic.main.arn}");
    }
}

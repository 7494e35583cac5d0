//! {{title}}: a Terrace tier.

use terrace_sdk::prelude::*;

/// Inputs of the {{name}} tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Names of the queues.
    pub names: Vec<String>,

    /// Number of seconds for which a message is kept.
    #[serde(default = "default_retention_seconds")]
    pub retention_seconds: Input<u32>,
}

fn default_retention_seconds() -> Input<u32> {
    345_600.into()
}

/// A queue for each name, in each region.
pub struct {{type}};

impl Tier for {{type}} {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new("{{name}}", env!("CARGO_PKG_VERSION"), "Message queues.")
            .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
            .resources(["aws_sqs_queue"])
            .output("urls", "map(string)", "URL of each queue, by its name.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut out = Contribution::new();
        let mut urls = Vec::new();
        for name in &inputs.names {
            let queue = out.add(
                Resource::new("aws_sqs_queue", name)
                    .set("name", context.name(name))
                    .set("message_retention_seconds", &inputs.retention_seconds)
                    .set("tags", context.tags(name)),
            );
            urls.push((name.clone(), queue.attr("url").into()));
        }
        out.output("urls", Value::object(urls));
        Ok(out)
    }
}

terrace_sdk::export!({{type}});

#[cfg(test)]
mod tests {
    use super::*;
    use terrace_sdk::serde_json::json;
    use terrace_sdk::testing::Instance;

    #[test]
    fn names_become_queues() {
        let made = Instance::<{{type}}>::new()
            .region("main")
            .inputs(json!({ "names": ["orders", "invoices"] }))
            .synth();
        assert_eq!(made.addresses(""), ["aws_sqs_queue.invoices", "aws_sqs_queue.orders"]);
        assert_eq!(made.output("urls")["orders"], "${aws_sqs_queue.orders.url}");
    }
}

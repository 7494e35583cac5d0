//! The observability tier: log groups, alarms, and a topic that notifies people.
//!
//! It watches the resources in its inputs: load balancers and autoscaling groups, as the built-in tier `compute`
//! exports them, and databases, as `database` does. The alarms of databases come from a Terraform module that the
//! organisation already had.

mod alarm;
mod inputs;

use alarm::Alarm;
pub use inputs::{AutoscalingGroup, Database, Inputs, LoadBalancer};
use terrace_sdk::prelude::*;

/// Logs, alarms and their subscribers, in each region.
pub struct Observability;

/// The module with the alarms of a database, relative to the directory that Terrace writes to,
/// `terrace.out/<environment>`.
const DATABASE_ALARMS: &str = "../../modules/database-alarms";

impl Tier for Observability {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new("observability", env!("CARGO_PKG_VERSION"), "Logs, alarms, and their subscribers.")
            .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
            .resources(["aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm"])
            .resources(["aws_sns_topic", "aws_sns_topic_subscription"])
            .modules([DATABASE_ALARMS])
            .output("topic_arn", "string", "ARN of the topic that alarms are published to.")
            .output(
                "log_group_names",
                "map(string)",
                "Full name of each log group, by its name in the inputs.",
            )
            .output("alarm_arns", "list(string)", "ARNs of all alarms.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        inputs.check()?;
        let mut out = Contribution::new();
        let topic = topic(&mut out, context, &inputs.subscribers);
        log_groups(&mut out, context, &inputs);
        let mut arns = Vec::new();
        for (name, watched) in &inputs.load_balancers {
            for alarm in Alarm::of_load_balancer(name, watched) {
                arns.push(Value::from(out.add(alarm.into_resource(context, &topic)).attr("arn")));
            }
        }
        for (name, watched) in &inputs.autoscaling_groups {
            let alarm = Alarm::of_autoscaling_group(name, watched);
            arns.push(out.add(alarm.into_resource(context, &topic)).attr("arn").into());
        }
        for (name, watched) in &inputs.databases {
            let module = out.module(database_alarms(context, &topic, name, watched));
            arns.push(module.attr("alarm_arns").into());
        }
        out.output("topic_arn", topic.attr("arn"));
        out.output("alarm_arns", Expression::call("flatten", [arns.into()]));
        Ok(out)
    }
}

terrace_sdk::export!(Observability);

fn topic(out: &mut Contribution, context: &Context, subscribers: &[Input<String>]) -> Reference {
    let topic = out.add(
        Resource::new("aws_sns_topic", "alarms")
            .set("name", context.name("alarms"))
            .set("tags", context.tags("alarms")),
    );
    for (index, address) in subscribers.iter().enumerate() {
        out.add(
            Resource::new("aws_sns_topic_subscription", format!("subscriber_{index}"))
                .set("topic_arn", topic.attr("arn"))
                .set("protocol", "email")
                .set("endpoint", address),
        );
    }
    topic
}

fn log_groups(out: &mut Contribution, context: &Context, inputs: &Inputs) {
    let mut names = Vec::new();
    for name in &inputs.log_groups {
        let group = out.add(
            Resource::new("aws_cloudwatch_log_group", name)
                .set("name", format!("/{}/{name}", context.stack))
                .set("retention_in_days", &inputs.retention_days)
                .set("kms_key_id", &inputs.kms_key_arn)
                .set("tags", context.tags(name)),
        );
        names.push((name.clone(), group.attr("name").into()));
    }
    out.output("log_group_names", Value::object(names));
}

fn database_alarms(context: &Context, topic: &Reference, name: &str, watched: &Database) -> Module {
    Module::new(format!("database_{name}"), DATABASE_ALARMS)
        .set("name", context.name(&format!("database-{name}")))
        .set("identifier", &watched.identifier)
        .set("max_cpu", &watched.max_cpu)
        .set("min_free_storage", &watched.min_free_storage)
        .set("max_replica_lag", &watched.max_replica_lag)
        .set("topic_arn", topic.attr("arn"))
        .set("tags", &context.stack_tags)
}

#[cfg(test)]
mod tests;

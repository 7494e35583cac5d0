//! Blocks: nested ones, meta-arguments, providers, modules, checks.

use crate::{Inputs, Rule};
use terrace_sdk::prelude::*;

pub(crate) fn nested(out: &mut Contribution, rules: &[Rule]) {
    let rule = |rule: &Rule| {
        Block::new()
            .set("protocol", "tcp")
            .set("from_port", &rule.port)
            .set("to_port", &rule.port)
            .set("cidr_blocks", &rule.cidr_blocks)
            .set("description", &rule.description)
    };
    out.add(
        Resource::new("aws_security_group", "nested")
            .set("name", "nested")
            .blocks("ingress", rules.iter().map(rule))
            .block("timeouts", Block::new().set("create", "10m").set("delete", Value::Null)),
    );
    let filter = |name: &str, value: &str| Block::new().set("name", name).set("values", [value]);
    out.add(
        Resource::data("aws_ami", "nested")
            .set("owners", ["amazon"])
            .block("filter", filter("name", "al2023-*"))
            .block("filter", filter("architecture", "x86_64"))
            .blocks("filter", [filter("state", "${available}")])
            .block("timeouts", Block::new()),
    );
}

pub(crate) fn lifecycle(out: &mut Contribution) {
    let pet = out.add(Resource::new("random_pet", "lifecycle").set("length", 2));
    let longer = Expression::raw(format!("{} > 1", pet.attr("length")));
    let named = Expression::raw("self.name != \"\"");
    let counted = out.add(
        Resource::new("aws_sqs_queue", "counted")
            .count(Expression::conditional(&longer, 2, 0))
            .set("name", Expression::raw("\"queue-${count.index}\"")),
    );
    // Terraform creates none of these, so that a test can destroy what it applied.
    out.add(
        Resource::new("aws_sqs_queue", "kept")
            .count(0)
            .set("name", "kept")
            .prevent_destroy()
            .create_before_destroy()
            .ignore_changes(["tags", "policy"])
            .ignore_changes(["redrive_policy"])
            .replace_triggered_by(&pet)
            .replace_triggered_by(pet.attr("id"))
            .precondition(&longer, template!["the name of ", pet.attr("id"), " is too short for ${it}"])
            .postcondition(&named, "the queue has no name"),
    );
    let each = out.add(
        Resource::new("aws_sqs_queue", "each")
            .for_each(Expression::call("toset", values![["a", "b"]]))
            .set("name", Expression::raw("each.key"))
            .ignore_all_changes()
            .depends_on(&counted)
            .depends_on(&pet),
    );
    let mapped = object! { "x" => pet.attr("id"), "y${z}" => "literal" };
    out.add(
        Resource::new("aws_sqs_queue", "mapped").for_each(mapped).set("name", Expression::raw("each.value")),
    );
    out.local("first_counted", counted.index(0).attr("arn"));
    out.local("one_of_each", each.key("a").attr("arn"));
}

pub(crate) fn providers(out: &mut Contribution, context: &Context) {
    out.add(Resource::new("aws_sns_topic", "here").set("name", "here"));
    let others = context.regions.iter().filter(|region| context.region.as_ref() != Some(&region.name));
    for region in others.filter(|region| region.providers.iter().any(|provider| provider == "aws")) {
        let name = format!("in_{}", region.name);
        out.add(Resource::new("aws_sns_topic", &name).set("name", &region.name).provider_of(&region.name));
        out.add(Resource::data("aws_caller_identity", name).provider_of(&region.name));
    }
}

pub(crate) fn modules(out: &mut Contribution, inputs: &Inputs) {
    let topic = out.add(Resource::new("aws_sns_topic", "modules").set("name", "modules"));
    let first = out.module(
        Module::new("first", "terraform-aws-modules/sqs/aws")
            .version("~> 4.2")
            .set("name", &inputs.text)
            .set("tags", &inputs.labels)
            .set("topic_arn", topic.attr("arn"))
            .set("nothing", Value::Null)
            .depends_on(&topic),
    );
    let second = out.module(Module::new("second", "./modules/queue").set(
        "settings",
        object! { "literal" => "${x}", "url" => first.attr("queue_url"), "size" => inputs.size },
    ));
    out.local("module_outputs", values![first.attr("queue_url"), second.attr("not an identifier"), &second]);
}

pub(crate) fn checks(out: &mut Contribution) {
    let topic = out.add(Resource::new("aws_sns_topic", "checks").set("name", "checks"));
    let named = Expression::raw(format!("{} != \"\"", topic.attr("name")));
    out.check(Check::new("named").assert(&named, "the topic has no ${name}"));
    let source = Resource::data("aws_caller_identity", "checks");
    let known = Expression::raw(format!("{} != \"\"", source.reference().attr("account_id")));
    let message = template!["account ", source.reference().attr("account_id"), " is not known"];
    out.check(
        Check::new("known").data(source).assert(&known, message).assert(&named, "the topic has no name"),
    );
}

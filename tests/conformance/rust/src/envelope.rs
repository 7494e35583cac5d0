//! Everything except blocks and values: context, outputs, moves, diagnostics.

use crate::Inputs;
use terrace_sdk::prelude::*;

pub(crate) fn context(out: &mut Contribution, context: &Context) {
    let regions: Vec<Value> = context
        .regions
        .iter()
        .map(|region| object! { "name" => &region.name, "providers" => &region.providers })
        .collect();
    out.local(
        "context",
        object! {
            "stack" => &context.stack,
            "environment" => &context.environment,
            "tier" => &context.tier,
            "region" => &context.region,
            "regions" => regions,
            "stack_tags" => &context.stack_tags,
            "name" => context.name("${thing}"),
        },
    );
    out.add(Resource::new("aws_sns_topic", "context").set("tags", context.tags("topic")));
}

pub(crate) fn outputs(out: &mut Contribution) {
    let topic = out.add(Resource::new("aws_sns_topic", "outputs").set("name", "outputs"));
    out.output("text", template!["${literal} ", topic.attr("arn")]);
    out.output("number", u64::MAX);
    out.output("flag", false);
    out.output("list", values![topic.attr("arn"), topic.attr("id")]);
    out.output("map", object! { "${key}" => topic.attr("arn"), "a.b" => "${value}" });
    out.output("object", object! { "name" => topic.attr("name"), "ports" => values![80, 443] });
    out.output("whole", &topic);
    out.output("secret", topic.attr("owner"));
}

pub(crate) fn moves(out: &mut Contribution) {
    let topic = out.add(Resource::new("aws_sns_topic", "present").set("name", "present"));
    let module = out.module(Module::new("present", "./modules/queue"));
    out.moved("aws_sns_topic.earlier", &topic);
    out.moved("module.earlier", &module);
    out.removed("aws_sns_topic.destroyed", Removal::Destroy);
    out.removed("module.forgotten", Removal::Forget);
}

pub(crate) fn warnings(out: &mut Contribution) {
    out.warn(Diagnostic::new("a-warning", "this is only a warning"));
    out.warn(full("a-full-warning"));
}

pub(crate) fn problems(problems: &mut Diagnostics, inputs: &Inputs) {
    problems.push(Diagnostic::new("an-error", "nothing but code and summary"));
    problems.push(full("a-full-error"));
    for (index, name) in inputs.names.iter().enumerate() {
        let problem = Diagnostic::new("a-name", format!("there is a name `{name}`"));
        problems.push(problem.path(format!("/names/{index}")));
    }
}

fn full(code: &str) -> Diagnostic {
    Diagnostic::new(code, "with \"every\" field and ${no.expression}")
        .detail("Two lines:\n  é \u{1F600}")
        .address(&Reference::data("aws_ami", "main"))
        .path("/rules/0/port")
        .hint("do something about it")
}

/// Outputs those inputs that must be known. Each expression among them is a problem.
pub(crate) fn required(out: &mut Contribution, inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let text = problems.take(inputs.text.require("/text"));
    let flag = problems.take(inputs.flag.require("/flag"));
    out.local("known", object! { "text" => text.cloned(), "flag" => flag.copied() });
    problems.finish()
}

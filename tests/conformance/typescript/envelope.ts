// Everything except blocks and values: context, outputs, moves, diagnostics.

import {
  type Context,
  type Contribution,
  Diagnostic,
  Diagnostics,
  module,
  Reference,
  requireKnown,
  resource,
  template,
} from "@terrace/sdk";
import type { Inputs } from "./inputs.ts";

export function surroundings(out: Contribution, context: Context): void {
  out.local("context", {
    stack: context.stack,
    environment: context.environment,
    tier: context.tier,
    region: context.region,
    regions: context.regions.map(({ name, providers }) => ({ name, providers })),
    stack_tags: context.stackTags,
    name: context.name("${thing}"),
  });
  out.add(resource("aws_sns_topic", "context", { tags: context.tags("topic") }));
}

export function outputs(out: Contribution): void {
  const topic = out.add(resource("aws_sns_topic", "outputs", { name: "outputs" }));
  out.output("text", template`${"${literal} "}${topic.attr("arn")}`);
  out.output("number", 2n ** 64n - 1n);
  out.output("flag", false);
  out.output("list", [topic.attr("arn"), topic.attr("id")]);
  out.output("map", { "${key}": topic.attr("arn"), "a.b": "${value}" });
  out.output("object", { name: topic.attr("name"), ports: [80, 443] });
  out.output("whole", topic);
  out.output("secret", topic.attr("owner"));
}

export function moves(out: Contribution): void {
  const topic = out.add(resource("aws_sns_topic", "present", { name: "present" }));
  const called = out.module(module("present", "./modules/queue"));
  out.moved("aws_sns_topic.earlier", topic);
  out.moved("module.earlier", called);
  out.removed("aws_sns_topic.destroyed", "destroy");
  out.removed("module.forgotten", "forget");
}

export function warnings(out: Contribution): void {
  out.warn(new Diagnostic("a-warning", "this is only a warning"));
  out.warn(full("a-full-warning"));
}

export function findProblems(problems: Diagnostics, inputs: Inputs): void {
  problems.push(new Diagnostic("an-error", "nothing but code and summary"));
  problems.push(full("a-full-error"));
  for (const [index, name] of inputs.names.entries()) {
    problems.push(new Diagnostic("a-name", `there is a name \`${name}\``, { path: `/names/${index}` }));
  }
}

function full(code: string): Diagnostic {
  return new Diagnostic(code, 'with "every" field and ${no.expression}', {
    detail: "Two lines:\n  é \u{1F600}",
    address: Reference.data("aws_ami", "main"),
    path: "/rules/0/port",
    hint: "do something about it",
  });
}

/** Outputs those inputs that must be known. Each expression among them is a problem. */
export function required(out: Contribution, inputs: Inputs): void {
  const problems = new Diagnostics();
  const text = problems.take(() => requireKnown(inputs.text, "/text"));
  const flag = problems.take(() => requireKnown(inputs.flag, "/flag"));
  out.local("known", { text, flag });
  problems.finish();
}

// Blocks: nested ones, meta-arguments, providers, modules, checks.

import {
  block,
  blocks,
  check,
  type Context,
  type Contribution,
  data,
  Expression,
  module,
  resource,
  template,
} from "@terrace/sdk";
import type { Inputs, Rule } from "./inputs.ts";

export function nested(out: Contribution, rules: Rule[]): void {
  out.add(
    resource("aws_security_group", "nested", {
      name: "nested",
      ingress: blocks(rules, (rule) => ({
        protocol: "tcp",
        from_port: rule.port,
        to_port: rule.port,
        cidr_blocks: rule.cidr_blocks,
        description: rule.description,
      })),
      timeouts: block({ create: "10m", delete: null }),
    }),
  );
  const filter = (name: string, value: string) => block({ name, values: [value] });
  out.add(
    data("aws_ami", "nested", { owners: ["amazon"] })
      .block("filter", filter("name", "al2023-*"))
      .block("filter", filter("architecture", "x86_64"))
      .blocks("filter", [filter("state", "${available}")])
      .block("timeouts", block()),
  );
}

export function lifecycle(out: Contribution): void {
  const pet = out.add(resource("random_pet", "lifecycle", { length: 2 }));
  const longer = Expression.raw`${pet.attr("length")} > 1`;
  const named = Expression.raw('self.name != ""');
  const counted = out.add(
    resource("aws_sqs_queue", "counted", { name: Expression.raw('"queue-${count.index}"') }).count(
      Expression.conditional(longer, 2, 0),
    ),
  );
  // Terraform creates none of these, so that a test can destroy what it applied.
  out.add(
    resource("aws_sqs_queue", "kept", { name: "kept" })
      .count(0)
      .preventDestroy()
      .createBeforeDestroy()
      .ignoreChanges("tags", "policy")
      .ignoreChanges("redrive_policy")
      .replaceTriggeredBy(pet)
      .replaceTriggeredBy(pet.attr("id"))
      .precondition(longer, template`the name of ${pet.attr("id")} is too short for ${"${it}"}`)
      .postcondition(named, "the queue has no name"),
  );
  const each = out.add(
    resource("aws_sqs_queue", "each", { name: Expression.raw("each.key") })
      .forEach(Expression.call("toset", ["a", "b"]))
      .ignoreAllChanges()
      .dependsOn(counted, pet),
  );
  out.add(
    resource("aws_sqs_queue", "mapped", { name: Expression.raw("each.value") }).forEach({
      x: pet.attr("id"),
      "y${z}": "literal",
    }),
  );
  out.local("first_counted", counted.index(0).attr("arn"));
  out.local("one_of_each", each.key("a").attr("arn"));
}

export function providers(out: Contribution, context: Context): void {
  out.add(resource("aws_sns_topic", "here", { name: "here" }));
  const others = context.regions.filter((region) => region.name !== context.region);
  for (const region of others.filter((other) => other.providers.includes("aws"))) {
    const name = `in_${region.name}`;
    out.add(resource("aws_sns_topic", name, { name: region.name }).providerOf(region.name));
    out.add(data("aws_caller_identity", name).providerOf(region.name));
  }
}

export function modules(out: Contribution, inputs: Inputs): void {
  const topic = out.add(resource("aws_sns_topic", "modules", { name: "modules" }));
  const first = out.module(
    module("first", "terraform-aws-modules/sqs/aws", {
      name: inputs.text,
      tags: inputs.labels,
      topic_arn: topic.attr("arn"),
      nothing: null,
    })
      .version("~> 4.2")
      .dependsOn(topic),
  );
  const settings = { literal: "${x}", url: first.attr("queue_url"), size: inputs.size };
  const second = out.module(module("second", "./modules/queue", { settings }));
  out.local("module_outputs", [first.attr("queue_url"), second.attr("not an identifier"), second]);
}

export function checks(out: Contribution): void {
  const topic = out.add(resource("aws_sns_topic", "checks", { name: "checks" }));
  const named = Expression.raw`${topic.attr("name")} != ""`;
  out.check(check("named").assert(named, "the topic has no ${name}"));
  const source = data("aws_caller_identity", "checks");
  const account = source.reference.attr("account_id");
  const known = Expression.raw`${account} != ""`;
  out.check(
    check("known")
      .data(source)
      .assert(known, template`account ${account} is not known`)
      .assert(named, "the topic has no name"),
  );
}

import { Expression, type Reference, input, resource, tier } from "@terrace/sdk";

export default tier({
  name: "queues",
  version: "0.2.0",
  summary: "Message queues, and a dead-letter queue.",
  inputs: input.object({
    names: input.list(input.string()).describe("Names of the queues."),
  }),
  providers: { aws: { source: "hashicorp/aws", version: ">= 5.0, < 7.0" } },
  resources: ["aws_sqs_queue"],
  outputs: {
    urls: { type: "map(string)", description: "URL of each queue, by its name." },
  },

  synth(context, { names }, out) {
    const queue = (name: string, redrive?: Expression): Reference =>
      out.add(
        resource("aws_sqs_queue", name, {
          name: context.name(name),
          message_retention_seconds: 345600,
          redrive_policy: redrive,
          tags: context.tags(name),
        }),
      );

    const dead = queue("dead_letters");
    out.moved("module.main.aws_sqs_queue.dead_letters", dead);
    const redrive = Expression.call("jsonencode", { deadLetterTargetArn: dead.attr("arn"), maxReceiveCount: 5 });
    const urls: Record<string, Expression> = {};
    for (const name of names) {
      const made = queue(name, redrive);
      out.moved(`module.main.aws_sqs_queue.queue["${name}"]`, made);
      urls[name] = made.attr("url");
    }
    out.output("urls", urls);
  },
});

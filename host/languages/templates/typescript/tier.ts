import { input, resource, tier, type Expression } from "@terrace/sdk";

const inputs = input.object({
  names: input.list(input.string()).describe("Names of the queues."),
  retention_seconds: input
    .integer({ minimum: 0 })
    .orExpression()
    .default(345600)
    .describe("Number of seconds for which a message is kept."),
});

export default tier({
  name: "{{name}}",
  version: "0.1.0",
  summary: "Message queues.",
  inputs,
  providers: { aws: { source: "hashicorp/aws", version: ">= 5.0, < 7.0" } },
  resources: ["aws_sqs_queue"],
  outputs: { urls: { type: "map(string)", description: "URL of each queue, by its name." } },

  synth(context, inputs, out) {
    const urls: Record<string, Expression> = {};
    for (const name of inputs.names) {
      const queue = out.add(
        resource("aws_sqs_queue", name, {
          name: context.name(name),
          message_retention_seconds: inputs.retention_seconds,
          tags: context.tags(name),
        }),
      );
      urls[name] = queue.attr("url");
    }
    out.output("urls", urls);
  },
});

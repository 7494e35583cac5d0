import { input, module, tier } from "@terrace/sdk";

const SOURCE = "../../modules/queues";

export default tier({
  name: "queues",
  version: "0.1.0",
  summary: "Message queues, created by the company's own module.",
  inputs: input.object({
    names: input.list(input.string()).describe("Names of the queues."),
  }),
  providers: { aws: { source: "hashicorp/aws", version: ">= 5.0, < 7.0" } },
  modules: [SOURCE],
  outputs: {
    urls: { type: "map(string)", description: "URL of each queue, by its name." },
  },

  synth(context, { names }, out) {
    const prefix = [context.stack, context.region, context.tier].join("-");
    const queues = out.module(module("main", SOURCE, { prefix, names }));
    out.output("urls", queues.attr("urls"));
  },
});

// The conformance tier: every feature of an SDK, with emphasis on differences between languages.
//
// It is a port of the tier in Rust: both return the same contribution for the same request.

import { type Context, type Contribution, Diagnostics, tier } from "@terrace/sdk";
import * as blocks from "./blocks.ts";
import * as envelope from "./envelope.ts";
import * as expressions from "./expressions.ts";
import { type Inputs, inputs, type Part } from "./inputs.ts";
import * as values from "./values.ts";

type Make = (out: Contribution, inputs: Inputs, context: Context, problems: Diagnostics) => void;

const PARTS: Record<Part, Make> = {
  literals: values.literals,
  numbers: values.numbers,
  absent: values.absent,
  inputs: values.passed,
  blocks: (out, { rules }) => blocks.nested(out, rules),
  lifecycle: blocks.lifecycle,
  providers: (out, _, context) => blocks.providers(out, context),
  modules: blocks.modules,
  checks: blocks.checks,
  references: expressions.references,
  expressions: expressions.functions,
  templates: expressions.templates,
  "user-data": expressions.userData,
  context: (out, _, context) => envelope.surroundings(out, context),
  outputs: envelope.outputs,
  moves: envelope.moves,
  warnings: envelope.warnings,
  problems: (_out, given, _context, problems) => envelope.findProblems(problems, given),
  required: (out, given, _, problems) => problems.take(() => envelope.required(out, given)),
};

export default tier({
  name: "conformance",
  version: "0.1.0",
  summary: "Everything that an SDK can do, in each language the same.",
  inputs,
  providers: {
    aws: { source: "hashicorp/aws", version: ">= 5.0, < 7.0" },
    random: { source: "hashicorp/random" },
  },
  resources: ["aws_security_group", "aws_sns_topic", "aws_sqs_queue", "aws_ssm_parameter", "random_pet"],
  dataSources: ["aws_ami", "aws_caller_identity"],
  ephemeralResources: ["aws_secretsmanager_secret_version"],
  modules: ["./modules/queue", "terraform-aws-modules/sqs/aws"],
  annotations: {
    license: "Apache-2.0 OR MIT",
    documentation: 'Says "hello" — and ${nothing} more.',
  },
  outputs: {
    text: { type: "string", description: "A text that holds `${`, and an expression." },
    number: { type: "number", description: "A number beyond what a double can hold." },
    flag: { type: "bool", description: "A boolean." },
    list: { type: "list(string)", description: "A list of expressions." },
    map: { type: "map(string)", description: "A map whose keys need care." },
    object: { type: "object({ name = string, ports = list(number) })", description: "An object." },
    whole: { type: "any", description: "All attributes of a resource." },
    absent: { type: "string", description: "Never given." },
    secret: { type: "string", description: "A secret.", sensitive: true },
  },
  synth(context, given, out) {
    const problems = new Diagnostics();
    for (const part of given.parts) {
      PARTS[part](out, given, context, problems);
    }
    problems.finish();
  },
});

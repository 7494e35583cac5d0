// The tier's inputs: one of every kind.

import { input, type Infer } from "@terrace/sdk";

const cidrBlocks = input.list(input.string().orExpression()).orExpression();

export const rule = input
  .object({
    port: input.integer({ minimum: 0, maximum: 65535 }).orExpression().describe("Port of the connection."),
    cidr_blocks: cidrBlocks.default(["0.0.0.0/0"]).describe("Addresses that may connect."),
    description: input.string().orExpression().optional().describe("Purpose of the rule."),
  })
  .describe("A rule of a firewall.");

const mode = input
  .enum({ "plain-text": "The default.", quoted: "The alternative." })
  .describe("A choice of two.");

const part = input
  .enum({
    literals: "Strings that are special to Terraform, to JSON or to a language.",
    numbers: "Numbers that a double cannot represent, or writes differently.",
    absent: "Values that are left out, and empty values that are kept.",
    inputs: "Every input, passed on.",
    blocks: "Nested blocks.",
    lifecycle: "Meta-arguments of resources.",
    providers: "Providers of other regions.",
    modules: "Calls of modules.",
    checks: "Checks.",
    references: "References to every kind of block.",
    expressions: "Function calls and other expressions.",
    templates: "Strings that contain expressions.",
    "user-data": "A script for a machine's first start.",
    context: "The context of the instance.",
    outputs: "A value of every type for the outputs.",
    moves: "Blocks that were renamed or removed.",
    warnings: "Warnings.",
    problems: "Errors with every optional field.",
    required: "Inputs that must be known.",
  })
  .describe("A part of the tier's contribution.");

export const inputs = input
  .object({
    parts: input.list(input.named("Part", () => part)).describe("Parts to create, in this order."),
    text: input.string().orExpression().default("it's ${text}").describe("A string, or an expression."),
    number: input
      .decimal()
      .orExpression()
      .optional()
      .describe("A number of any size and precision, or an expression."),
    flag: input.boolean().orExpression().default(true).describe("A boolean, or an expression."),
    list: input
      .list(input.string().orExpression())
      .orExpression()
      .optional()
      .describe("A list of strings, which can be one expression or contain some."),
    map: input
      .map(input.string().orExpression())
      .orExpression()
      .optional()
      .describe("A map of strings, which can be one expression or contain some."),
    anything: input.any().optional().describe("Any value, with expressions anywhere in it."),
    size: input
      .integer({ minimum: 1, maximum: 5 })
      .default(2)
      .describe("A number that the tier depends on, so it cannot be an expression."),
    mode: input.named("Mode", () => mode).default("plain-text").describe("A choice of two."),
    names: input
      .list(input.string(), { maxItems: 3 })
      .default([])
      .describe('Known strings: "quoted", and `${not.an.expression}`.'),
    labels: input.map(input.string()).default({}).describe("A map of known strings."),
    rules: input
      .list(input.named("Rule", () => rule))
      .default([{ port: 443, cidr_blocks: ["0.0.0.0/0"] }])
      .describe("Rules of a firewall."),
  })
  .describe("Inputs of the conformance tier.");

export type Inputs = Infer<typeof inputs>;
export type Rule = Infer<typeof rule>;
export type Part = Infer<typeof part>;

// What the tier takes: every kind of input.

import { input, type Infer } from "@terrace/sdk";

const cidrBlocks = input.list(input.string().orExpression()).orExpression();

export const rule = input
  .object({
    port: input.integer({ minimum: 0, maximum: 65535 }).orExpression().describe("The port."),
    cidr_blocks: cidrBlocks.default(["0.0.0.0/0"]).describe("Who may connect."),
    description: input.string().orExpression().optional().describe("What it is for."),
  })
  .describe("A rule of a firewall.");

const mode = input
  .enum({ "plain-text": "The usual one.", quoted: "The other one." })
  .describe("A choice.");

const part = input
  .enum({
    literals: "Texts that mean something to Terraform, to JSON or to a language.",
    numbers: "Numbers that a double cannot hold, or that look different there.",
    absent: "What is left out, and what is empty and stays.",
    inputs: "Every input, passed on.",
    blocks: "Blocks in blocks.",
    lifecycle: "Meta-arguments of resources.",
    providers: "Providers of other regions.",
    modules: "Calls of modules.",
    checks: "Checks.",
    references: "References to every kind of block.",
    expressions: "Function calls and other expressions.",
    templates: "Texts with expressions in them.",
    "user-data": "A script for a machine's first start.",
    context: "What the instance is made for.",
    outputs: "A value of every type for the outputs.",
    moves: "Blocks that were renamed, or are gone.",
    warnings: "Warnings.",
    problems: "Errors, with every field that they may have.",
    required: "Inputs that have to be known.",
  })
  .describe("A part of what the tier can make.");

export const inputs = input
  .object({
    parts: input.list(input.named("Part", () => part)).describe("What is made, in this order."),
    text: input.string().orExpression().default("it's ${text}").describe("A text, or an expression."),
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
      .describe("A list of texts that may be one expression, or hold some."),
    map: input
      .map(input.string().orExpression())
      .orExpression()
      .optional()
      .describe("A map of texts that may be one expression, or hold some."),
    anything: input.any().optional().describe("Anything at all, with expressions in any place."),
    size: input
      .integer({ minimum: 1, maximum: 5 })
      .default(2)
      .describe("How many. Decided by, so it takes no expression."),
    mode: input.named("Mode", () => mode).default("plain-text").describe("A choice."),
    names: input
      .list(input.string(), { maxItems: 3 })
      .default([])
      .describe('Texts that are known: "quoted", and `${not.an.expression}`.'),
    labels: input.map(input.string()).default({}).describe("A map of known texts."),
    rules: input
      .list(input.named("Rule", () => rule))
      .default([{ port: 443, cidr_blocks: ["0.0.0.0/0"] }])
      .describe("Rules of a firewall."),
  })
  .describe("Inputs of the conformance tier.");

export type Inputs = Infer<typeof inputs>;
export type Rule = Infer<typeof rule>;
export type Part = Infer<typeof part>;

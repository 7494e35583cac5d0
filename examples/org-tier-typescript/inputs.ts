// What the firewall takes.

import { input, type Infer } from "@terrace/sdk";

const action = input
  .enum({ block: "Requests are refused.", count: "Requests are let in and counted, to try a rule." })
  .default("block");

const managedRule = input.object({
  name: input
    .string({ pattern: "^AWSManagedRules[A-Za-z]+$" })
    .describe("Name of one of AWS's own rule groups, such as `AWSManagedRulesSQLiRuleSet`."),
  action: action.describe("What becomes of requests that it finds."),
  excluded: input
    .list(input.string())
    .default([])
    .describe("Names of rules of the group that only count what they find."),
});

const addresses = input.list(input.string({ pattern: "^[0-9.]+/[0-9]{1,2}$" }).orExpression()).default([]);

export const inputs = input
  .object({
    load_balancer_arn: input.string().orExpression().describe("ARN of the load balancer that is protected."),
    managed_rules: input
      .list(managedRule)
      .default([
        { name: "AWSManagedRulesCommonRuleSet", action: "block", excluded: [] },
        { name: "AWSManagedRulesKnownBadInputsRuleSet", action: "block", excluded: [] },
      ])
      .describe("AWS's rule groups, in the order in which they are asked."),
    rate_limit: input
      .integer({ minimum: 100, maximum: 2_000_000_000 })
      .orExpression()
      .optional()
      .describe("Requests that one address may send in five minutes. Default: any number."),
    allowed: addresses.describe("Addresses in CIDR notation that are let in before any other rule is asked."),
    blocked: addresses.describe("Addresses in CIDR notation that are refused."),
    log_retention_days: input
      .integer({ minimum: 1 })
      .orExpression()
      .optional()
      .describe("For how many days requests are logged. Default: they are not."),
  })
  .describe("Inputs of the firewall.");

export type Inputs = Infer<typeof inputs>;

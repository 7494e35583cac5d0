// The inputs of the firewall.

import { input, type Infer } from "@terrace/sdk";

const action = input
  .enum({ block: "Requests are blocked.", count: "Requests are allowed and counted, to try out a rule." })
  .default("block");

const managedRule = input.object({
  name: input
    .string({ pattern: "^AWSManagedRules[A-Za-z]+$" })
    .describe("Name of one of AWS's own rule groups, such as `AWSManagedRulesSQLiRuleSet`."),
  action: action.describe("Action for requests that match."),
  excluded: input
    .list(input.string())
    .default([])
    .describe("Names of rules in the group that only count matching requests."),
});

const addresses = input.list(input.string({ pattern: "^[0-9.]+/[0-9]{1,2}$" }).orExpression()).default([]);

export const inputs = input
  .object({
    load_balancer_arn: input.string().orExpression().describe("ARN of the protected load balancer."),
    managed_rules: input
      .list(managedRule)
      .default([
        { name: "AWSManagedRulesCommonRuleSet", action: "block", excluded: [] },
        { name: "AWSManagedRulesKnownBadInputsRuleSet", action: "block", excluded: [] },
      ])
      .describe("AWS's rule groups, in the order in which they are evaluated."),
    rate_limit: input
      .integer({ minimum: 100, maximum: 2_000_000_000 })
      .orExpression()
      .optional()
      .describe("Maximum number of requests from one address in five minutes. Default: no limit."),
    allowed: addresses.describe("Addresses in CIDR notation that are allowed before any other rule is evaluated."),
    blocked: addresses.describe("Addresses in CIDR notation that are blocked."),
    log_retention_days: input
      .integer({ minimum: 1 })
      .orExpression()
      .optional()
      .describe("Number of days for which requests are logged. Default: no logging."),
  })
  .describe("Inputs of the firewall.");

export type Inputs = Infer<typeof inputs>;

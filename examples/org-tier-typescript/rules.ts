// The rules of the web ACL. They are evaluated in the order of their priority, until one allows or blocks a request.

import { block, blocks, type Block, type Reference } from "@terrace/sdk";
import type { Inputs } from "./inputs.ts";

/** Returns the metrics settings of a rule in CloudWatch. */
export function visibility(name: string): Block {
  return block({ metric_name: name, cloudwatch_metrics_enabled: true, sampled_requests_enabled: true });
}

export function rules(inputs: Inputs, sets: Map<"allowed" | "blocked", Reference>): Block[] {
  const all = [...addressRules(sets), ...rateRule(inputs), ...managedRules(inputs)];
  return all.map((rule, priority) => rule.set("priority", priority));
}

function addressRules(sets: Map<"allowed" | "blocked", Reference>): Block[] {
  return [...sets].map(([name, set]) =>
    block({
      name,
      action: block({ [name === "allowed" ? "allow" : "block"]: block() }),
      statement: block({ ip_set_reference_statement: block({ arn: set.attr("arn") }) }),
      visibility_config: visibility(name),
    }),
  );
}

function rateRule({ rate_limit }: Inputs): Block[] {
  if (rate_limit === undefined) {
    return [];
  }
  return [
    block({
      name: "rate",
      action: block({ block: block() }),
      statement: block({ rate_based_statement: block({ limit: rate_limit, aggregate_key_type: "IP" }) }),
      visibility_config: visibility("rate"),
    }),
  ];
}

function managedRules({ managed_rules }: Inputs): Block[] {
  return managed_rules.map(({ name, action, excluded }) =>
    block({
      name,
      override_action: block({ [action === "count" ? "count" : "none"]: block() }),
      statement: block({
        managed_rule_group_statement: block({
          vendor_name: "AWS",
          name,
          rule_action_override: blocks(excluded, (rule) => ({
            name: rule,
            action_to_use: block({ count: block() }),
          })),
        }),
      }),
      visibility_config: visibility(name),
    }),
  );
}

// A web application firewall for a load balancer.

import {
  block,
  blocks,
  Diagnostic,
  Diagnostics,
  resource,
  tier,
  type Context,
  type Contribution,
  type Expression,
  type Reference,
} from "@terrace/sdk";
import { type Inputs, inputs } from "./inputs.ts";
import { rules, visibility } from "./rules.ts";

export default tier({
  name: "firewall",
  version: "1.0.0",
  summary: "A web application firewall in front of a load balancer.",
  inputs,
  providers: { aws: { source: "hashicorp/aws", version: ">= 5.0, < 7.0" } },
  resources: [
    "aws_cloudwatch_log_group",
    "aws_wafv2_ip_set",
    "aws_wafv2_web_acl",
    "aws_wafv2_web_acl_association",
    "aws_wafv2_web_acl_logging_configuration",
  ],
  outputs: {
    web_acl_arn: { type: "string", description: "ARN of the web ACL." },
    web_acl_capacity: { type: "number", description: "Capacity units used by the rules, out of 5000." },
    log_group_name: { type: "string", description: "Name of the log group, if requests are logged." },
  },
  annotations: { license: "Apache-2.0 OR MIT" },

  synth(context, inputs, out) {
    check(inputs);
    const sets = ipSets(context, inputs, out);
    const acl = out.add(
      resource("aws_wafv2_web_acl", "main", {
        name: context.name("web"),
        scope: "REGIONAL",
        default_action: block({ allow: block() }),
        rule: blocks(rules(inputs, sets)),
        visibility_config: visibility("web"),
        tags: context.tags("web"),
      }),
    );
    out.add(
      resource("aws_wafv2_web_acl_association", "load_balancer", {
        resource_arn: inputs.load_balancer_arn,
        web_acl_arn: acl.attr("arn"),
      }),
    );
    out.output("web_acl_arn", acl.attr("arn"));
    out.output("web_acl_capacity", acl.attr("capacity"));
    out.output("log_group_name", logging(context, inputs, acl, out));
  },
});

/**
 * Checks that no two rules have the same name, and that there are rules: without them a firewall allows every
 * request.
 */
function check({ managed_rules, rate_limit, blocked, allowed }: Inputs): void {
  const problems = new Diagnostics();
  for (const [index, { name }] of managed_rules.entries()) {
    if (managed_rules.findIndex((other) => other.name === name) < index) {
      const details = { path: `/managed_rules/${index}/name`, hint: "list each rule group once" };
      problems.push(new Diagnostic("duplicate-rule", `there are two rule groups \`${name}\``, details));
    }
  }
  const ways = managed_rules.length + blocked.length + allowed.length;
  if (ways === 0 && rate_limit === undefined) {
    const hint = "set managed_rules, rate_limit or blocked";
    problems.push(new Diagnostic("no-rules", "the firewall has no rules, so it allows every request", { hint }));
  }
  problems.finish();
}

/** Creates the address sets that are not empty, and returns them by their effect. */
function ipSets(context: Context, inputs: Inputs, out: Contribution): Map<"allowed" | "blocked", Reference> {
  const names = (["allowed", "blocked"] as const).filter((name) => inputs[name].length > 0);
  return new Map(
    names.map((name) => [
      name,
      out.add(
        resource("aws_wafv2_ip_set", name, {
          name: context.name(name),
          scope: "REGIONAL",
          ip_address_version: "IPV4",
          addresses: inputs[name],
          tags: context.tags(name),
        }),
      ),
    ]),
  );
}

/** Logs requests if the inputs ask for it, and returns the log group's name. */
function logging(
  context: Context,
  { log_retention_days }: Inputs,
  acl: Reference,
  out: Contribution,
): Expression | undefined {
  if (log_retention_days === undefined) {
    return undefined;
  }
  const group = out.add(
    resource("aws_cloudwatch_log_group", "requests", {
      // AWS logs a firewall's requests only to groups whose names have this prefix.
      name: `aws-waf-logs-${context.name("web")}`,
      retention_in_days: log_retention_days,
      tags: context.tags("requests"),
    }),
  );
  out.add(
    resource("aws_wafv2_web_acl_logging_configuration", "requests", {
      resource_arn: acl.attr("arn"),
      log_destination_configs: [group.attr("arn")],
      redacted_fields: block({ single_header: block({ name: "authorization" }) }),
    }),
  );
  return group.attr("name");
}

// Expressions: references, function calls, templates, scripts.

import {
  type Contribution,
  data,
  ephemeral,
  Expression,
  module,
  Reference,
  resource,
  template,
  UserData,
} from "@terrace/sdk";
import type { Inputs } from "./inputs.ts";

export function references(out: Contribution): void {
  const keys = ['Na"me', "${k}", "with space", "kebab-case"];
  const tags = Object.fromEntries(keys.map((key) => [key, "tag"]));
  const topic = out.add(resource("aws_sns_topic", "main", { name: "main", tags }));
  const identity = out.add(data("aws_caller_identity", "main"));
  const secret = out.add(
    ephemeral("aws_secretsmanager_secret_version", "main", { secret_id: topic.attr("name") }),
  );
  const called = out.module(module("main", "./modules/queue"));
  const local = out.local("main", { a: ["x", { b: 1 }] });
  out.local("whole", [topic, identity, called, local]);
  out.local("attributes", [
    topic.attr("arn"),
    identity.attr("account_id"),
    called.attr("queue_url"),
    local.attr("a").index(1).attr("b"),
    local.key("a").index(0),
    topic.attr("tags").key('Na"me'),
    topic.attr("tags").key("${k}"),
    topic.attr("tags").attr("with space"),
    topic.attr("tags").attr("kebab-case"),
  ]);
  out.local("by_name", Reference.resource("aws_sns_topic", "main").attr("id"));
  out.local("data_by_name", Reference.data("aws_caller_identity", "main").attr("id"));
  out.local("module_by_name", Reference.module("main").attr("arn"));
  out.add(
    resource("aws_ssm_parameter", "ephemeral", {
      name: "ephemeral",
      type: "SecureString",
      value_wo: secret.attr("secret_string"),
      value_wo_version: 1,
    }).dependsOn(Reference.ephemeral("aws_secretsmanager_secret_version", "main")),
  );
}

export function functions(out: Contribution): void {
  const topic = out.add(resource("aws_sns_topic", "functions", { name: "functions" }));
  const arn = topic.attr("arn");
  const nested = Expression.call("jsonencode", {
    list: [1, "two", arn, [true, null]],
    "${key}": { b: arn, a: "%{literal}" },
    'quoted "key"': "line\nbreak",
  });
  out.local("nested", nested);
  out.local("no_arguments", Expression.call("timestamp"));
  out.local("of_a_call", Expression.call("split", ":", arn).index(5));
  out.local("of_a_namespace", Expression.call("core::split", ":", arn).index(0));
  out.local("raw", Expression.raw("path.module"));
  const some = Expression.raw`length(${arn}) > 0 && true`;
  out.local("compound", some);
  out.local("conditional", Expression.conditional(some, arn, "${none}"));
  out.local("conditional_of_values", Expression.conditional(some, [1, 2], []).index(0));
  out.local("of_a_conditional", Expression.conditional(some, topic, null).attr("id"));
  out.local("splat", Expression.raw`[for part in split(":", ${arn}) : upper(part)]`.index(0));
  out.local("decoded", Expression.call("jsondecode", nested).key("${key}").attr("a"));
}

const TEMPLATES: [string, string][] = [
  ["whole", "${local.mixed}"],
  ["trimmed", "${~ local.mixed ~}"],
  ["mixed", 'a "${upper("b}${local.mixed}")}" $${c} %{ if true }d%{ else }e%{ endif }\n'],
  ["dollar", "${local.mixed}$"],
  ["literal", "no expression"],
  ["trimming", "${~ local.mixed ~} b"],
];

export function templates(out: Contribution, inputs: Inputs): void {
  const topic = out.add(resource("aws_sns_topic", "templates", { name: "templates" }));
  const arn = topic.attr("arn");
  const compound = Expression.raw("1 + 2");
  out.local("mixed", Expression.concat("arn: ", arn, ', literal: ${arn} "q" \\ \n', 1, true));
  out.local("only_an_expression", template`${arn}`);
  out.local("only_a_literal", template`${"${literal}"}`);
  out.local("only_nothing", template`${null}`);
  out.local("nothing_between", template`${arn}${undefined}${""}${arn}`);
  out.local("signs_before", template`a$${arn}%${arn}$$%${arn}$${"{k}"}%`);
  out.local("of_a_compound", template`<${compound}>`);
  out.local("of_the_input", template`<${inputs.text}|${inputs.number}|${inputs.flag}>`);
  out.local("in_a_template", template`<${template`[${arn}]`}>`);
  out.local("in_a_call", Expression.call("upper", Expression.concat("${a}", arn, '\t"b"')));
  out.local("input_in_a_call", Expression.call("upper", inputs.text));
  for (const [name, text] of TEMPLATES) {
    const given = Expression.fromTemplate(text);
    out.local(`template_${name}`, given);
    out.local(`template_${name}_between`, template`<${given}{k}>`);
    out.local(`template_${name}_called`, Expression.call("upper", given));
  }
}

export function userData(out: Contribution, inputs: Inputs): void {
  const topic = out.add(resource("aws_sns_topic", "user_data", { name: "user_data" }));
  const script = new UserData()
    .line('set -eu\necho "${HOME}" %{x}')
    .export("LITERAL", "it's \"quoted\" ${x} \\")
    .export("TOPIC", topic.attr("arn"))
    .export("TEXT", inputs.text)
    .export("NUMBER", 8080)
    .export("FLAG", inputs.flag)
    .export("NOTHING", null)
    .command("run it", "--arn", topic.attr("arn"), 3, "a'b");
  out.local("script", script.toText());
  out.local("script_in_base64", script.toBase64());
}

// Values: literals, numbers, absent values, and values from inputs.

import { type Contribution, Decimal, Expression, resource, template, type Value } from "@terrace/sdk";
import type { Inputs } from "./inputs.ts";

/** Strings that are special to Terraform, to JSON or to a language, each with a name. */
const TEXTS: [string, string][] = [
  ["interpolation", "a ${aws_vpc.main.id} b"],
  ["directive", "%{ if true }yes%{ endif }"],
  ["escapes", "$${kept} and %%{kept}"],
  ["signs", "$ % $$ %% ${ %{ 100% $"],
  ["quotes", "\"double\" 'single' `back` \\n \\\\"],
  ["lines", "one\ntwo\r\nthree\tfour\n"],
  ["controls", "\u{2028}\u{feff}"],
  ["unicode", "é 漢字 \u{fffd} \u{1F600} \u{1F468}\u{200D}\u{1F469}"],
  ["numeric", "007"],
  ["null", "null"],
  ["empty", ""],
];

/** Keys in an order that no language would sort them in by itself. */
const KEYS = ["b", "a", "10", "9", "__proto__", "constructor", "\u{1F600}", "\u{fffd}", "${k}"];

export function literals(out: Contribution): void {
  for (const [name, text] of TEXTS) {
    out.local(`literal_${name}`, text);
    out.local(`quoted_${name}`, Expression.call("join", "", [text]));
  }
  const keyed = new Map(KEYS.map((key) => [key, key]));
  out.local("keys", keyed);
  out.local("quoted_keys", Expression.call("merge", keyed, {}));
  out.add(
    resource("aws_ssm_parameter", "literals", {
      name: "/literals/${name}",
      type: "String",
      value: TEXTS.map(([, text]) => text).join("|"),
      tags: { "${key}": "%{value}", plain: "$plain" },
    }),
  );
}

export function numbers(out: Contribution): void {
  const integers = [0, -1, 65535, 9_007_199_254_740_993n, -(2n ** 63n), 2n ** 64n - 1n];
  const decimals = [0.5, -2.25, 1234567.125];
  const written = [
    "-0",
    "1.0",
    "1.50",
    "3.14159265358979323846264338327950288",
    "123456789012345678901234567890",
    "1e2",
    "1E-7",
    "2.5e+30",
  ].map((text) => new Decimal(text));
  const all = [...integers, ...decimals, ...written];
  out.local("integers", integers);
  out.local("decimals", decimals);
  out.local("written", written);
  out.local("greatest", Expression.call("max", ...all));
  out.local("joined", Expression.concat(...all.flatMap((number) => [number, " "])));
  out.local("truths", [true, false, template`${true}-${false}`]);
}

export function absent(out: Contribution): void {
  out.add(
    resource("aws_sqs_queue", "absent", {
      name: null,
      name_prefix: undefined,
      policy: "",
      delay_seconds: 0,
      fifo_queue: false,
      tags: {},
    }).blocks("timeouts", []),
  );
  out.add(
    resource("aws_sqs_queue", "taken_back")
      .set("name", "first")
      .set("name", "second")
      .set("policy", "{}")
      .set("policy", null)
      .set("tags", { kept: undefined }),
  );
  out.local("nothing", null);
  out.local("holes", [null, "a", undefined, [], {}]);
  out.local("called", Expression.call("jsonencode", [undefined, {}, []]));
  out.output("absent", null);
}

export function passed(out: Contribution, inputs: Inputs): void {
  const { text, number, flag, list, map, anything, size, mode, names, labels } = inputs;
  out.add(
    resource("aws_ssm_parameter", "text", { name: text, type: mode, value: number, overwrite: flag, tags: map }),
  );
  out.local("list", list);
  out.local("anything", anything);
  out.local("size", size);
  out.local("names", names);
  out.local("labels", labels);
  out.local("all", { text, number, flag, list, map, anything });
  const all: Value[] = [text, number, flag, list, map, anything, names, labels];
  out.local("passed", Expression.call("jsonencode", all));
  for (let index = 0; index < size; index += 1) {
    out.add(resource("random_pet", `pet_${index}`, { length: index + 1 }));
  }
}

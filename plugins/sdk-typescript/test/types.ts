// Code that the compiler must accept or reject. Never run: `tsc --noEmit --strict` reads it.

import {
  block,
  Expression,
  input,
  isKnown,
  known,
  resource,
  template,
  tier,
  type Decimal,
  type Infer,
  type Value,
} from "@terrace/sdk";
import { Instance } from "@terrace/sdk/testing";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <_T extends true>(): void => {};

const inputs = input.object({
  names: input.list(input.string()),
  size: input.integer().default(1),
  port: input.integer().orExpression(),
  key: input.string().orExpression().optional(),
  price: input.decimal(),
  mode: input.enum("on", "off"),
  kind: input.enum({ a: "The first.", b: "The second." }),
  form: input.union(input.literal("none"), input.object({ width: input.number() })),
  labels: input.map(input.boolean()),
});
type Inputs = Infer<typeof inputs>;

same<Same<Inputs["names"], string[]>>();
same<Same<Inputs["size"], number>>();
same<Same<Inputs["port"], number | Expression>>();
same<Same<Inputs["key"], string | Expression | undefined>>();
same<Same<Inputs["price"], Decimal>>();
same<Same<Inputs["mode"], "on" | "off">>();
same<Same<Inputs["kind"], "a" | "b">>();
same<Same<Inputs["form"]["width" & keyof Inputs["form"]], never>>();
same<Same<Inputs["labels"], Record<string, boolean>>>();
same<Same<Infer<ReturnType<typeof input.any>>, Value>>();

// @ts-expect-error a default has the type of the input
input.integer().default("1");
// @ts-expect-error a limit for strings does not apply to numbers
input.string({ minimum: 1 });

const made = tier({
  name: "types",
  version: "1.0.0",
  summary: "Types.",
  inputs,
  outputs: { url: { type: "string", description: "An address." } },
  synth(context, { port, key }, out) {
    const name: string = context.name("a");
    const queue = out.add(resource("aws_sqs_queue", "a", { name, key, port, nested: block({ port }) }));
    out.output("url", template`https://${queue.attr("url")}:${port}`);
    // @ts-expect-error only a declared output can be set
    out.output("uri", queue.attr("url"));
    // @ts-expect-error a function is not a value
    queue && resource("aws_sqs_queue", "b").set("name", () => name);
    // @ts-expect-error an expression may not be a number
    const sum: number = port + 1;
    const number: number | undefined = known(port);
    const text: string = isKnown(port) ? port.toFixed(sum + (number ?? 0)) : port.source;
    out.local("text", text);
  },
});

new Instance(made).region("main").inputs({ names: ["a"], port: Expression.raw("var.port") }).synth().block("a.b");
// @ts-expect-error a tier comes from tier()
new Instance({});

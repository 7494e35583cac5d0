import assert from "node:assert/strict";
import { test } from "node:test";
import { Expression, input, tier } from "../src/index.js";
import { Instance, schema } from "../src/testing.js";

const reads = (type) => tier({ name: "t", version: "1.0.0", summary: "T.", inputs: type, synth: (_, inputs, out) => out.local("read", inputs) });
const read = (properties, inputs) => new Instance(reads(input.object(properties))).inputs(inputs).synth().json().locals.read;
const errors = (properties, inputs) => new Instance(reads(input.object(properties))).inputs(inputs).errors();

test("schemas say where expressions may stand", () => {
  const expression = { type: "string", format: "terraform-expression" };
  const type = input.object({
    port: input.integer({ minimum: 0, maximum: 65535 }).orExpression().default(80).describe("A port."),
    subnets: input.list(input.string().orExpression()).orExpression().optional(),
    note: input.string({ minLength: 1 }).optional().title("Note").examples("a"),
    free: input.any(),
  });
  assert.deepEqual(schema(reads(type)), {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      port: { anyOf: [{ type: "integer", minimum: 0, maximum: 65535 }, expression], default: 80, description: "A port." },
      subnets: {
        anyOf: [
          { anyOf: [{ type: "array", items: { anyOf: [{ type: "string" }, expression] } }, expression] },
          { type: "null" },
        ],
      },
      note: { type: ["string", "null"], minLength: 1, title: "Note", examples: ["a"] },
      free: { $ref: "#/$defs/Value" },
    },
    additionalProperties: false,
    required: ["free"],
    $defs: {
      Value: {
        description: "Any JSON, with expressions anywhere in it.",
        anyOf: [
          { type: ["null", "boolean", "number", "string"] },
          expression,
          { type: "array", items: { $ref: "#/$defs/Value" } },
          { type: "object", additionalProperties: { $ref: "#/$defs/Value" } },
        ],
      },
    },
  });
});

test("schemas of choices, forms and named types", () => {
  const tree = input.object({ of: input.list(input.named("Tree", () => tree)).default([]) });
  const properties = {
    plain: input.enum("a", "b").optional(),
    described: input.enum({ a: "The first." }).default("a"),
    form: input.union(input.literal("off"), input.object({ size: input.decimal() })),
    map: input.map(input.boolean(), { maxProperties: 2 }),
    tree: input.named("Tree", () => tree),
  };
  assert.deepEqual(schema(reads(input.object(properties))).properties, {
    plain: { anyOf: [{ type: "string", enum: ["a", "b"] }, { type: "null" }] },
    described: { oneOf: [{ type: "string", const: "a", description: "The first." }], default: "a" },
    form: {
      anyOf: [
        { const: "off" },
        { type: "object", properties: { size: { type: "number" } }, additionalProperties: false, required: ["size"] },
      ],
    },
    map: { type: "object", additionalProperties: { type: "boolean" }, maxProperties: 2 },
    tree: { $ref: "#/$defs/Tree" },
  });
  assert.deepEqual(read({ tree: properties.tree }, { tree: { of: [{ of: [] }, {}] } }), { tree: { of: [{ of: [] }, { of: [] }] } });
});

test("defaults are filled in", () => {
  const properties = {
    a: input.list(input.object({ b: input.integer().default(1) })).default([{}]),
    c: input.string().orExpression().default(Expression.raw("var.c")),
    d: input.string().optional(),
    e: input.string().optional().default("e"),
  };
  assert.deepEqual(read(properties, { d: null }), { a: [{ b: 1 }], c: "${var.c}", d: null, e: "e" });
});

test("numbers are what the tier can hold", () => {
  const properties = { a: input.integer(), b: input.number(), c: input.bigint(), d: input.decimal() };
  assert.deepEqual(read(properties, { a: 1, b: 0.5, c: 2n ** 60n, d: 7 }).a, 1);
  assert.equal(
    errors(properties, { a: 2n ** 60n, b: 2n ** 60n + 1n, c: 0.5, d: "1" }),
    "invalid-inputs: the inputs cannot be read: expected an integer that fits a JavaScript number (input.bigint() accepts any), found 1152921504606846976\n" +
      "  at /a\n" +
      "invalid-inputs: the inputs cannot be read: expected a number that fits a JavaScript number (input.decimal() accepts any), found 1152921504606846977\n" +
      "  at /b\n" +
      "invalid-inputs: the inputs cannot be read: expected an integer, found 0.5\n" +
      "  at /c\n" +
      'invalid-inputs: the inputs cannot be read: expected a number, found "1"\n' +
      "  at /d\n",
  );
});

test("every input that does not fit is reported", () => {
  const properties = {
    names: input.list(input.string()),
    mode: input.enum("on", "off"),
    form: input.union(input.literal(1), input.literal(2)),
    map: input.map(input.boolean()),
    missing: input.string(),
  };
  const inputs = { names: ["a", 1], mode: { $expr: "${var.x}" }, form: 3, map: { "a/b": 0 }, other: 1 };
  const problem = "invalid-inputs: the inputs cannot be read:";
  assert.equal(
    errors(properties, inputs),
    `${problem} unknown input \`other\`, expected one of names, mode, form, map, missing\n  at /other\n` +
      `${problem} expected a string, found 1\n  at /names/1\n` +
      `${problem} expected one of on, off, found an expression\n  at /mode\n` +
      `${problem} expected one of the accepted forms, found 3\n  at /form\n` +
      `${problem} expected true or false, found 0\n  at /map/a~1b\n` +
      `${problem} \`missing\` is missing\n`,
  );
});

// The types of inputs, as JSON Schemas and as readers of requests.

import { expectNothing, expectString, refuse } from "../expect.js";
import { parse, stringify } from "../json.js";
import { toWire } from "../value.js";
import { Place } from "./place.js";

/**
 * The type of an input: a shape, which has a schema and reads values, and its description.
 *
 * A shape is `{ schema(definitions), read(json, place) }`. `definitions` collects the schema's `$defs`. A shape reports
 * mismatches to `place` and then returns `undefined`.
 */
export class InputType {
  constructor(shape, facts = {}) {
    this.shape = shape;
    this.facts = facts;
  }

  title(title) {
    return this.#with({ title: expectString(title, "the title of an input") });
  }

  describe(description) {
    return this.#with({ description: expectString(description, "the description of an input") });
  }

  examples(...examples) {
    return this.#with({ examples: examples.map((example) => this.#fitting(example, "an example of an input")) });
  }

  default(value) {
    return this.#with({ default: this.#fitting(value, "the default of an input") });
  }

  optional(...nothing) {
    expectNothing(nothing, "optional()");
    return new InputType(optional(this.shape), { ...this.facts, optional: true });
  }

  orExpression(...nothing) {
    expectNothing(nothing, "orExpression()");
    return new InputType(orExpression(this.shape), this.facts);
  }

  /** Whether the input must be set. */
  get required() {
    return !this.facts.optional && this.facts.default === undefined;
  }

  schema(definitions) {
    const { optional: _, ...annotations } = this.facts;
    return { ...this.shape.schema(definitions), ...annotations };
  }

  read(json, place) {
    return this.shape.read(json === undefined ? this.facts.default : json, place);
  }

  /** Returns the value in the form of requests, after checking that it has this type. */
  #fitting(value, what) {
    if (value === undefined || value === null) {
      refuse(value, what, "a value");
    }
    const wire = toWire(value, what);
    const problems = [];
    this.shape.read(parse(stringify(wire)), new Place(problems, "", false));
    for (const { path, summary } of problems) {
      const problem = summary.slice(summary.indexOf(": ") + 2);
      throw new TypeError(`${what}${path === "" ? "" : `, at ${path},`} does not match its type: ${problem}`);
    }
    return wire;
  }

  #with(facts) {
    return new InputType(this.shape, { ...this.facts, ...facts });
  }
}

function optional(shape) {
  return {
    schema(definitions) {
      const schema = shape.schema(definitions);
      if (typeof schema.type === "string" && schema.enum === undefined) {
        return { ...schema, type: [schema.type, "null"] };
      }
      return { anyOf: [schema, { type: "null" }] };
    },
    read: (json, place) => (json === undefined || json === null ? undefined : shape.read(json, place)),
  };
}

function orExpression(shape) {
  return {
    schema: (definitions) => ({
      anyOf: [shape.schema(definitions), { type: "string", format: "terraform-expression" }],
    }),
    read: (json, place) => place.expression(json) ?? shape.read(json, place),
  };
}

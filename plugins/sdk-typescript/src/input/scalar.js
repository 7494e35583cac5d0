// Inputs that are a single value.

import { Decimal } from "../decimal.js";
import { expectName, expectNothing, expectString, isPlain, refuse } from "../expect.js";
import { limitsOf } from "./limits.js";
import { InputType } from "./type.js";

export function string(limits) {
  const checked = limitsOf.string(limits, "input.string()");
  return new InputType({
    schema: () => ({ type: "string", ...checked }),
    read: (json, place) => (typeof json === "string" ? json : place.expected("a string", json)),
  });
}

export function boolean(...nothing) {
  expectNothing(nothing, "input.boolean()");
  return new InputType({
    schema: () => ({ type: "boolean" }),
    read: (json, place) => (typeof json === "boolean" ? json : place.expected("true or false", json)),
  });
}

export function number(limits) {
  const checked = limitsOf.number(limits, "input.number()");
  return new InputType({
    schema: () => ({ type: "number", ...checked }),
    read: (json, place) => exact(json, "a number", "decimal", place),
  });
}

export function integer(limits) {
  const checked = limitsOf.number(limits, "input.integer()");
  return new InputType({
    schema: () => ({ type: "integer", ...checked }),
    read(json, place) {
      const value = exact(json, "an integer", "bigint", place);
      if (value === undefined || Number.isSafeInteger(value)) {
        return value;
      }
      return place.expected(Number.isInteger(value) ? beyond("an integer", "bigint") : "an integer", json);
    },
  });
}

export function bigint(limits) {
  const checked = limitsOf.number(limits, "input.bigint()");
  return new InputType({
    schema: () => ({ type: "integer", ...checked }),
    read(json, place) {
      const value = isNumber(json) ? asDecimal(json).toBigInt() : undefined;
      return value ?? place.expected("an integer", json);
    },
  });
}

export function decimal(limits) {
  const checked = limitsOf.number(limits, "input.decimal()");
  return new InputType({
    schema: () => ({ type: "number", ...checked }),
    read: (json, place) => (isNumber(json) ? asDecimal(json) : place.expected("a number", json)),
  });
}

export function literal(value) {
  const isOne = ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
  if (!isOne) {
    refuse(value, "the argument of input.literal()", "a string, a number, or true or false");
  }
  return new InputType({
    schema: () => ({ const: value }),
    read: (json, place) => (json === value ? value : place.expected(JSON.stringify(value), json)),
  });
}

function enumeration(...choices) {
  const described = choices.length === 1 && isPlain(choices[0]) ? choices[0] : undefined;
  const names = described ? Object.keys(described) : choices;
  checkChoices(names, described);
  return new InputType({
    schema: () =>
      described
        ? { oneOf: names.map((name) => ({ type: "string", const: name, description: described[name] })) }
        : { type: "string", enum: names },
    read: (json, place) => (names.includes(json) ? json : place.expected(`one of ${names.join(", ")}`, json)),
  });
}

/** Checks a set of choices. */
function checkChoices(names, described) {
  if (names.length === 0) {
    throw new TypeError("input.enum() needs at least one choice: strings, or an object with a description of each");
  }
  for (const [index, name] of names.entries()) {
    expectName(name, "a choice of input.enum()", 'a string, as in input.enum("on", "off")');
    if (names.indexOf(name) !== index) {
      throw new TypeError(`input.enum() has the choice ${JSON.stringify(name)} twice`);
    }
    if (described) {
      expectString(described[name], `the description of ${name} in input.enum()`);
    }
  }
}

export { enumeration as enum };

function isNumber(json) {
  return typeof json === "number" || json instanceof Decimal;
}

function asDecimal(json) {
  return json instanceof Decimal ? json : new Decimal(String(json));
}

/** Returns the JavaScript number of the same value. */
function exact(json, what, wider, place) {
  if (!isNumber(json)) {
    return place.expected(what, json);
  }
  return asDecimal(json).toNumber() ?? place.expected(beyond(what, wider), json);
}

function beyond(what, wider) {
  return `${what} that fits a JavaScript number (input.${wider}() accepts any)`;
}

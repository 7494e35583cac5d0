// Inputs that are one value.

import { Decimal } from "../decimal.js";
import { InputType } from "./type.js";

export function string(limits = {}) {
  return new InputType({
    schema: () => ({ type: "string", ...limits }),
    read: (json, place) => (typeof json === "string" ? json : place.expected("a string", json)),
  });
}

export function boolean() {
  return new InputType({
    schema: () => ({ type: "boolean" }),
    read: (json, place) => (typeof json === "boolean" ? json : place.expected("true or false", json)),
  });
}

export function number(limits = {}) {
  return new InputType({
    schema: () => ({ type: "number", ...limits }),
    read: (json, place) => exact(json, "a number", "decimal", place),
  });
}

export function integer(limits = {}) {
  return new InputType({
    schema: () => ({ type: "integer", ...limits }),
    read(json, place) {
      const value = exact(json, "an integer", "bigint", place);
      if (value === undefined || Number.isSafeInteger(value)) {
        return value;
      }
      return place.expected(Number.isInteger(value) ? beyond("an integer", "bigint") : "an integer", json);
    },
  });
}

export function bigint(limits = {}) {
  return new InputType({
    schema: () => ({ type: "integer", ...limits }),
    read(json, place) {
      const value = isNumber(json) ? asDecimal(json).toBigInt() : undefined;
      return value ?? place.expected("an integer", json);
    },
  });
}

export function decimal(limits = {}) {
  return new InputType({
    schema: () => ({ type: "number", ...limits }),
    read: (json, place) => (isNumber(json) ? asDecimal(json) : place.expected("a number", json)),
  });
}

export function literal(value) {
  return new InputType({
    schema: () => ({ const: value }),
    read: (json, place) => (json === value ? value : place.expected(JSON.stringify(value), json)),
  });
}

function enumeration(...choices) {
  const described = choices.length === 1 && typeof choices[0] === "object" ? choices[0] : undefined;
  const names = described ? Object.keys(described) : choices;
  return new InputType({
    schema: () =>
      described
        ? { oneOf: names.map((name) => ({ type: "string", const: name, description: described[name] })) }
        : { type: "string", enum: names },
    read: (json, place) => (names.includes(json) ? json : place.expected(`one of ${names.join(", ")}`, json)),
  });
}

export { enumeration as enum };

function isNumber(json) {
  return typeof json === "number" || json instanceof Decimal;
}

function asDecimal(json) {
  return json instanceof Decimal ? json : new Decimal(String(json));
}

/** The JavaScript number of the same value. */
function exact(json, what, wider, place) {
  if (!isNumber(json)) {
    return place.expected(what, json);
  }
  return asDecimal(json).toNumber() ?? place.expected(beyond(what, wider), json);
}

function beyond(what, wider) {
  return `${what} that a JavaScript number holds; input.${wider}() takes any`;
}

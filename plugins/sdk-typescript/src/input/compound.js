// Inputs that are composed of others.

import { expectFunction, expectInstance, expectNothing, expectObject, refuse } from "../expect.js";
import { fromWire, isObject } from "../value.js";
import { limitsOf } from "./limits.js";
import { InputType } from "./type.js";

/** Expects the type of an input, not a function that returns one nor the name of one. */
function expectType(type, what) {
  return expectInstance(type, InputType, what, "the type of an input, as in input.string()");
}

export function list(item, limits) {
  expectType(item, "the item type of input.list()");
  const checked = limitsOf.list(limits, "input.list()");
  return new InputType({
    schema: (definitions) => ({ type: "array", items: item.schema(definitions), ...checked }),
    read(json, place) {
      return Array.isArray(json)
        ? json.map((value, index) => item.read(value, place.at(index)))
        : place.expected("a list", json);
    },
  });
}

export function map(item, limits) {
  expectType(item, "the item type of input.map()");
  const checked = limitsOf.map(limits, "input.map()");
  return new InputType({
    schema: (definitions) => ({ type: "object", additionalProperties: item.schema(definitions), ...checked }),
    read(json, place) {
      return isObject(json) && !place.expression(json)
        ? Object.fromEntries(Object.entries(json).map(([key, value]) => [key, item.read(value, place.at(key))]))
        : place.expected("an object", json);
    },
  });
}

export function object(properties) {
  expectObject(properties, "the argument of input.object()", "an object with the type of each input");
  const names = Object.keys(properties);
  names.forEach((name) => expectType(properties[name], `${name} of input.object()`));
  return new InputType({
    schema(definitions) {
      const required = names.filter((name) => properties[name].required);
      return {
        type: "object",
        properties: Object.fromEntries(names.map((name) => [name, properties[name].schema(definitions)])),
        additionalProperties: false,
        ...(required.length > 0 && { required }),
      };
    },
    read(json, place) {
      if (!isObject(json) || place.expression(json)) {
        return place.expected("an object", json);
      }
      for (const name of Object.keys(json).filter((name) => !Object.hasOwn(properties, name))) {
        place.at(name).report(`unknown input \`${name}\`, expected one of ${names.join(", ")}`);
      }
      return Object.fromEntries(names.map((name) => [name, member(properties[name], json, name, place)]));
    },
  });
}

function member(type, json, name, place) {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  if (value === undefined && type.required) {
    return place.report(`\`${name}\` is missing`);
  }
  return type.read(value, place.at(name));
}

export function union(...types) {
  if (types.length === 0) {
    throw new TypeError("input.union() needs at least one type");
  }
  types.forEach((type) => expectType(type, "a form of input.union()"));
  return new InputType({
    schema: (definitions) => ({ anyOf: types.map((type) => type.schema(definitions)) }),
    read(json, place) {
      for (const type of types) {
        const probe = place.probe();
        const value = type.read(json, probe);
        if (probe.problems.length === 0) {
          return value;
        }
      }
      return place.expected("one of the accepted forms", json);
    },
  });
}

export function named(name, type) {
  if (typeof name !== "string" || !NAME.test(name)) {
    refuse(name, "the name of input.named()", "a name of letters, digits, _, - and .");
  }
  expectFunction(type, `the function of input.named("${name}")`, "a function that returns the type");
  const given = () => expectType(type(), `the result of the function of input.named("${name}")`);
  return new InputType({
    schema(definitions) {
      if (!definitions.has(name)) {
        definitions.set(name, undefined);
        definitions.set(name, given().schema(definitions));
      }
      return { $ref: `#/$defs/${name}` };
    },
    // While the types are still being defined, it may not exist yet.
    read: (json, place) => (place.isMade ? given().read(json, place) : json),
  });
}

/** A name that can be part of a reference unchanged. */
const NAME = /^[\w.-]+$/;

/** The schema of any JSON, with expressions anywhere in it. */
const ANY = {
  description: "Any JSON, with expressions anywhere in it.",
  anyOf: [
    { type: ["null", "boolean", "number", "string"] },
    { type: "string", format: "terraform-expression" },
    { type: "array", items: { $ref: "#/$defs/Value" } },
    { type: "object", additionalProperties: { $ref: "#/$defs/Value" } },
  ],
};

export function any(...nothing) {
  expectNothing(nothing, "input.any()");
  return named("Value", () => new InputType({ schema: () => ANY, read: fromWire }));
}

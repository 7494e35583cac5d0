// Inputs that are made of others.

import { fromWire, isObject } from "../value.js";
import { InputType } from "./type.js";

export function list(item, limits = {}) {
  return new InputType({
    schema: (definitions) => ({ type: "array", items: item.schema(definitions), ...limits }),
    read(json, place) {
      return Array.isArray(json)
        ? json.map((value, index) => item.read(value, place.at(index)))
        : place.expected("a list", json);
    },
  });
}

export function map(item, limits = {}) {
  return new InputType({
    schema: (definitions) => ({ type: "object", additionalProperties: item.schema(definitions), ...limits }),
    read(json, place) {
      return isObject(json) && !place.expression(json)
        ? Object.fromEntries(Object.entries(json).map(([key, value]) => [key, item.read(value, place.at(key))]))
        : place.expected("an object", json);
    },
  });
}

export function object(properties) {
  const names = Object.keys(properties);
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
      return place.expected("one of the forms that the tier takes", json);
    },
  });
}

export function named(name, type) {
  return new InputType({
    schema(definitions) {
      if (!definitions.has(name)) {
        definitions.set(name, undefined);
        definitions.set(name, type().schema(definitions));
      }
      return { $ref: `#/$defs/${name}` };
    },
    read: (json, place) => type().read(json, place),
  });
}

/** The schema of any JSON with expressions in any place. */
const ANY = {
  description: "Any JSON, with expressions in any place.",
  anyOf: [
    { type: ["null", "boolean", "number", "string"] },
    { type: "string", format: "terraform-expression" },
    { type: "array", items: { $ref: "#/$defs/Value" } },
    { type: "object", additionalProperties: { $ref: "#/$defs/Value" } },
  ],
};

export function any() {
  return named("Value", () => new InputType({ schema: () => ANY, read: fromWire }));
}

// Values of attributes, arguments and outputs.

import { Decimal } from "./decimal.js";
import { Expression } from "./expression.js";
import { Reference } from "./reference.js";
import { escape, quote } from "./template.js";

/** The key under which a request carries an expression: `{"$expr": "${var.zone}"}`. */
const EXPRESSION_KEY = "$expr";

/** A value in Terraform's JSON configuration syntax. */
export function toJson(value) {
  return convert(value, {
    literal: (text) => escape(text),
    expression: (expression) => expression.toTemplate(),
    list: (items) => items,
    object: (entries) => Object.fromEntries(entries.map(([key, item]) => [escape(key), item])),
    scalar: (scalar) => scalar,
  });
}

/** A value as the text of an expression. */
export function sourceOf(value) {
  return convert(value, {
    literal: (text) => quote(text),
    expression: (expression) => expression.source,
    list: (items) => `[${items.join(", ")}]`,
    object: (entries) => `{${sorted(entries).map(([key, item]) => `${quote(key)} = ${item}`).join(", ")}}`,
    scalar: String,
  });
}

/** A value in the form that requests carry, as `fromWire` reads it. What is undefined in an object is left out. */
export function toWire(value) {
  return convert(value, {
    literal: (text) => text,
    expression: (expression) => ({ [EXPRESSION_KEY]: expression.toTemplate() }),
    list: (items) => items,
    object: (entries) => Object.fromEntries(entries),
    scalar: (scalar) => scalar,
    skipsUndefined: true,
  });
}

/** Reads the form that requests carry, where an expression is `{"$expr": "…"}`. */
export function fromWire(json) {
  if (Array.isArray(json)) {
    return json.map(fromWire);
  }
  if (!isObject(json)) {
    return json;
  }
  return expressionOf(json) ?? Object.fromEntries(Object.entries(json).map(([key, item]) => [key, fromWire(item)]));
}

/** The expression that a part of a request stands for. */
export function expressionOf(json) {
  if (!isObject(json) || typeof json[EXPRESSION_KEY] !== "string" || Object.keys(json).length !== 1) {
    return undefined;
  }
  return Expression.fromTemplate(json[EXPRESSION_KEY]);
}

/** Whether this is an object of JSON, and no list and no number. */
export function isObject(json) {
  return typeof json === "object" && json !== null && !Array.isArray(json) && !(json instanceof Decimal);
}

/** Whether a template takes the value as literal text. */
export function isText(value) {
  return ["string", "boolean", "number", "bigint"].includes(typeof value) || value instanceof Decimal;
}

function convert(value, form) {
  switch (typeof value) {
    case "undefined":
      return form.scalar(null);
    case "string":
      return form.literal(value);
    case "boolean":
    case "bigint":
      return form.scalar(value);
    case "number":
      return form.scalar(finite(value));
    case "object":
      return convertObject(value, form);
    default:
      throw new TypeError(`a ${typeof value} is not a value that Terraform has`);
  }
}

function convertObject(value, form) {
  if (value === null || value instanceof Decimal) {
    return form.scalar(value);
  }
  if (value instanceof Expression) {
    return form.expression(value);
  }
  if (value instanceof Reference) {
    return form.expression(value.expression());
  }
  if (Array.isArray(value)) {
    return form.list(Array.from(value, (item) => convert(item, form)));
  }
  const entries = value instanceof Map ? [...value] : isPlain(value) ? Object.entries(value) : undefined;
  if (entries === undefined) {
    throw new TypeError(`a ${value.constructor?.name ?? "class instance"} is not a value that Terraform has`);
  }
  const kept = form.skipsUndefined ? entries.filter(([, item]) => item !== undefined) : entries;
  return form.object(kept.map(([key, item]) => [String(key), convert(item, form)]));
}

function finite(number) {
  if (!Number.isFinite(number)) {
    throw new TypeError(`${number} is not a number that Terraform has`);
  }
  return number;
}

function isPlain(object) {
  const prototype = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Entries in the order of their keys' code points, so that an expression has one text on any machine. */
function sorted(entries) {
  return entries.toSorted(([one], [other]) => compare([...one], [...other]));
}

function compare(one, other) {
  const at = one.findIndex((character, index) => character !== other[index]);
  return at < 0 ? one.length - other.length : (one[at].codePointAt(0) ?? 0) - (other[at]?.codePointAt(0) ?? -1);
}

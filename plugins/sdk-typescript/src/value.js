// Values of attributes, arguments and outputs.

import { Decimal } from "./decimal.js";
import { a, className, isPlain } from "./expect.js";
import { Expression } from "./expression.js";
import { Reference } from "./reference.js";
import { escape, quote } from "./template.js";

/** The key that marks an expression in a request: `{"$expr": "${var.zone}"}`. */
const EXPRESSION_KEY = "$expr";

/** Returns a value in Terraform's JSON configuration syntax. If it has none, the error begins with `at`. */
export function toJson(value, at = "") {
  return convert(value, at, {
    literal: (text) => escape(text),
    expression: (expression) => expression.toTemplate(),
    list: (items) => items,
    object: (entries) => Object.fromEntries(entries.map(([key, item]) => [escape(key), item])),
    scalar: (scalar) => scalar,
  });
}

/** Returns a value as the text of an expression. */
export function sourceOf(value, at = "") {
  return convert(value, at, {
    literal: (text) => quote(text),
    expression: (expression) => expression.source,
    list: (items) => `[${items.join(", ")}]`,
    object: (entries) => `{${sorted(entries).map(([key, item]) => `${quote(key)} = ${item}`).join(", ")}}`,
    scalar: String,
  });
}

/** Returns a value in the form of requests, which `fromWire` reads. Undefined members of an object are left out. */
export function toWire(value, at = "") {
  return convert(value, at, {
    literal: (text) => text,
    expression: (expression) => ({ [EXPRESSION_KEY]: expression.toTemplate() }),
    list: (items) => items,
    object: (entries) => Object.fromEntries(entries),
    scalar: (scalar) => scalar,
    skipsUndefined: true,
  });
}

/** Converts from the form in requests, where an expression is `{"$expr": "…"}`. */
export function fromWire(json) {
  if (Array.isArray(json)) {
    return json.map(fromWire);
  }
  if (!isObject(json)) {
    return json;
  }
  return expressionOf(json) ?? Object.fromEntries(Object.entries(json).map(([key, item]) => [key, fromWire(item)]));
}

/** Returns the expression that a part of a request represents, if it does. */
export function expressionOf(json) {
  if (!isObject(json) || typeof json[EXPRESSION_KEY] !== "string" || Object.keys(json).length !== 1) {
    return undefined;
  }
  return Expression.fromTemplate(json[EXPRESSION_KEY]);
}

/** Returns whether this is a JSON object, and not a list or a number. */
export function isObject(json) {
  return typeof json === "object" && json !== null && !Array.isArray(json) && !(json instanceof Decimal);
}

/** Returns whether a template accepts the value as literal text. */
export function isText(value) {
  return ["string", "boolean", "number", "bigint"].includes(typeof value) || value instanceof Decimal;
}

function convert(value, at, form) {
  switch (typeof value) {
    case "undefined":
      return form.scalar(null);
    case "string":
      return form.literal(value);
    case "boolean":
    case "bigint":
      return form.scalar(value);
    case "number":
      return form.scalar(finite(value, at));
    case "object":
      return convertObject(value, at, form);
    default:
      throw unusable(at, `${a(typeof value)} is not a Terraform value`);
  }
}

function convertObject(value, at, form) {
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
    return form.list(Array.from(value, (item, index) => convert(item, `${at}[${index}]`, form)));
  }
  const entries = value instanceof Map ? [...value] : isPlain(value) ? Object.entries(value) : undefined;
  if (entries === undefined) {
    const isAdded = value.reference instanceof Reference;
    const instead = isAdded ? ": add it to the contribution, which returns a reference to it" : "";
    throw unusable(at, `${a(className(value))} is not a Terraform value${instead}`);
  }
  const kept = form.skipsUndefined ? entries.filter(([, item]) => item !== undefined) : entries;
  return form.object(kept.map(([key, item]) => [keyOf(key, at), convert(item, `${at}.${String(key)}`, form)]));
}

/** Returns a key as a string; the keys of a `Map` may be anything. */
function keyOf(key, at) {
  if (typeof key !== "string" && typeof key !== "number") {
    throw unusable(at, `a key must be a string, got ${key === null ? "null" : a(typeof key)}`);
  }
  return String(key);
}

function finite(number, at) {
  if (!Number.isFinite(number)) {
    throw unusable(at, `${number} is not a Terraform number`);
  }
  return number;
}

function unusable(at, problem) {
  return new TypeError(at === "" ? problem : `${at.replace(/^\./, "")}: ${problem}`);
}

/**
 * Returns entries in the order of their keys' code points, so that an expression has the same text on every machine.
 */
function sorted(entries) {
  return entries.toSorted(([one], [other]) => compare([...one], [...other]));
}

function compare(one, other) {
  const at = one.findIndex((character, index) => character !== other[index]);
  return at < 0 ? one.length - other.length : (one[at].codePointAt(0) ?? 0) - (other[at]?.codePointAt(0) ?? -1);
}

// Limits on the value of an input.

import { expectBoolean, expectMembers, expectObject, expectString, refuse } from "../expect.js";

/** Expects a number of items or characters. */
function expectCount(value, what) {
  return Number.isSafeInteger(value) && value >= 0 ? value : refuse(value, what, "0 or a greater integer");
}

function expectNumber(value, what) {
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(value, what, "a number");
}

function expectAboveZero(value, what) {
  return expectNumber(value, what) > 0 ? value : refuse(value, what, "a number above 0");
}

/** Expects a string. Terrace checks whether it is a regular expression, because Terrace uses it. */
function expectPattern(value, what) {
  return expectString(value, what, "a regular expression as a string");
}

function expectNames(value, what) {
  const { pattern } = expectMembers(value, ["pattern"], what);
  expectPattern(pattern, `pattern of ${what}`);
}

const STRING = { minLength: expectCount, maxLength: expectCount, pattern: expectPattern };
const NUMBER = {
  minimum: expectNumber,
  maximum: expectNumber,
  exclusiveMinimum: expectNumber,
  exclusiveMaximum: expectNumber,
  multipleOf: expectAboveZero,
};
const LIST = { minItems: expectCount, maxItems: expectCount, uniqueItems: expectBoolean };
const MAP = { minProperties: expectCount, maxProperties: expectCount, propertyNames: expectNames };

/** The limits for each kind of input. */
export const limitsOf = {
  string: (limits, what) => expectLimits(limits, STRING, what),
  number: (limits, what) => expectLimits(limits, NUMBER, what),
  list: (limits, what) => expectLimits(limits, LIST, what),
  map: (limits, what) => expectLimits(limits, MAP, what),
};

function expectLimits(limits = {}, known, what) {
  const of = `the limits of ${what}`;
  expectMembers(expectObject(limits, of, `an object with ${Object.keys(known).join(", ")}`), Object.keys(known), of);
  const given = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  given.forEach(([name, limit]) => known[name](limit, `${name} of ${what}`));
  return Object.fromEntries(given);
}

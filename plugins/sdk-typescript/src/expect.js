// Checks types that the language does not check at run time. A wrong argument is rejected immediately, with an error
// that says what was expected and what was found.

/** The number of characters of a string that an error contains. */
const SHOWN = 60;

export function expectString(value, what, taken = "a string") {
  return typeof value === "string" ? value : refuse(value, what, taken);
}

/** Expects a string that is not empty. */
export function expectName(value, what, taken = "a string") {
  return expectString(value, what, taken) === "" ? refuse(value, what, `${taken} that is not empty`) : value;
}

/** Expects a list of strings; `undefined` is an empty list. */
export function expectStrings(values = [], what) {
  return Array.isArray(values)
    ? Array.from(values, (value) => expectString(value, `an item of ${what}`))
    : refuse(values, what, "a list of strings");
}

export function expectBoolean(value, what) {
  return typeof value === "boolean" ? value : refuse(value, what, "true or false");
}

export function expectFunction(value, what, taken = "a function") {
  return typeof value === "function" ? value : refuse(value, what, taken);
}

/** Expects an object with members, neither a list nor an instance of a class. */
export function expectObject(value, what, taken = "an object") {
  return isPlain(value) ? value : refuse(value, what, taken);
}

/** Expects an object whose members have only these names. */
export function expectMembers(value, names, what) {
  const other = Object.keys(expectObject(value, what)).find((name) => !names.includes(name));
  if (other !== undefined) {
    throw new TypeError(`unknown member ${JSON.stringify(clip(other))} in ${what}, expected one of ${names.join(", ")}`);
  }
  return value;
}

/** Expects an instance of a class of the SDK. */
export function expectInstance(value, type, what, taken = a(type.name)) {
  return value instanceof type ? value : refuse(value, what, taken);
}

/** Returns the items of a list, set or generator. A string is rejected, because its characters are not meant. */
export function expectItems(value, what, taken) {
  const isIterable = typeof value === "object" && value !== null && typeof value[Symbol.iterator] === "function";
  return isIterable ? [...value] : refuse(value, what, taken);
}

/** Expects no arguments. */
export function expectNothing(values, what) {
  if (values.length > 0) {
    throw new TypeError(`${what} takes no arguments, got ${shown(values[0])}`);
  }
}

export function isPlain(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Throws an error with the expected type and the actual value. */
export function refuse(value, what, taken) {
  throw new TypeError(`${what} must be ${taken}, got ${shown(value)}`);
}

/** Describes a value in a few words. */
function shown(value) {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "string":
      return JSON.stringify(clip(value));
    case "function":
      return value.name === "" ? "a function" : `the function ${clip(value.name)}`;
    case "symbol":
      return "a symbol";
    case "object":
      return value === null || isPlain(value) || Array.isArray(value) ? structure(value) : a(className(value));
    default:
      return String(value);
  }
}

function structure(value) {
  if (value === null) {
    return "null";
  }
  return Array.isArray(value) ? "a list" : "an object";
}

/** Returns the name of a value's class. */
export function className(value) {
  return typeof value.constructor?.name === "string" && value.constructor.name !== ""
    ? clip(value.constructor.name)
    : "class instance";
}

function clip(text) {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** Returns a noun with its article. */
export function a(name) {
  return /^[AEIOU]/i.test(name) ? `an ${name}` : `a ${name}`;
}

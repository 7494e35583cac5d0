// Types that the language does not check at run time. What does not fit is refused there and then, with what it is and what
// it has to be.

/** As much of a text as an error shows. */
const SHOWN = 60;

export function expectString(value, what, taken = "a string") {
  return typeof value === "string" ? value : refuse(value, what, taken);
}

/** A string that says something. */
export function expectName(value, what, taken = "a string") {
  return expectString(value, what, taken) === "" ? refuse(value, what, `${taken} that is not empty`) : value;
}

/** A list of strings; none where it is left out. */
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

/** An object with members, and neither a list nor an instance of a class. */
export function expectObject(value, what, taken = "an object") {
  return isPlain(value) ? value : refuse(value, what, taken);
}

/** An object whose members have these names and no others. */
export function expectMembers(value, names, what) {
  const other = Object.keys(expectObject(value, what)).find((name) => !names.includes(name));
  if (other !== undefined) {
    throw new TypeError(`${what} has a member ${JSON.stringify(clip(other))}: it takes ${names.join(", ")}`);
  }
  return value;
}

/** An instance of a class of the SDK. */
export function expectInstance(value, type, what, taken = a(type.name)) {
  return value instanceof type ? value : refuse(value, what, taken);
}

/** What a list, a set or a generator holds. A string is not meant as its characters. */
export function expectItems(value, what, taken) {
  const isIterable = typeof value === "object" && value !== null && typeof value[Symbol.iterator] === "function";
  return isIterable ? [...value] : refuse(value, what, taken);
}

/** No arguments. */
export function expectNothing(values, what) {
  if (values.length > 0) {
    throw new TypeError(`${what} is given ${shown(values[0])}: it takes nothing`);
  }
}

export function isPlain(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Says what a value is and what it has to be. */
export function refuse(value, what, taken) {
  throw new TypeError(`${what} is ${shown(value)}: it has to be ${taken}`);
}

/** A value in a few words. */
function shown(value) {
  switch (typeof value) {
    case "undefined":
      return "missing";
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

/** The name of a value's class. */
export function className(value) {
  return typeof value.constructor?.name === "string" && value.constructor.name !== ""
    ? clip(value.constructor.name)
    : "class instance";
}

function clip(text) {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** A noun with its article. */
export function a(name) {
  return /^[AEIOU]/i.test(name) ? `an ${name}` : `a ${name}`;
}

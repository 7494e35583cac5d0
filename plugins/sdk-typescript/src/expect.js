// Types that the language does not check at run time.

export function expectString(value, what) {
  return typeof value === "string" ? value : refuse(value, what, "a string");
}

/** A list of strings; none where it is left out. */
export function expectStrings(values = [], what) {
  return Array.isArray(values)
    ? values.map((value) => expectString(value, `an item of ${what}`))
    : refuse(values, what, "a list of strings");
}

export function expectObject(value, what) {
  return typeof value === "object" && value !== null ? value : refuse(value, what, "an object");
}

/** An instance of a class of the SDK. */
export function expectInstance(value, type, what) {
  return value instanceof type ? value : refuse(value, what, `a ${type.name}`);
}

function refuse(value, what, expected) {
  const found = value === undefined ? "missing" : value === null ? "null" : `of type ${typeof value}`;
  throw new TypeError(`${what} is ${found}: it has to be ${expected}`);
}

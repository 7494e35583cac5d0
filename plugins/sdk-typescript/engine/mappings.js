// The mappings of a source map: from a place in the text that runs to the place in the file.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The place in the file of a place in the text, lines counted from 1 and columns from 1. `undefined`: it has none. */
export function originalPlace(mappings, line, column) {
  const found = segments(mappings, line).findLast((segment) => segment.generated < column);
  return found && { line: found.line + 1, column: found.column + 1 };
}

/** The segments of one line of the text. Line and column in the file go on from line to line, so all before are read. */
function segments(mappings, line) {
  let found = [];
  let source = { line: 0, column: 0 };
  for (const text of mappings.split(";").slice(0, line)) {
    let generated = 0;
    found = [];
    for (const numbers of text.split(",").map(decode)) {
      generated += numbers[0] ?? 0;
      if (numbers.length >= 4) {
        source = { line: source.line + numbers[2], column: source.column + numbers[3] };
        found.push({ generated, ...source });
      }
    }
  }
  return found;
}

/** The numbers of a segment: each is digits of five bits, the lowest first, with the sign in the lowest bit of all. */
function decode(segment) {
  const numbers = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits < 32) {
      numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
      value = 0;
      shift = 0;
    }
  }
  return numbers;
}

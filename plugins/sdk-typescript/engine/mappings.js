// The mappings of a source map: from a position in the text that runs to a position in the file.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Returns the position in the file for a position in the text, with lines and columns from 1, or `undefined` if it has
 * none.
 */
export function originalPlace(mappings, line, column) {
  const found = segments(mappings, line).findLast((segment) => segment.generated < column);
  return found && { line: found.line + 1, column: found.column + 1 };
}

/**
 * Returns the segments of one line of the text. Lines and columns of the file are relative to the previous segment, so
 * all earlier ones are read as well.
 */
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

/**
 * Decodes the numbers of a segment: each consists of digits of five bits, the lowest first, with the sign in the very
 * lowest bit.
 */
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

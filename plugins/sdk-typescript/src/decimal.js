// Numbers with their digits as they were written.

import { refuse } from "./expect.js";

const SYNTAX = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A number that a JavaScript number cannot hold, or would write differently. */
export class Decimal {
  #text;

  constructor(text) {
    if (typeof text !== "string" || !SYNTAX.test(text)) {
      refuse(text, "the text of a Decimal", 'a string with a JSON number, as in new Decimal("0.10")');
    }
    this.#text = text.replace(/[eE](?=\d)/, "e+").replace("E", "e");
  }

  get text() {
    return this.#text;
  }

  toNumber() {
    const number = Number(this.#text);
    return Number.isFinite(number) && sameValue(this.#text, String(number)) ? number : undefined;
  }

  toBigInt() {
    return /^-?\d+$/.test(this.#text) ? BigInt(this.#text) : undefined;
  }

  toString() {
    return this.#text;
  }

  toJSON() {
    return this.toNumber() ?? this.#text;
  }
}

/** Converts the number of a JSON text: a JavaScript number if that writes the same text. `-0` is 0. */
export function readNumber(text) {
  const number = text === "-0" ? 0 : Number(text);
  return String(number) === text || text === "-0" ? number : new Decimal(text);
}

function sameValue(one, other) {
  return normalized(one) === normalized(other);
}

/** Returns the sign, the digits without zeros at either end, and the power of ten of the last one. */
function normalized(text) {
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") {
    return "0";
  }
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

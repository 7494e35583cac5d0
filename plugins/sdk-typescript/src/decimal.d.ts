/**
 * A number with its digits as they were written. `input.decimal()` returns it, and so does `input.any()` for numbers
 * that a JavaScript number cannot hold or would write differently.
 */
export declare class Decimal {
  /** Takes the number's text, as in JSON: `new Decimal("0.10")`. Throws a `TypeError` for any other text. */
  constructor(text: string);

  /** The text that it was created from. An exponent has its sign and a small `e`: `1E5` is `1e+5`. */
  readonly text: string;

  /** Returns the JavaScript number of the same value, or `undefined` if there is none. */
  toNumber(): number | undefined;

  /** Returns the integer, or `undefined` if the text has a fraction or an exponent. */
  toBigInt(): bigint | undefined;

  toString(): string;
}

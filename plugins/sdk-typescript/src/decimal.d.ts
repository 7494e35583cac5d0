/**
 * A number with the digits it is written with. `input.decimal()` gives it, and `input.any()` does for numbers that a
 * JavaScript number cannot hold or would write in another way.
 */
export declare class Decimal {
  /** Takes the number's text, as JSON has it: `new Decimal("0.10")`. Throws a `TypeError` for another text. */
  constructor(text: string);

  /** The text it was made from, an exponent with its sign and a small `e`: `1E5` is `1e+5`. */
  readonly text: string;

  /** The JavaScript number of the same value; `undefined` where there is none. */
  toNumber(): number | undefined;

  /** The integer; `undefined` where the text has a fraction or an exponent. */
  toBigInt(): bigint | undefined;

  toString(): string;
}

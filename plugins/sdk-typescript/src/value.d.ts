import type { Decimal } from "./decimal.js";
import type { Expression } from "./expression.js";
import type { Reference } from "./reference.js";

/**
 * The value of an attribute, an argument or an output: a literal, an expression, or a list or object of values.
 *
 * A string is a literal: it is escaped in the output, so a `${` in it stays text. A reference is the whole object of
 * the block. `undefined` and `null` leave an attribute or an output out; within a list or an object they are
 * Terraform's `null`. Keys of objects are literals.
 */
export type Value =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | Decimal
  | Expression
  | Reference
  | readonly Value[]
  | { readonly [key: string]: Value }
  | ReadonlyMap<string, Value>;

import type { Decimal } from "./decimal.js";
import type { Expression } from "./expression.js";
import type { Reference } from "./reference.js";

/**
 * What an attribute, an argument or an output takes: literals, expressions, and lists and objects of both.
 *
 * A string is a literal: it is escaped when it is written, so `${` in it stays text. A reference is the whole object
 * of the block. `undefined` and `null` leave an attribute or an output out; inside of a list or an object they are
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

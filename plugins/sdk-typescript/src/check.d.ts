import type { Expression } from "./expression.js";
import type { Resource } from "./resource.js";
import type { Value } from "./value.js";

/** A check: assertions that Terraform warns about after plan and apply. Terraform 1.5 or later. */
export declare class Check {
  private constructor();

  /** The local name. */
  readonly name: string;

  /** Warns with this message unless the condition holds. The condition must refer to something. */
  assert(condition: Expression, message: Value): this;

  /** Reads a data source for the assertions alone. A check has one at most: a second replaces the first. */
  data(source: Resource): this;
}

/** A check of this name; it needs at least one assertion. */
export declare function check(name: string): Check;

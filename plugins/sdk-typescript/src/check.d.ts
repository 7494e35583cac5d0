import type { Expression } from "./expression.js";
import type { Resource } from "./resource.js";
import type { Value } from "./value.js";

/** A `check` block: assertions that Terraform warns about after plan and apply. Requires Terraform 1.5 or later. */
export declare class Check {
  private constructor();

  /** The local name. */
  readonly name: string;

  /** Warns with this message unless the condition holds. The condition must contain a reference. */
  assert(condition: Expression, message: Value): this;

  /** Reads a data source for the assertions only. A check has at most one: a second one replaces the first. */
  data(source: Resource): this;
}

/** Creates a check with this name. It needs at least one assertion. */
export declare function check(name: string): Check;

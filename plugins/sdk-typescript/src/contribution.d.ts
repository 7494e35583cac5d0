import type { Check } from "./check.js";
import type { Diagnostic } from "./diagnostic.js";
import type { Expression } from "./expression.js";
import type { Module } from "./module.js";
import type { Reference } from "./reference.js";
import type { Resource } from "./resource.js";
import type { Value } from "./value.js";

/** What becomes of an object whose block is gone: Terraform destroys it, or forgets it and leaves it as it is. */
export type Removal = "destroy" | "forget";

/** What one instance adds to the stack. The order in which things are added has no meaning. */
export declare class Contribution<Outputs extends string = string> {
  /**
   * Adds a resource, data source or ephemeral resource, and gives the reference to it. Two of one address are refused
   * by the host, unless they are the same.
   */
  add(resource: Resource): Reference;

  /** Adds a module call, and gives the reference to it. */
  module(module: Module): Reference;

  /** Adds a local value, and gives the expression that reads it. */
  local(name: string, value: Value): Expression;

  /** Gives the value of an output that the tier declares; `undefined` and `null` leave it out. */
  output(name: Outputs, value: Value): void;

  /** Adds a check. */
  check(check: Check): void;

  /** Says that a block was renamed, so that Terraform moves its state. `from` is its earlier local address. */
  moved(from: string, to: Reference): void;

  /**
   * Says that a block is no longer managed. `from` is its earlier local address, without an index. Terraform 1.7 or
   * later.
   */
  removed(from: string, removal: Removal): void;

  /** Tells a person something although the contribution stands. */
  warn(warning: Diagnostic): void;
}

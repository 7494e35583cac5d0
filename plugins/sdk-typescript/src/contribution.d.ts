import type { Check } from "./check.js";
import type { Diagnostic } from "./diagnostic.js";
import type { Expression } from "./expression.js";
import type { Module } from "./module.js";
import type { Reference } from "./reference.js";
import type { Resource } from "./resource.js";
import type { Value } from "./value.js";

/**
 * What Terraform does with an object whose block was removed: it destroys the object, or it removes the object from its
 * state and leaves the object itself alone.
 */
export type Removal = "destroy" | "forget";

/** Everything that one instance adds to the stack. The order of additions has no meaning. */
export declare class Contribution<Outputs extends string = string> {
  /**
   * Adds a resource, data source or ephemeral resource, and returns a reference to it. The host rejects two of them
   * with the same address unless they are identical.
   */
  add(resource: Resource): Reference;

  /** Adds a module call, and returns a reference to it. */
  module(module: Module): Reference;

  /** Adds a local value, and returns the expression that reads it. */
  local(name: string, value: Value): Expression;

  /** Sets an output that the tier declares. `undefined` and `null` leave it out. */
  output(name: Outputs, value: Value): void;

  /** Adds a `check` block. */
  check(check: Check): void;

  /** Records that a block was renamed, so that Terraform moves its state. `from` is its previous local address. */
  moved(from: string, to: Reference): void;

  /**
   * Records that a block is no longer managed. `from` is its previous local address, without an index. Requires
   * Terraform 1.7 or later.
   */
  removed(from: string, removal: Removal): void;

  /** Adds a warning. The contribution is used nevertheless. */
  warn(warning: Diagnostic): void;
}

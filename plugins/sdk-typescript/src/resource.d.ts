import type { Attributes, Body } from "./block.js";
import type { Expression } from "./expression.js";
import type { Reference } from "./reference.js";
import type { Value } from "./value.js";

/** A resource, data source or ephemeral resource, under construction. `out.add` takes it and returns its reference. */
export declare class Resource extends Body {
  private constructor();

  /** The type, without `data.` or `ephemeral.`. */
  readonly type: string;
  /** The local name. */
  readonly name: string;
  /** The reference to it, for use once it is added. */
  readonly reference: Reference;

  /** Puts it in another region of the stack. By default the host binds a resource to the instance's own region. */
  providerOf(region: string): this;

  /**
   * Makes Terraform apply other blocks first. Needed only for dependencies that no attribute expresses: every reference
   * in an attribute is a dependency already.
   */
  dependsOn(...others: Reference[]): this;

  /**
   * Sets the number of objects. If the number is known, prefer a loop in the tier: each object then has its own
   * address.
   */
  count(count: Value): this;

  /**
   * Creates one object for each element of a map or of a set of strings, whose keys must be known at plan time. A list
   * of literals is not a set: write `Expression.call("toset", …)`.
   */
  forEach(items: Value): this;

  /** `lifecycle`: refuses to destroy the object. */
  preventDestroy(): this;

  /** `lifecycle`: creates the new object before destroying the old one. */
  createBeforeDestroy(): this;

  /** `lifecycle`: ignores changes of these attributes once the object exists: `tags`, `launch_template[0].version`. */
  ignoreChanges(...attributes: string[]): this;

  /** `lifecycle`: ignores changes of all attributes once the object exists. */
  ignoreAllChanges(): this;

  /** `lifecycle`: replaces the object whenever the trigger changes, which is a resource or an attribute of one. */
  replaceTriggeredBy(trigger: Reference | Expression): this;

  /**
   * `lifecycle`: stops with this message unless the condition holds before the object is created or read. The condition
   * must contain a reference.
   */
  precondition(condition: Expression, message: Value): this;

  /**
   * `lifecycle`: stops with this message unless the condition holds after the object is created or read. The condition
   * may refer to `self`.
   */
  postcondition(condition: Expression, message: Value): this;
}

/**
 * Creates a managed resource. Its local name is a Terraform identifier, unique in the contribution for its type.
 * Changing it later makes Terraform replace the object unless `out.moved` records the new name.
 */
export declare function resource(type: string, name: string, attributes?: Attributes): Resource;

/** Creates a data source. The type is written without `data.`. */
export declare function data(type: string, name: string, attributes?: Attributes): Resource;

/** Creates an ephemeral resource. The type is written without `ephemeral.`. Requires Terraform 1.10 or later. */
export declare function ephemeral(type: string, name: string, attributes?: Attributes): Resource;

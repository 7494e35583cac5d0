import type { Attributes, Body } from "./block.js";
import type { Expression } from "./expression.js";
import type { Reference } from "./reference.js";
import type { Value } from "./value.js";

/** A resource, data source or ephemeral resource, under construction. `out.add` takes it and gives its reference. */
export declare class Resource extends Body {
  private constructor();

  /** The type, without `data.` or `ephemeral.`. */
  readonly type: string;
  /** The local name. */
  readonly name: string;
  /** What refers to it once it is added. */
  readonly reference: Reference;

  /**
   * Puts it into another region of the stack than the instance's own. Where it is not called, the host binds the
   * resource to the instance's region.
   */
  providerOf(region: string): this;

  /**
   * Makes Terraform wait for other blocks. Only for what no attribute expresses: every reference in an attribute is
   * an edge already.
   */
  dependsOn(...others: Reference[]): this;

  /**
   * The number of objects. Prefer a loop in the tier where the number is known: each object then has its own address.
   */
  count(count: Value): this;

  /**
   * One object for each element of a map or of a set of strings; its keys must be known at plan time. A list of
   * literals is not a set: write `Expression.call("toset", …)`.
   */
  forEach(items: Value): this;

  /** `lifecycle`: refuse to destroy the object. */
  preventDestroy(): this;

  /** `lifecycle`: make the new object before the old one goes. */
  createBeforeDestroy(): this;

  /** `lifecycle`: leave these attributes alone once the object exists: `tags`, `launch_template[0].version`. */
  ignoreChanges(...attributes: string[]): this;

  /** `lifecycle`: leave all attributes alone once the object exists. */
  ignoreAllChanges(): this;

  /** `lifecycle`: replace the object whenever this one changes: a resource, or an attribute of one. */
  replaceTriggeredBy(trigger: Reference | Expression): this;

  /**
   * `lifecycle`: stop with this message unless the condition holds before the object is made or read. The condition
   * must refer to something.
   */
  precondition(condition: Expression, message: Value): this;

  /**
   * `lifecycle`: stop with this message unless the condition holds after the object is made or read. The condition
   * may refer to `self`.
   */
  postcondition(condition: Expression, message: Value): this;
}

/**
 * A managed resource. Its local name is a Terraform identifier, unique in the contribution for its type. Changing it
 * later makes Terraform replace the object, unless `out.moved` says so.
 */
export declare function resource(type: string, name: string, attributes?: Attributes): Resource;

/** A data source; the type is written without `data.`. */
export declare function data(type: string, name: string, attributes?: Attributes): Resource;

/** An ephemeral resource; the type is written without `ephemeral.`. Terraform 1.10 or later. */
export declare function ephemeral(type: string, name: string, attributes?: Attributes): Resource;

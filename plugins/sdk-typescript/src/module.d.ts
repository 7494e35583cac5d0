import type { Attributes, Body } from "./block.js";
import type { Reference } from "./reference.js";

/** A call of a Terraform module, under construction. `out.module` takes it and gives its reference. */
export declare class Module extends Body {
  private constructor();

  /** The local name. */
  readonly name: string;
  /** Where the module is. */
  readonly source: string;
  /** What refers to its outputs once it is added. */
  readonly reference: Reference;

  /** The version or version constraint, for a module of a registry. */
  version(version: string): this;

  /** Makes Terraform wait for other blocks, for all of the module. */
  dependsOn(...others: Reference[]): this;
}

/**
 * A module of this local name, from this source, which the tier's `modules` must list. The attributes are the
 * module's inputs. The host gives it the region's providers.
 */
export declare function module(name: string, source: string, attributes?: Attributes): Module;

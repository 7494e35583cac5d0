import type { Attributes, Body } from "./block.js";
import type { Reference } from "./reference.js";

/** A call of a Terraform module, under construction. `out.module` takes it and returns its reference. */
export declare class Module extends Body {
  private constructor();

  /** The local name. */
  readonly name: string;
  /** The source of the module. */
  readonly source: string;
  /** The reference to its outputs, for use once the module is added. */
  readonly reference: Reference;

  /** Sets the version or version constraint, for a module from a registry. */
  version(version: string): this;

  /** Makes Terraform apply other blocks before the whole module. */
  dependsOn(...others: Reference[]): this;
}

/**
 * Creates a call with this local name, of the module from this source, which the tier's `modules` must list. The
 * attributes are the module's inputs. The host passes it the region's providers.
 */
export declare function module(name: string, source: string, attributes?: Attributes): Module;

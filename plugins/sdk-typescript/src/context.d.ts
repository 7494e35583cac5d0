import type { Value } from "./value.js";

/** A region of the stack. */
export interface Region {
  /** The region's name in the stack file. */
  readonly name: string;
  /** Local names of the providers that have a configuration for the region, sorted. */
  readonly providers: readonly string[];
}

/** Everything that a tier knows about an instance apart from its inputs. */
export declare class Context {
  private constructor();

  /** The tier's name in the stack file. It may differ from the name in the definition. */
  readonly tier: string;
  /** The name of the stack. */
  readonly stack: string;
  /** The name of the environment, if the stack has one. */
  readonly environment: string | undefined;
  /** The name of the instance's region. `undefined` if the tier is not bound to a region. */
  readonly region: string | undefined;
  /** All regions of the stack, sorted by name. */
  readonly regions: readonly Region[];
  /** The stack's tags, without a `Name`. */
  readonly stackTags: Readonly<Record<string, Value>>;

  /**
   * Returns a name that is unique to this instance: stack, environment, region, tier and the given name, joined by `-`.
   * Environment and region are left out if there is none: `three-tier-production-primary-network-main`.
   *
   * It may be longer than a provider allows; in that case let the provider choose the name.
   */
  name(name: string): string;

  /**
   * Returns the tags of an object: the stack's, plus a `Name` from `name` unless the stack's tags already contain one.
   */
  tags(name: string): Record<string, Value>;
}

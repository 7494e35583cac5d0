import type { Value } from "./value.js";

/** A region of the stack. */
export interface Region {
  /** Its name in the stack file. */
  readonly name: string;
  /** Local names of the providers that have a configuration for it, sorted. */
  readonly providers: readonly string[];
}

/** What an instance is made for, apart from its inputs. */
export declare class Context {
  private constructor();

  /** The tier's name in the stack file, which need not be its own. */
  readonly tier: string;
  /** The stack's name. */
  readonly stack: string;
  /** The environment's name, where the stack has one. */
  readonly environment: string | undefined;
  /** The name of the region that the instance runs for; `undefined` where the tier is bound to no region. */
  readonly region: string | undefined;
  /** All regions of the stack, sorted by name. */
  readonly regions: readonly Region[];
  /** The stack's tags, without a name. */
  readonly stackTags: Readonly<Record<string, Value>>;

  /**
   * The name of one thing of this instance: stack, environment, region, tier and the given name, joined by `-`,
   * without those that there are none of: `three-tier-production-primary-network-main`.
   *
   * It may be longer than a provider allows; where that is so, leave the choice of a name to the provider.
   */
  name(name: string): string;

  /** The tags of one thing: the stack's, and `Name` with its `name` where the stack's tags have none. */
  tags(name: string): Record<string, Value>;
}

import type { Tier } from "./tier.js";
import type { Value } from "./value.js";

/**
 * An instance of a tier, to be synthesized in a test. By default the stack is called `three-tier` and has no
 * environment, region or tags, and the instance has no inputs. Each method returns a new instance.
 *
 * Defaults of inputs are filled in and types are checked. Limits such as a pattern are checked by Terrace only, not by
 * such a test.
 */
export declare class Instance {
  constructor(tier: Tier<any, any>);

  /** Sets the name of the environment. */
  environment(name: string): Instance;

  /** Sets the region of the instance, and adds it to the stack. */
  region(name: string): Instance;

  /** Adds regions to the stack, each with a configuration of the tier's first provider. */
  regions(...names: string[]): Instance;

  /** Sets the stack's tags. */
  tags(tags: Record<string, Value>): Instance;

  /** Sets the inputs. An expression is an `Expression`, or `{ $expr: "${tier.network.vpc_id}" }`. */
  inputs(inputs: Record<string, Value>): Instance;

  /**
   * Returns the contribution of the instance. Throws if the tier reports problems, if two blocks with the same address
   * differ, or if the tier creates a block or sets an output that it does not declare.
   */
  synth(): Synthesized;

  /**
   * Returns the problems that the tier reports, as text: for each one its code and summary, then its location, then its
   * detail and hint. Throws if it reports none.
   */
  errors(): string;
}

/** Returns the JSON Schema of a tier's inputs. */
export declare function schema(tier: Tier<any, any>): any;

/** The contribution of an instance, with the tier's local names. */
export declare class Synthesized {
  private constructor();

  /** Returns the whole contribution in the layout of a Terraform configuration: `json().resource.aws_vpc.main`. */
  json(): any;

  /** Returns whether there is a block with this address: `aws_vpc.main`, `data.aws_ami.main`, `module.queue`. */
  has(address: string): boolean;

  /** Returns the body of a block by its address. Throws if there is no such block. */
  block(address: string): any;

  /** Returns the addresses of resources, data sources and ephemeral resources that begin with a prefix, sorted. */
  addresses(prefix?: string): string[];

  /** Returns the value of an output. Throws if it is not set. */
  output(name: string): any;

  /** Returns the warnings, in the form of `errors`. */
  warnings(): string;

  /** Returns the contribution as JSON with sorted keys, as the text for a snapshot. */
  toString(): string;
}

import type { Tier } from "./tier.js";
import type { Value } from "./value.js";

/**
 * One instance of a tier, to be synthesized in a test. It is in the stack `three-tier`, in no environment and no
 * region, without tags and inputs, until it is told otherwise. Each method gives another instance.
 *
 * Defaults of inputs are filled in and types are checked. Terrace's check against limits, such as a pattern, is not
 * part of such a test.
 */
export declare class Instance {
  constructor(tier: Tier<any, any>);

  /** Names the environment. */
  environment(name: string): Instance;

  /** Names the region that it runs for, and adds it to the stack's. */
  region(name: string): Instance;

  /** Adds regions to the stack, each with a configuration of the tier's first provider. */
  regions(...names: string[]): Instance;

  /** Gives the stack's tags. */
  tags(tags: Record<string, Value>): Instance;

  /** Gives the inputs. An expression is an `Expression`, or `{ $expr: "${tier.network.vpc_id}" }`. */
  inputs(inputs: Record<string, Value>): Instance;

  /**
   * What the instance makes. Throws where the tier reports problems; where two blocks of one address differ; and
   * where the tier makes a block or gives an output that it does not declare.
   */
  synth(): Synthesized;

  /**
   * The problems that the tier reports, as text: for each one its code and summary, then where it is, then detail and
   * hint. Throws where it reports none.
   */
  errors(): string;
}

/** The JSON Schema of a tier's inputs. */
export declare function schema(tier: Tier<any, any>): any;

/** What an instance made, in the tier's local names. */
export declare class Synthesized {
  private constructor();

  /** Everything, laid out as in a Terraform configuration: `json().resource.aws_vpc.main`. */
  json(): any;

  /** Whether there is a block of this address: `aws_vpc.main`, `data.aws_ami.main`, `module.queue`. */
  has(address: string): boolean;

  /** The body of a block by its address. Throws where there is none. */
  block(address: string): any;

  /** The addresses of resources, data sources and ephemeral resources that begin with a text, sorted. */
  addresses(prefix?: string): string[];

  /** The value of an output. Throws where it is not given. */
  output(name: string): any;

  /** The warnings, in the form of `errors`. */
  warnings(): string;

  /** Everything as text with sorted keys: the thing to keep as a snapshot. */
  toString(): string;
}

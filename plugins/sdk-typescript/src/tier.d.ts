import type { Context } from "./context.js";
import type { Contribution } from "./contribution.js";
import type { InputType } from "./input/type.js";

/** A Terraform provider that the tier's blocks use. */
export interface ProviderRequirement {
  /** The source address, such as `hashicorp/aws`. */
  source: string;
  /** The accepted versions, in Terraform's constraint syntax: `>= 5.0, < 7.0`. Default: any. */
  version?: string;
}

/** An output that the tier may set. */
export interface OutputDeclaration {
  /** The type, in Terraform's type constraint syntax: `list(string)`. */
  type: string;
  /** A description, in one sentence. */
  description: string;
  /** Whether the value is secret. Default: false. */
  sensitive?: boolean;
}

/**
 * A tier: its description, its inputs and outputs, the types that it may emit, and the function that creates its
 * blocks.
 */
export interface Definition<Inputs, Outputs extends string> {
  /** Lower-case letters, digits and `-`, beginning with a letter. */
  name: string;
  /** A semantic version. */
  version: string;
  /** A summary of what the tier creates, in one sentence. */
  summary: string;
  /** The inputs, usually an `input.object`. */
  inputs: InputType<Inputs>;
  /** The providers by local name, which is the first word of their resource types. Default: none. */
  providers?: Readonly<Record<string, ProviderRequirement>>;
  /** Resource types that the tier may emit. The host rejects all others. Default: none. */
  resources?: readonly string[];
  /** Data source types that the tier may emit, without `data.`. Default: none. */
  dataSources?: readonly string[];
  /** Ephemeral resource types that the tier may emit, without `ephemeral.`. Default: none. */
  ephemeralResources?: readonly string[];
  /** Sources of modules that the tier may call. Default: none. */
  modules?: readonly string[];
  /** The outputs by name, which is a Terraform identifier, in the order in which people read them. Default: none. */
  outputs?: Readonly<Record<Outputs, OutputDeclaration>>;
  /** Other facts for people and catalogues, such as `license`, `documentation` or `source`. Default: none. */
  annotations?: Readonly<Record<string, string>>;
  /**
   * Adds the contribution of one instance to `out`. It is a pure function of context and inputs. It throws a
   * `Diagnostic`, or `Diagnostics`, for problems that a person has to fix.
   */
  synth(context: Context, inputs: Inputs, out: Contribution<Outputs>): void;
}

/** A tier, as created by `tier()`. */
export declare class Tier<Inputs = unknown, Outputs extends string = string> {
  private constructor();
  readonly definition: Definition<Inputs, Outputs>;
}

/** Defines a tier, which is the default export of its file. Throws a `TypeError` for an incorrect definition. */
export declare function tier<Inputs, Outputs extends string = never>(
  definition: Definition<Inputs, Outputs>,
): Tier<Inputs, Outputs>;

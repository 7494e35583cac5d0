import type { Context } from "./context.js";
import type { Contribution } from "./contribution.js";
import type { InputType } from "./input/type.js";

/** A Terraform provider that the tier's blocks belong to. */
export interface ProviderRequirement {
  /** Where Terraform finds it: `hashicorp/aws`. */
  source: string;
  /** Versions that will do, in Terraform's constraint syntax: `>= 5.0, < 7.0`. Default: any. */
  version?: string;
}

/** An output that the tier may give. */
export interface OutputDeclaration {
  /** Its type, in Terraform's type constraint syntax: `list(string)`. */
  type: string;
  /** What it is, in one sentence. */
  description: string;
  /** Whether its value is secret. Default: it is not. */
  sensitive?: boolean;
}

/** What a tier is, takes, gives and may do, and how it is made. */
export interface Definition<Inputs, Outputs extends string> {
  /** Lower-case letters, digits and `-`, beginning with a letter. */
  name: string;
  /** A semantic version. */
  version: string;
  /** What it makes, in one sentence. */
  summary: string;
  /** What it takes, usually an `input.object`. */
  inputs: InputType<Inputs>;
  /** The providers by their local names, which are the first words of their resource types. Default: none. */
  providers?: Readonly<Record<string, ProviderRequirement>>;
  /** Resource types that it may emit. The host refuses any other. Default: none. */
  resources?: readonly string[];
  /** Data source types that it may emit, without `data.`. Default: none. */
  dataSources?: readonly string[];
  /** Ephemeral resource types that it may emit, without `ephemeral.`. Default: none. */
  ephemeralResources?: readonly string[];
  /** Sources of modules that it may call. Default: none. */
  modules?: readonly string[];
  /** The outputs by their names, Terraform identifiers, in the order in which people read them. Default: none. */
  outputs?: Readonly<Record<Outputs, OutputDeclaration>>;
  /** Further facts for people and catalogues, such as `license`, `documentation` or `source`. Default: none. */
  annotations?: Readonly<Record<string, string>>;
  /**
   * Makes one instance's contribution: a pure function of context and inputs, which adds to `out`. It throws a
   * `Diagnostic`, or `Diagnostics`, for what a person has to correct.
   */
  synth(context: Context, inputs: Inputs, out: Contribution<Outputs>): void;
}

/** A tier. */
export declare class Tier<Inputs = unknown, Outputs extends string = string> {
  private constructor();
  readonly definition: Definition<Inputs, Outputs>;
}

/** Makes a tier, which is the default export of its file. Throws a `TypeError` where the definition is not one. */
export declare function tier<Inputs, Outputs extends string = never>(
  definition: Definition<Inputs, Outputs>,
): Tier<Inputs, Outputs>;

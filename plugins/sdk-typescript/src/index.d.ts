/**
 * Write Terrace tiers in TypeScript.
 *
 * A tier is a pure function from the request for one instance to the blocks that this instance adds to the stack. You
 * write it like a Terraform module, with local names.
 *
 * - A string is a literal. It is escaped in the output, so a `${` in it stays text. Only an `Expression` becomes
 *   `${…}`.
 * - `undefined` is left out.
 * - All problems are reported, not only the first: see `Diagnostics`.
 *
 * `@terrace/sdk/testing` runs a tier without WebAssembly.
 */

export * as input from "./input/index.js";
export { Block, block, blocks, type Attributes } from "./block.js";
export { Check, check } from "./check.js";
export { Context, type Region } from "./context.js";
export { Contribution, type Removal } from "./contribution.js";
export { Decimal } from "./decimal.js";
export { Diagnostic, Diagnostics, type Details } from "./diagnostic.js";
export { Expression, template } from "./expression.js";
export { InputType, type Infer } from "./input/type.js";
export { Module, module } from "./module.js";
export { Reference } from "./reference.js";
export { Resource, data, ephemeral, resource } from "./resource.js";
export { Tier, tier, type Definition, type OutputDeclaration, type ProviderRequirement } from "./tier.js";
export { UserData } from "./user-data.js";
export { isKnown, known, requireKnown } from "./input/known.js";
export type { Value } from "./value.js";

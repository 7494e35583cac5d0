// Write Terrace tiers in TypeScript.

export * as input from "./input/index.js";
export { Block, block, blocks } from "./block.js";
export { Check, check } from "./check.js";
export { Context } from "./context.js";
export { Contribution } from "./contribution.js";
export { Decimal } from "./decimal.js";
export { Diagnostic, Diagnostics } from "./diagnostic.js";
export { Expression, template } from "./expression.js";
export { InputType } from "./input/type.js";
export { Module, module } from "./module.js";
export { Reference } from "./reference.js";
export { Resource, data, ephemeral, resource } from "./resource.js";
export { Tier, tier } from "./tier.js";
export { UserData } from "./user-data.js";
export { isKnown, known, requireKnown } from "./input/known.js";

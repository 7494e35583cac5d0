// Inputs that may be expressions.

import { Diagnostic } from "../diagnostic.js";
import { expectString } from "../expect.js";
import { Expression } from "../expression.js";

export function isKnown(input) {
  return !(input instanceof Expression);
}

export function known(input) {
  return isKnown(input) ? input : undefined;
}

export function requireKnown(input, path) {
  expectString(path, "the path of an input");
  if (!isKnown(input)) {
    const summary = "this input must be known at synth time, but it is an expression";
    throw new Diagnostic("unknown-input", summary, { path, hint: "write a literal value" });
  }
  return input;
}

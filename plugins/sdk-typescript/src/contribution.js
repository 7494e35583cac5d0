// What one instance adds to the stack.

import { Check } from "./check.js";
import { Diagnostic } from "./diagnostic.js";
import { expectInstance } from "./expect.js";
import { traversal } from "./expression.js";
import { Module } from "./module.js";
import { Resource } from "./resource.js";
import { toJson } from "./value.js";

export class Contribution {
  resources = [];
  locals = [];
  modules = [];
  checks = [];
  moves = [];
  removals = [];
  outputs = [];
  warnings = [];

  add(resource) {
    this.resources.push(expectInstance(resource, Resource, "what is added"));
    return resource.reference;
  }

  module(module) {
    this.modules.push(expectInstance(module, Module, "what is added"));
    return module.reference;
  }

  local(name, value) {
    this.locals.push({ name, value: toJson(value) });
    return traversal(`local.${name}`);
  }

  output(name, value) {
    const json = toJson(value);
    if (json !== null) {
      this.outputs.push({ name, value: json });
    }
  }

  check(check) {
    this.checks.push(expectInstance(check, Check, "what is added"));
  }

  moved(from, to) {
    this.moves.push({ from, to: to.address });
  }

  removed(from, removal) {
    this.removals.push({ from, destroy: removal === "destroy" });
  }

  warn(warning) {
    this.warnings.push(expectInstance(warning, Diagnostic, "a warning"));
  }
}

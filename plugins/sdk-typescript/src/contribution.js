// What one instance adds to the stack.

import { Check } from "./check.js";
import { Diagnostic } from "./diagnostic.js";
import { expectInstance, expectName, refuse } from "./expect.js";
import { traversal } from "./expression.js";
import { Module } from "./module.js";
import { Reference } from "./reference.js";
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
    this.modules.push(expectInstance(module, Module, "what is called"));
    return module.reference;
  }

  local(name, value) {
    expectName(name, "the name of a local value");
    this.locals.push({ name, value: toJson(value, `local.${name}`) });
    return traversal(`local.${name}`);
  }

  output(name, value) {
    expectName(name, "the name of an output");
    const json = toJson(value, `output ${name}`);
    if (json !== null) {
      this.outputs.push({ name, value: json });
    }
  }

  check(check) {
    this.checks.push(expectInstance(check, Check, "what is checked"));
  }

  moved(from, to) {
    expectName(from, "what was moved", "an address");
    this.moves.push({ from, to: expectInstance(to, Reference, `where ${from} was moved`).address });
  }

  removed(from, removal) {
    expectName(from, "what was removed", "an address");
    if (removal !== "destroy" && removal !== "forget") {
      refuse(removal, `what becomes of ${from}`, '"destroy" or "forget"');
    }
    this.removals.push({ from, destroy: removal === "destroy" });
  }

  warn(warning) {
    this.warnings.push(expectInstance(warning, Diagnostic, "a warning"));
  }
}

// The contribution of an instance.

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
    this.resources.push(expectInstance(resource, Resource, "the argument of add()"));
    return resource.reference;
  }

  module(module) {
    this.modules.push(expectInstance(module, Module, "the argument of module()"));
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
    this.checks.push(expectInstance(check, Check, "the argument of check()"));
  }

  moved(from, to) {
    expectName(from, "the first argument of moved()", "an address");
    this.moves.push({ from, to: expectInstance(to, Reference, `the destination of ${from}`).address });
  }

  removed(from, removal) {
    expectName(from, "the first argument of removed()", "an address");
    if (removal !== "destroy" && removal !== "forget") {
      refuse(removal, `the removal of ${from}`, '"destroy" or "forget"');
    }
    this.removals.push({ from, destroy: removal === "destroy" });
  }

  warn(warning) {
    this.warnings.push(expectInstance(warning, Diagnostic, "a warning"));
  }
}

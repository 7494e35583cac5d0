// Calls of Terraform modules.

import { Body, append, put } from "./block.js";
import { expectInstance, expectName } from "./expect.js";
import { Reference } from "./reference.js";

export class Module extends Body {
  constructor(name, source, attributes) {
    expectName(name, "the name of a module");
    super(attributes, `the arguments of the module ${name}`);
    this.name = name;
    this.source = expectName(source, `the source of the module ${name}`);
    put(this, "source", source);
  }

  get reference() {
    return Reference.module(this.name);
  }

  version(version) {
    put(this, "version", expectName(version, `the version of the module ${this.name}`));
    return this;
  }

  dependsOn(...others) {
    for (const other of others) {
      append(this, "depends_on", expectInstance(other, Reference, `a dependency of the module ${this.name}`).address);
    }
    return this;
  }
}

export function module(name, source, attributes) {
  return new Module(name, source, attributes);
}

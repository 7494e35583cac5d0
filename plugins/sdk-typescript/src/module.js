// Calls of Terraform modules.

import { Body, append, put } from "./block.js";
import { Reference } from "./reference.js";

export class Module extends Body {
  constructor(name, source, attributes) {
    super(attributes);
    this.name = name;
    this.source = source;
    put(this, "source", source);
  }

  get reference() {
    return Reference.module(this.name);
  }

  version(version) {
    put(this, "version", version);
    return this;
  }

  dependsOn(...others) {
    others.forEach((other) => append(this, "depends_on", other.address));
    return this;
  }
}

export function module(name, source, attributes) {
  return new Module(name, source, attributes);
}

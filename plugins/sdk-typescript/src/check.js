// Check blocks.

import { Block, json, put } from "./block.js";
import { expectInstance, expectName } from "./expect.js";
import { Expression } from "./expression.js";
import { Resource } from "./resource.js";

export class Check {
  #body = new Block();

  constructor(name) {
    this.name = expectName(name, "the name of a check");
  }

  assert(condition, message) {
    expectInstance(condition, Expression, `the condition of the check ${this.name}`);
    this.#body.block("assert", { condition, error_message: message });
    return this;
  }

  data(source) {
    const what = `the data source of the check ${this.name}`;
    if (expectInstance(source, Resource, what, "a data source").kind !== "data") {
      throw new TypeError(`${what} must be a data source, got ${source.reference.address}`);
    }
    put(this.#body, "data", { [source.type]: { [source.name]: json(source) } });
    return this;
  }

  get body() {
    return json(this.#body);
  }
}

export function check(name) {
  return new Check(name);
}

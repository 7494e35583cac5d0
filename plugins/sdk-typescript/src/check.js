// Check blocks.

import { Block, json, put } from "./block.js";

export class Check {
  #body = new Block();

  constructor(name) {
    this.name = name;
  }

  assert(condition, message) {
    this.#body.block("assert", { condition, error_message: message });
    return this;
  }

  data(source) {
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

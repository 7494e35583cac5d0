// References to blocks.

import { a, expectName } from "./expect.js";
import { traversal } from "./expression.js";

export class Reference {
  #address;

  constructor(address) {
    this.#address = address;
  }

  static resource(type, name) {
    return new Reference(typed(type, name));
  }

  static data(type, name) {
    return new Reference(`data.${typed(type, name)}`);
  }

  static ephemeral(type, name) {
    return new Reference(`ephemeral.${typed(type, name)}`);
  }

  static module(name) {
    return new Reference(`module.${expectName(name, "the name of a module")}`);
  }

  get address() {
    return this.#address;
  }

  expression() {
    return traversal(this.#address);
  }

  attr(name) {
    return this.expression().attr(name);
  }

  index(index) {
    return this.expression().index(index);
  }

  key(key) {
    return this.expression().key(key);
  }

  [Symbol.toPrimitive]() {
    const instead = 'write .attr("…") for an attribute of it, or .address for its address';
    throw new TypeError(`the reference ${this.#address} is not a string: ${instead}`);
  }

  toJSON() {
    return this[Symbol.toPrimitive]();
  }

  [Symbol.for("nodejs.util.inspect.custom")]() {
    return `Reference(${this.#address})`;
  }
}

function typed(type, name) {
  expectName(type, "the type of a block");
  return `${type}.${expectName(name, `the name of ${a(type)}`)}`;
}

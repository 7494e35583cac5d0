// The bodies of blocks.

import { expectFunction, expectItems, expectName, expectObject } from "./expect.js";
import { toJson } from "./value.js";

/** Returns the body in Terraform's JSON configuration syntax. */
export let json;

/** Sets a member to a value of the JSON. */
export let put;

/** Appends a value of the JSON to the array of this name. */
export let append;

/** The methods of everything that has a body. */
export class Body {
  #members = new Map();

  constructor(attributes = {}, what = "the attributes of a block") {
    for (const [name, value] of Object.entries(expectObject(attributes, what, "an object of attributes"))) {
      this.set(name, value);
    }
  }

  set(name, value) {
    expectName(name, "the name of an attribute");
    if (value instanceof Block) {
      return this.block(name, value);
    }
    if (value instanceof Blocks || isBlocks(value)) {
      return this.blocks(name, value);
    }
    if (Array.isArray(value) && value.some((item) => item instanceof Block)) {
      throw new TypeError(`${name} mixes blocks and other values: write block(…) around each`);
    }
    // Null is left out unless it overrides an earlier value, because Terraform treats the two alike.
    const json = toJson(value, name);
    if (json !== null || this.#members.has(name)) {
      this.#members.set(name, json);
    }
    return this;
  }

  block(name, block) {
    expectName(name, "the name of a block");
    // Always an array, which every provider accepts, whether its schema has them as blocks or as an attribute.
    append(this, name, json(toBlock(block, `the block ${name}`)));
    return this;
  }

  blocks(name, blocks) {
    expectName(name, "the name of a block");
    for (const block of expectItems(blocks, `the blocks ${name}`, "a list of blocks")) {
      this.block(name, block);
    }
    return this;
  }

  static {
    json = (body) => Object.fromEntries(body.#members);
    put = (body, name, value) => body.#members.set(name, value);
    append = (body, name, value) => {
      const items = body.#members.get(name);
      body.#members.set(name, Array.isArray(items) ? [...items, value] : [value]);
    };
  }
}

export class Block extends Body {
  constructor(attributes) {
    super(attributes);
  }
}

/** Several blocks of one name. */
class Blocks extends Array {}

export function block(attributes) {
  return new Block(attributes);
}

export function blocks(items, make = (item) => item) {
  expectFunction(make, "the function of blocks()");
  const all = expectItems(items, "the items of blocks()", "a list");
  return Blocks.from(all, (item, index) => toBlock(make(item, index), "the result of the function of blocks()"));
}

function toBlock(block, what) {
  return block instanceof Block ? block : new Block(expectObject(block, what, "a block or an object of attributes"));
}

function isBlocks(value) {
  return Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof Block);
}

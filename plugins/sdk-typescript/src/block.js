// Bodies of blocks.

import { expectFunction, expectItems, expectName, expectObject } from "./expect.js";
import { toJson } from "./value.js";

/** The body in Terraform's JSON configuration syntax. */
export let json;

/** Sets a member to what stands in the JSON. */
export let put;

/** Adds to the array of this name what stands in the JSON. */
export let append;

/** What everything with a body has. */
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
      throw new TypeError(`${name} holds blocks and something else: write block(…) around each`);
    }
    // Null is not written at all, unless it takes back an earlier value: Terraform reads both alike.
    const json = toJson(value, name);
    if (json !== null || this.#members.has(name)) {
      this.#members.set(name, json);
    }
    return this;
  }

  block(name, block) {
    expectName(name, "the name of a block");
    // Always an array: that means the same for every provider, whether it reads them as blocks or as an attribute.
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

/** Any number of blocks of one name. */
class Blocks extends Array {}

export function block(attributes) {
  return new Block(attributes);
}

export function blocks(items, make = (item) => item) {
  expectFunction(make, "what blocks() makes each with");
  const all = expectItems(items, "what blocks() goes through", "a list");
  return Blocks.from(all, (item, index) => toBlock(make(item, index), "what blocks() makes of an item"));
}

function toBlock(block, what) {
  return block instanceof Block ? block : new Block(expectObject(block, what, "a block or an object of attributes"));
}

function isBlocks(value) {
  return Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof Block);
}

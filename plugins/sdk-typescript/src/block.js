// Bodies of blocks.

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

  constructor(attributes = {}) {
    for (const [name, value] of Object.entries(attributes)) {
      this.set(name, value);
    }
  }

  set(name, value) {
    if (value instanceof Block) {
      return this.block(name, value);
    }
    if (value instanceof Blocks || isBlocks(value)) {
      return this.blocks(name, value);
    }
    // Null is not written at all, unless it takes back an earlier value: Terraform reads both alike.
    const json = toJson(value);
    if (json !== null || this.#members.has(name)) {
      this.#members.set(name, json);
    }
    return this;
  }

  block(name, block) {
    // Always an array: that means the same for every provider, whether it reads them as blocks or as an attribute.
    append(this, name, toBody(block));
    return this;
  }

  blocks(name, blocks) {
    for (const block of blocks) {
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

export class Block extends Body {}

/** Any number of blocks of one name. */
class Blocks extends Array {}

export function block(attributes) {
  return new Block(attributes);
}

export function blocks(items, make = (item) => item) {
  return Blocks.from(items, (item, index) => toBlock(make(item, index)));
}

function toBlock(block) {
  return block instanceof Block ? block : new Block(block);
}

function toBody(block) {
  return json(toBlock(block));
}

function isBlocks(value) {
  return Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof Block);
}

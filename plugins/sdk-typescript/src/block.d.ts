import type { Value } from "./value.js";

/** Attributes and nested blocks by their names. */
export interface Attributes {
  readonly [name: string]: Value | Block | readonly Block[];
}

/** What everything with a body has. Each method gives the same object, so calls can be chained. */
export declare class Body {
  protected constructor();

  /**
   * Sets an attribute; `undefined` and `null` leave it out, and a second value replaces the first. A `Block`, or a
   * list of them, is added like `block` does.
   */
  set(name: string, value: Value | Block | readonly Block[]): this;

  /** Adds a nested block after those of the same name. */
  block(name: string, block: Block | Attributes): this;

  /** Adds any number of nested blocks of the same name; none leaves the name out. */
  blocks(name: string, blocks: Iterable<Block | Attributes>): this;
}

/** A nested block: attributes, and blocks of its own. */
export declare class Block extends Body {
  constructor(attributes?: Attributes);
}

/** A nested block: `health_check: block({ path: "/health" })`. Without it an object is an attribute's value. */
export declare function block(attributes?: Attributes): Block;

/**
 * Any number of nested blocks of one name, which no items leave out: `rule: blocks(inputs.rules, (rule) => ({ … }))`.
 */
export declare function blocks<T>(
  items: Iterable<T>,
  make: (item: T, index: number) => Block | Attributes,
): readonly Block[];
export declare function blocks(items: Iterable<Block | Attributes>): readonly Block[];

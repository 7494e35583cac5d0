import type { Value } from "./value.js";

/** Attributes and nested blocks by name. */
export interface Attributes {
  readonly [name: string]: Value | Block | readonly Block[];
}

/** The methods of everything that has a body. Each returns the same object, so calls can be chained. */
export declare class Body {
  protected constructor();

  /**
   * Sets an attribute. `undefined` and `null` leave it out, and a second value replaces the first. A `Block`, or a list
   * of them, is added as by `block`.
   */
  set(name: string, value: Value | Block | readonly Block[]): this;

  /** Adds a nested block after the others of the same name. */
  block(name: string, block: Block | Attributes): this;

  /** Adds any number of nested blocks of the same name. Without any, the name is left out. */
  blocks(name: string, blocks: Iterable<Block | Attributes>): this;
}

/** A nested block, with attributes and nested blocks of its own. */
export declare class Block extends Body {
  constructor(attributes?: Attributes);
}

/**
 * Creates a nested block: `health_check: block({ path: "/health" })`. A plain object would be the value of an
 * attribute.
 */
export declare function block(attributes?: Attributes): Block;

/**
 * Creates any number of nested blocks of one name: `rule: blocks(inputs.rules, (rule) => ({ … }))`. Without items the
 * name is left out.
 */
export declare function blocks<T>(
  items: Iterable<T>,
  make: (item: T, index: number) => Block | Attributes,
): readonly Block[];
export declare function blocks(items: Iterable<Block | Attributes>): readonly Block[];

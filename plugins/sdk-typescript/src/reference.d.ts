import type { Expression } from "./expression.js";

/**
 * A block of this contribution, by its local address: `aws_vpc.main`, `data.aws_ami.main`.
 *
 * `out.add` gives it. The functions of the class make it by name, where a block is needed before it is added.
 */
export declare class Reference {
  private constructor();

  /** A managed resource. */
  static resource(type: string, name: string): Reference;
  /** A data source. */
  static data(type: string, name: string): Reference;
  /** An ephemeral resource. */
  static ephemeral(type: string, name: string): Reference;
  /** A module call. */
  static module(name: string): Reference;

  /** The local address. */
  readonly address: string;

  /** The whole object of the block. As a value, a reference is the same. */
  expression(): Expression;

  /** An attribute of the block, or an output of the module. */
  attr(name: string): Expression;

  /** One of the instances that `count` makes. */
  index(index: number): Expression;

  /** One of the instances that `for_each` makes. */
  key(key: string): Expression;
}

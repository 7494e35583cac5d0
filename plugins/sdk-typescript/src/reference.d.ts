import type { Expression } from "./expression.js";

/**
 * A reference to a block of this contribution, by its local address: `aws_vpc.main`, `data.aws_ami.main`.
 *
 * `out.add` returns it. Use the functions of the class to refer to a block before it is added.
 */
export declare class Reference {
  private constructor();

  /** References a managed resource. */
  static resource(type: string, name: string): Reference;
  /** References a data source. */
  static data(type: string, name: string): Reference;
  /** References an ephemeral resource. */
  static ephemeral(type: string, name: string): Reference;
  /** References a module call. */
  static module(name: string): Reference;

  /** The local address. */
  readonly address: string;

  /** Returns the whole object of the block, just as the reference itself does where a value is expected. */
  expression(): Expression;

  /** Returns an attribute of the block, or an output of the module. */
  attr(name: string): Expression;

  /** Returns one of the instances that `count` creates. */
  index(index: number): Expression;

  /** Returns one of the instances that `for_each` creates. */
  key(key: string): Expression;
}

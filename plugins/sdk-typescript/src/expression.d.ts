import type { Value } from "./value.js";

/**
 * A Terraform expression: the one thing that becomes `${…}` in the output.
 *
 * It comes from a reference, from an input, or from a function of this class. It is no text before Terraform
 * evaluates it, so a template literal around it throws: {@link template} is what interpolates.
 */
export declare class Expression {
  private constructor();

  /**
   * An expression from its text, which is taken as it is: `Expression.raw("path.module")`.
   *
   * The text is not escaped and not checked here; Terrace parses it afterwards. Never put an input or another foreign
   * string into it. As a tag it takes values between, literals of which are quoted, and backslashes are Terraform's:
   * `` Expression.raw`length(${subnets}) > 1` ``.
   */
  static raw(text: string): Expression;
  static raw(text: TemplateStringsArray, ...values: Value[]): Expression;

  /**
   * An expression from a template's text, the form in which inputs carry expressions: `${var.zone}` or
   * `x-${var.zone}`. Like `raw`, it is taken as it is.
   */
  static fromTemplate(text: string): Expression;

  /** A function call: `Expression.call("cidrsubnet", vpc.attr("cidr_block"), 8, 1)`. */
  static call(name: string, ...values: Value[]): Expression;

  /** `condition ? yes : no` */
  static conditional(condition: Expression, yes: Value, no: Value): Expression;

  /** A string of literals and expressions, one after the other. `undefined` and `null` add nothing. */
  static concat(...parts: Value[]): Expression;

  /** An attribute of this value: `.attr("id")`. */
  attr(name: string): Expression;

  /** An element of this list: `.index(0)`. */
  index(index: number): Expression;

  /** An element of this map: `.key("a")`. The key is a literal. */
  key(key: string): Expression;

  /** Its text as it stands inside `${…}`. */
  readonly source: string;

  /** What stands in Terraform's JSON for it: a template. */
  toTemplate(): string;
}

/**
 * A string made of literals and expressions: `` template`arn:aws:s3:::${bucket.attr("id")}/*` ``.
 *
 * One expression and nothing else stays what it is, with its type.
 */
export declare function template(strings: TemplateStringsArray, ...values: Value[]): Expression;

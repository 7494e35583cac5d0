import type { Value } from "./value.js";

/**
 * A Terraform expression. Nothing else becomes `${…}` in the output.
 *
 * It comes from a reference, from an input, or from a function of this class. It is not a string until Terraform
 * evaluates it, so a template literal around it throws: use {@link template} to interpolate.
 */
export declare class Expression {
  private constructor();

  /**
   * Creates an expression from its text, unchanged: `Expression.raw("path.module")`.
   *
   * The text is neither escaped nor checked here; Terrace parses it later. Never insert an input or another string that
   * you do not control. As a tag it accepts values in between, quotes the literals among them, and leaves backslashes
   * to Terraform: `` Expression.raw`length(${subnets}) > 1` ``.
   */
  static raw(text: string): Expression;
  static raw(text: TemplateStringsArray, ...values: Value[]): Expression;

  /**
   * Creates an expression from the text of a template, the form in which inputs contain expressions: `${var.zone}` or
   * `x-${var.zone}`. Like `raw`, it takes the text unchanged.
   */
  static fromTemplate(text: string): Expression;

  /** Returns a function call: `Expression.call("cidrsubnet", vpc.attr("cidr_block"), 8, 1)`. */
  static call(name: string, ...values: Value[]): Expression;

  /** Returns `condition ? yes : no`. */
  static conditional(condition: Expression, yes: Value, no: Value): Expression;

  /** Returns a string that joins literals and expressions. `undefined` and `null` are left out. */
  static concat(...parts: Value[]): Expression;

  /** Returns an attribute of this value: `.attr("id")`. */
  attr(name: string): Expression;

  /** Returns an element of this list: `.index(0)`. */
  index(index: number): Expression;

  /** Returns an element of this map: `.key("a")`. The key is a literal. */
  key(key: string): Expression;

  /** The text as it appears inside `${…}`. */
  readonly source: string;

  /** Returns the template that represents this expression in Terraform's JSON. */
  toTemplate(): string;
}

/**
 * Creates a string of literals and expressions: `` template`arn:aws:s3:::${bucket.attr("id")}/*` ``.
 *
 * A single expression with nothing around it is returned unchanged, with its type.
 */
export declare function template(strings: TemplateStringsArray, ...values: Value[]): Expression;

// Terraform expressions.

import { expectInstance, expectName, expectString, refuse } from "./expect.js";
import { escape, quote, quoteTemplate, unwrap } from "./template.js";
import { isText, sourceOf } from "./value.js";

/** Text that an attribute or index can follow. */
const TERM = "term";
/** Text that needs parentheses before an attribute or index can follow. */
const COMPOUND = "compound";
/** The text of a template that is more than a single interpolation. */
const TEMPLATE = "template";

/** The name of a function: one of Terraform's own, or one of a provider. */
const FUNCTION = /^[A-Za-z_][\w-]*(?:::[A-Za-z_][\w-]*)*$/;

/** Ensures that only this module can create one from a form and a text. */
const PRIVATE = Symbol("private");

let make;
let spliced;

export class Expression {
  #form;
  #text;

  static {
    make = (form, text) => new Expression(PRIVATE, form, text);
    // A trim marker would strip its neighbour's spaces, and a `$` at the end would combine with the text that follows.
    spliced = (expression) =>
      expression.#form === TEMPLATE && !/~|[$%]$/.test(expression.#text)
        ? expression.#text
        : `\${${expression.source}}`;
  }

  constructor(key, form, text) {
    if (key !== PRIVATE) {
      throw new TypeError("an expression comes from a reference, an input, or a function of Expression");
    }
    this.#form = form;
    this.#text = text;
  }

  static raw(text, ...values) {
    const isTag = Array.isArray(text) && Array.isArray(text.raw);
    if (!isTag && values.length > 0) {
      throw new TypeError("Expression.raw got a string and values: put the values into it as Expression.raw`…${value}…`");
    }
    const sources = values.map((value) => sourceOf(value, "a value in Expression.raw"));
    const joined = isTag ? String.raw(text, ...sources) : expectName(text, "the text of an expression");
    return make(isTraversal(joined) ? TERM : COMPOUND, joined);
  }

  static fromTemplate(text) {
    const inner = unwrap(expectString(text, "the text of a template"));
    return inner === undefined ? make(TEMPLATE, text) : Expression.raw(inner);
  }

  static call(name, ...values) {
    if (typeof name !== "string" || !FUNCTION.test(name)) {
      refuse(name, "the function of a call", "the name of a function");
    }
    const sources = values.map((value, index) => sourceOf(value, `argument ${index + 1} of ${name}`));
    return make(TERM, `${name}(${sources.join(", ")})`);
  }

  static conditional(condition, yes, no) {
    expectInstance(condition, Expression, "the condition of a conditional");
    const [one, other] = [sourceOf(yes, "a result of a conditional"), sourceOf(no, "a result of a conditional")];
    return make(COMPOUND, `${condition.#term()} ? ${one} : ${other}`);
  }

  static concat(...parts) {
    const joined = new Joined();
    parts.forEach((part) => joined.push(part));
    return joined.finish();
  }

  attr(name) {
    expectName(name, "the name of an attribute");
    return isIdentifier(name) ? make(TERM, `${this.#term()}.${name}`) : this.key(name);
  }

  index(index) {
    if (!Number.isSafeInteger(index) || index < 0) {
      refuse(index, "an index", "0 or a greater integer");
    }
    return make(TERM, `${this.#term()}[${index}]`);
  }

  key(key) {
    return make(TERM, `${this.#term()}[${quote(expectString(key, "a key"))}]`);
  }

  get source() {
    return this.#form === TEMPLATE ? quoteTemplate(this.#text) : this.#text;
  }

  toTemplate() {
    return this.#form === TEMPLATE ? this.#text : `\${${this.#text}}`;
  }

  /** Returns the text, in parentheses if an attribute or operator could not follow it otherwise. */
  #term() {
    return this.#form === COMPOUND ? `(${this.#text})` : this.source;
  }

  [Symbol.toPrimitive]() {
    const instead = "write template`…` around it, or .source in Expression.raw";
    throw new TypeError(`the expression ${this.source} is not a string until Terraform evaluates it: ${instead}`);
  }

  toJSON() {
    return this[Symbol.toPrimitive]();
  }

  [Symbol.for("nodejs.util.inspect.custom")]() {
    return `Expression(${this.source})`;
  }
}

/** Creates an expression that is known to be a traversal, whatever characters its names contain. */
export function traversal(text) {
  return make(TERM, text);
}

export function template(strings, ...values) {
  if (!Array.isArray(strings) || strings.length !== values.length + 1) {
    refuse(strings, "the argument of template", "a template literal, as in template`a-${value}`");
  }
  return Expression.concat(...strings.flatMap((text, index) => (index === 0 ? [text] : [values[index - 1], text])));
}

/** A template under construction. */
class Joined {
  #text = "";
  /**
   * Literal text that is not written yet. A `$` at the end of one part and a `{` at the start of the next must be
   * escaped together.
   */
  #literal = "";
  /** The first part, while it is the only one: it is returned unchanged if no other follows. */
  #only;
  #parts = 0;

  push(part) {
    if (part === undefined || part === null) {
      return;
    }
    if (isText(part)) {
      const text = String(part);
      if (text !== "") {
        this.#literal += text;
        this.#add(undefined);
      }
      return;
    }
    const expression = part instanceof Expression ? part : Expression.raw(sourceOf(part, "a part of a template"));
    this.#flush(true);
    this.#text += spliced(expression);
    this.#add(expression);
  }

  #add(expression) {
    this.#parts += 1;
    this.#only = this.#parts === 1 ? expression : undefined;
  }

  /**
   * Writes the literal. A `$` or `%` at its end would turn a sequence that follows into an escape, so it becomes an
   * interpolation of its own.
   */
  #flush(beforeSequence) {
    const plain = beforeSequence ? this.#literal.replace(/[$%]+$/, "") : this.#literal;
    const signs = this.#literal.slice(plain.length);
    this.#text += escape(plain) + (signs === "" ? "" : `\${"${signs}"}`);
    this.#literal = "";
  }

  finish() {
    this.#flush(false);
    return this.#only ?? make(TEMPLATE, this.#text);
  }
}

/** Returns whether the text is a name that `.name` can access. */
function isIdentifier(text) {
  return /^[A-Za-z_][\w-]*$/.test(text);
}

/**
 * Returns whether the text is certainly a traversal such as `tier.network["a-b"].ids[0]`. Everything else is put in
 * parentheses before more is appended.
 */
function isTraversal(text) {
  return /^[A-Za-z_](?:[\w.[\]]|"[\w.[\]-]*")*$/.test(text);
}

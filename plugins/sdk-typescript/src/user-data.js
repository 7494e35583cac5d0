// Scripts that machines run when they start.

import { Expression } from "./expression.js";
import { isText } from "./value.js";

/** Ends the quotes, gives a quote, and begins them again. */
const QUOTE = "'\\''";

export class UserData {
  #parts = ["#!/bin/sh\n"];

  line(code) {
    this.#parts.push(code, "\n");
    return this;
  }

  export(name, value) {
    this.#parts.push("export ", name, "=", ...word(value), "\n");
    return this;
  }

  command(program, ...values) {
    this.#parts.push(...[program, ...values].flatMap((value, index) => [index === 0 ? "" : " ", ...word(value)]), "\n");
    return this;
  }

  toText() {
    return Expression.concat(...this.#parts);
  }

  toBase64() {
    return Expression.call("base64encode", this.toText());
  }
}

/** One word between single quotes, in which only a single quote is special. */
function word(value) {
  if (typeof value === "string") {
    return ["'", value.replaceAll("'", QUOTE), "'"];
  }
  const plain = isText(value) || value === null || value === undefined;
  return ["'", plain ? value : Expression.call("replace", value, "'", QUOTE), "'"];
}

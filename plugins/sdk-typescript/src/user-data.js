// Scripts that machines run on their first start.

import { expectString, refuse } from "./expect.js";
import { Expression } from "./expression.js";
import { isText } from "./value.js";

/** Ends the quoted string, adds a quote, and begins a quoted string again. */
const QUOTE = "'\\''";

/** A valid name of a shell variable. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export class UserData {
  #parts = ["#!/bin/sh\n"];

  line(code) {
    this.#parts.push(expectString(code, "a line of a script"), "\n");
    return this;
  }

  export(name, value) {
    if (typeof name !== "string" || !NAME.test(name)) {
      refuse(name, "the name of a shell variable", "a name of letters, digits and _ that does not begin with a digit");
    }
    this.#parts.push("export ", name, "=", ...word(value), "\n");
    return this;
  }

  command(program, ...values) {
    expectString(program, "the program of a command");
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

/** Returns one word between single quotes, in which only a single quote is special. */
function word(value) {
  if (typeof value === "string") {
    return ["'", value.replaceAll("'", QUOTE), "'"];
  }
  const plain = isText(value) || value === null || value === undefined;
  return ["'", plain ? value : Expression.call("replace", value, "'", QUOTE), "'"];
}

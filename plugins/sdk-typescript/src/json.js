// JSON whose numbers keep their digits.

import { Decimal, readNumber } from "./decimal.js";

/** Parses a JSON text. A number that a JavaScript number would write differently becomes a `Decimal`. */
export function parse(text) {
  return new Parser(text).document();
}

/** Writes everything that `parse` returns, and a `bigint` too. */
export function stringify(value, indent = "") {
  return write(value, indent, "\n");
}

function write(value, indent, newline) {
  if (value instanceof Decimal) {
    return value.text;
  }
  if (typeof value === "bigint") {
    return String(value);
  }
  if (value === null || typeof value !== "object") {
    return JSON.stringify(value);
  }
  const inner = newline + indent;
  const space = indent === "" ? "" : " ";
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const items = Array.isArray(value)
    ? value.map((item) => write(item, indent, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${space}${write(item, indent, inner)}`);
  if (items.length === 0) {
    return open + close;
  }
  return indent ? `${open}${inner}${items.join(`,${inner}`)}${newline}${close}` : `${open}${items.join(",")}${close}`;
}

class Parser {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  document() {
    const value = this.#value();
    this.#take(/\s*/y);
    return this.#at === this.#text.length ? value : this.#fail();
  }

  #value() {
    this.#take(/[ \t\r\n]*/y);
    switch (this.#text[this.#at]) {
      case "{":
        return Object.fromEntries(this.#items("}", () => this.#entry()));
      case "[":
        return this.#items("]", () => this.#value());
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #items(close, item) {
    const items = [];
    this.#at += 1;
    this.#take(/[ \t\r\n]*/y);
    if (this.#text[this.#at] === close) {
      this.#at += 1;
      return items;
    }
    for (;;) {
      items.push(item());
      const separator = this.#take(/[ \t\r\n]*([,\]}])/y)?.[1];
      if (separator === close) {
        return items;
      }
      if (separator !== ",") {
        this.#fail();
      }
    }
  }

  #entry() {
    this.#take(/[ \t\r\n]*/y);
    const key = this.#string();
    this.#take(/[ \t\r\n]*:/y) ?? this.#fail();
    return [key, this.#value()];
  }

  #string() {
    const [text] = this.#take(/"(?:[^"\\]|\\.)*"/y) ?? this.#fail();
    return JSON.parse(text);
  }

  #scalar() {
    const [text] = this.#take(/true|false|null|-?\d[\d.eE+-]*/y) ?? this.#fail();
    switch (text) {
      case "true":
        return true;
      case "false":
        return false;
      case "null":
        return null;
      default:
        return readNumber(text);
    }
  }

  #take(pattern) {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  #fail() {
    throw new SyntaxError(`this is not JSON, at character ${this.#at + 1}`);
  }
}

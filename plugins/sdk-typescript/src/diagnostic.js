// Problems that a tier reports.

import { expectInstance } from "./expect.js";

export class Diagnostic extends Error {
  name = "Diagnostic";

  constructor(code, summary, { detail, address, path, hint } = {}) {
    super(summary);
    this.code = code;
    this.summary = summary;
    this.detail = detail;
    this.address = typeof address === "string" ? address : address?.address;
    this.path = path;
    this.hint = hint;
  }
}

export class Diagnostics extends Error {
  name = "Diagnostics";
  #problems = [];

  constructor(problems = []) {
    super("a tier found problems");
    this.push(...problems);
  }

  push(...problems) {
    this.#problems.push(...problems.map((problem) => expectInstance(problem, Diagnostic, "a problem")));
    this.message = this.#problems.map((problem) => problem.summary).join("; ");
  }

  take(part) {
    try {
      return part();
    } catch (problem) {
      if (problem instanceof Diagnostics) {
        this.push(...problem);
      } else if (problem instanceof Diagnostic) {
        this.push(problem);
      } else {
        throw problem;
      }
      return undefined;
    }
  }

  finish() {
    if (!this.isEmpty) {
      throw this;
    }
  }

  get length() {
    return this.#problems.length;
  }

  get isEmpty() {
    return this.#problems.length === 0;
  }

  [Symbol.iterator]() {
    return this.#problems.values();
  }
}

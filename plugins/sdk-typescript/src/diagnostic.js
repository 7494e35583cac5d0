// Problems that a tier reports.

import { expectFunction, expectInstance, expectItems, expectMembers, expectName, expectString, refuse } from "./expect.js";
import { Reference } from "./reference.js";

/** The optional parts of a diagnostic. */
const DETAILS = ["detail", "address", "path", "hint"];

export class Diagnostic extends Error {
  name = "Diagnostic";

  constructor(code, summary, details = {}) {
    expectName(code, "the code of a problem");
    super(expectName(summary, `the summary of the problem ${code}`));
    this.code = code;
    this.summary = summary;
    const { detail, address, path, hint } = expectMembers(details, DETAILS, `the details of the problem ${code}`);
    const text = (value, name) => (value == null ? undefined : expectString(value, `the ${name} of the problem ${code}`));
    this.detail = text(detail, "detail");
    this.address = addressOf(address, code);
    this.path = text(path, "path");
    this.hint = text(hint, "hint");
  }
}

function addressOf(address, code) {
  if (address == null || typeof address === "string") {
    return address ?? undefined;
  }
  const what = `the address of the problem ${code}`;
  return address instanceof Reference ? address.address : refuse(address, what, "a Reference or a string");
}

export class Diagnostics extends Error {
  name = "Diagnostics";
  #problems = [];

  constructor(problems = []) {
    super("a tier found problems");
    this.push(...expectItems(problems, "the argument of Diagnostics()", "a list of problems"));
  }

  push(...problems) {
    this.#problems.push(...problems.map((problem) => expectInstance(problem, Diagnostic, "a problem")));
    this.message = this.#problems.map((problem) => problem.summary).join("; ");
  }

  take(part) {
    expectFunction(part, "the argument of take()");
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

// The position of a value in the inputs, and the problems found there.

import { Diagnostic } from "../diagnostic.js";
import { expressionOf } from "../value.js";
import { stringify } from "../json.js";

/** The number of characters of a value that an error contains. */
const SHOWN = 60;

export class Place {
  /** `isMade` is false while the types are still being defined, when only earlier ones exist. */
  constructor(problems, pointer = "", isMade = true) {
    this.problems = problems;
    this.pointer = pointer;
    this.isMade = isMade;
  }

  at(key) {
    return new Place(this.problems, `${this.pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`, this.isMade);
  }

  /** Returns the same position with a separate list of problems, to count them. */
  probe() {
    return new Place([], this.pointer, this.isMade);
  }

  expression(json) {
    return expressionOf(json);
  }

  report(problem) {
    const summary = `the inputs cannot be read: ${problem}`;
    this.problems.push(new Diagnostic("invalid-inputs", summary, { path: this.pointer }));
    return undefined;
  }

  expected(what, json) {
    return this.report(`expected ${what}, found ${shown(json)}`);
  }
}

function shown(json) {
  if (json === undefined) {
    return "nothing";
  }
  if (expressionOf(json)) {
    return "an expression";
  }
  const text = stringify(json);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

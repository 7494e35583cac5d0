// Where in the inputs a value stands, and what does not fit there.

import { Diagnostic } from "../diagnostic.js";
import { expressionOf } from "../value.js";
import { stringify } from "../json.js";

/** As much of a value as an error shows. */
const SHOWN = 60;

export class Place {
  /** `isMade` says whether all types are there, or only those that come before. */
  constructor(problems, pointer = "", isMade = true) {
    this.problems = problems;
    this.pointer = pointer;
    this.isMade = isMade;
  }

  at(key) {
    return new Place(this.problems, `${this.pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`, this.isMade);
  }

  /** The same place, with problems that are only counted. */
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

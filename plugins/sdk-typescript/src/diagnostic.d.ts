import type { Reference } from "./reference.js";

/** The optional parts of a diagnostic. */
export interface Details {
  /** Details, in any number of lines. */
  detail?: string | undefined;
  /** The block at fault. */
  address?: Reference | string | undefined;
  /**
   * The input at fault by its JSON pointer, such as `/listener/port`, or a tag, such as `//tags/Owner`. The host
   * turns it into a line of the stack file.
   */
  path?: string | undefined;
  /** What to do about the problem, in one line. */
  hint?: string | undefined;
}

/** A problem, for a person to act on. Thrown, it is an error; passed to `out.warn`, it is a warning. */
export declare class Diagnostic extends Error {
  /**
   * Creates a problem from a stable code (lower-case words joined by `-`) and a summary of what is wrong, in one line
   * without a full stop.
   */
  constructor(code: string, summary: string, details?: Details);

  readonly code: string;
  readonly summary: string;
  readonly detail: string | undefined;
  readonly address: string | undefined;
  readonly path: string | undefined;
  readonly hint: string | undefined;
}

/**
 * A list of problems. Collect all problems, then call `finish` once, so that all are reported and not only the first.
 *
 * ```ts
 * const problems = new Diagnostics();
 * if (inputs.max === 0) problems.push(new Diagnostic("no-instances", "max is 0", { path: "/max" }));
 * if (inputs.min > inputs.max) problems.push(new Diagnostic("min-above-max", "min exceeds max", { path: "/min" }));
 * problems.finish();
 * ```
 */
export declare class Diagnostics extends Error implements Iterable<Diagnostic> {
  constructor(problems?: Iterable<Diagnostic>);

  /** Adds problems to the list. */
  push(...problems: Diagnostic[]): void;

  /** Returns the result of the function. If it throws problems, adds them to the list and returns `undefined`. */
  take<T>(part: () => T): T | undefined;

  /** Throws the list itself if it contains any problems. */
  finish(): void;

  /** The number of problems. */
  readonly length: number;

  /** Whether the list is empty. */
  readonly isEmpty: boolean;

  [Symbol.iterator](): Iterator<Diagnostic>;
}

import type { Reference } from "./reference.js";

/** What a diagnostic says apart from code and summary. */
export interface Details {
  /** More about it, in any number of lines. */
  detail?: string | undefined;
  /** The block at fault. */
  address?: Reference | string | undefined;
  /**
   * The input at fault by its JSON pointer, such as `/listener/port`, or a tag, such as `//tags/Owner`. The host
   * turns it into a line of the stack file.
   */
  path?: string | undefined;
  /** What to do, in one line. */
  hint?: string | undefined;
}

/** One problem, for a person to act on. Thrown, it is an error; given to `out.warn`, it is a warning. */
export declare class Diagnostic extends Error {
  /**
   * A problem with a stable code, lower-case words joined by `-`, and a summary: what is wrong, in one line without a
   * full stop.
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
 * All problems that were found. Collect them, then call `finish` once: every problem is reported, not only the first.
 *
 * ```ts
 * const problems = new Diagnostics();
 * if (inputs.max === 0) problems.push(new Diagnostic("no-instances", "max is 0", { path: "/max" }));
 * if (inputs.min > inputs.max) problems.push(new Diagnostic("min-above-max", "min is greater than max", { path:
 * "/min" })); problems.finish();
 * ```
 */
export declare class Diagnostics extends Error implements Iterable<Diagnostic> {
  constructor(problems?: Iterable<Diagnostic>);

  /** Adds problems. */
  push(...problems: Diagnostic[]): void;

  /** What the function gives; problems that it throws are kept, and give `undefined`. */
  take<T>(part: () => T): T | undefined;

  /** Throws itself where there are any. */
  finish(): void;

  /** How many there are. */
  readonly length: number;

  /** Whether there are none. */
  readonly isEmpty: boolean;

  [Symbol.iterator](): Iterator<Diagnostic>;
}

import type { Expression } from "../expression.js";

/**
 * The type of an input, which the tier receives as a `T`. Each method returns a new type and does not change this one.
 */
export declare class InputType<T> {
  private constructor();

  /** Exists for the compiler only. */
  protected readonly type: T;

  /** A short name, for forms and documentation. */
  title(title: string): InputType<T>;

  /** A description, in one sentence or more. */
  describe(description: string): InputType<T>;

  /** Useful values, for documentation. */
  examples(...examples: NonNullable<T>[]): InputType<T>;

  /** The value if the input is left out. */
  default(value: NonNullable<T>): InputType<Exclude<T, undefined>>;

  /** Makes the input optional; the tier then receives `undefined`. */
  optional(): InputType<T | undefined>;

  /**
   * Accepts an expression as well. Use it for every value that the tier only passes on. Values that the tier itself
   * depends on, such as a count, must be known: Terrace then rejects an expression and says why.
   */
  orExpression(): InputType<T | Expression>;
}

/** The type of the values of an input: `type Rule = Infer<typeof rule>`. */
export type Infer<I> = I extends InputType<infer T> ? T : never;

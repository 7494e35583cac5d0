import type { Expression } from "../expression.js";

/** The type of an input, which is `T` for the tier. Each method gives another type and leaves this one as it is. */
export declare class InputType<T> {
  private constructor();

  /** Only there for the compiler. */
  protected readonly type: T;

  /** A short name, for forms and documentation. */
  title(title: string): InputType<T>;

  /** What it is, in a sentence or several. */
  describe(description: string): InputType<T>;

  /** Values that make sense, for documentation. */
  examples(...examples: NonNullable<T>[]): InputType<T>;

  /** The value where none is given. */
  default(value: NonNullable<T>): InputType<Exclude<T, undefined>>;

  /** Lets it be left out; the tier then gets `undefined`. */
  optional(): InputType<T | undefined>;

  /**
   * Lets it be an expression too. For everything that the tier only passes on. What the tier decides by, such as a
   * count, must be known: then Terrace refuses an expression there and says why.
   */
  orExpression(): InputType<T | Expression>;
}

/** The type of the values of an input: `type Rule = Infer<typeof rule>`. */
export type Infer<I> = I extends InputType<infer T> ? T : never;

import type { Expression } from "../expression.js";

/** Returns whether an input is a value and not an expression. */
export declare function isKnown<T>(input: T | Expression): input is Exclude<T, Expression>;

/** Returns the value, or `undefined` if it is an expression. */
export declare function known<T>(input: T | Expression): Exclude<T, Expression> | undefined;

/**
 * Returns the value, which must be known in this case. `path` is the input's JSON pointer, such as `/listener/port`.
 * Throws a `Diagnostic` with the code `unknown-input` if the input is an expression.
 */
export declare function requireKnown<T>(input: T | Expression, path: string): Exclude<T, Expression>;

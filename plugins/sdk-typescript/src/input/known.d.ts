import type { Expression } from "../expression.js";

/** Whether an input is a value and no expression. */
export declare function isKnown<T>(input: T | Expression): input is Exclude<T, Expression>;

/** The value; `undefined` where it is an expression. */
export declare function known<T>(input: T | Expression): Exclude<T, Expression> | undefined;

/**
 * The value, which is needed in this case. `path` is the input's JSON pointer, such as `/listener/port`. Throws a
 * `Diagnostic` with code `unknown-input` where it is an expression.
 */
export declare function requireKnown<T>(input: T | Expression, path: string): Exclude<T, Expression>;

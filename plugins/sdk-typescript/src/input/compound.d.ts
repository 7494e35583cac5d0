import type { Value } from "../value.js";
import type { Infer, InputType } from "./type.js";

/** Limits that Terrace checks a list against. */
export interface ListLimits {
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
}

/** Limits that Terrace checks a map against. */
export interface MapLimits {
  minProperties?: number;
  maxProperties?: number;
  /** What each key has to fit. */
  propertyNames?: { pattern: string };
}

/** A list. */
export declare function list<T>(item: InputType<T>, limits?: ListLimits): InputType<T[]>;

/** A map from strings. */
export declare function map<T>(item: InputType<T>, limits?: MapLimits): InputType<Record<string, T>>;

/** Inputs by their names. */
export type Properties = Readonly<Record<string, InputType<any>>>;

/** The values of an object's inputs. What may be left out has a `?`. */
export type Members<P extends Properties> = {
  [K in keyof P as undefined extends Infer<P[K]> ? never : K]: Infer<P[K]>;
} & {
  [K in keyof P as undefined extends Infer<P[K]> ? K : never]?: Infer<P[K]>;
};

/** An object with these inputs and no others. */
export declare function object<P extends Properties>(properties: P): InputType<Members<P>>;

/** One of these types: the first that fits. */
export declare function union<T extends readonly InputType<any>[]>(...types: T): InputType<Infer<T[number]>>;

/**
 * A type with a name in the schema, which may refer to itself. `type` gives it, and gives the same each time. A type
 * of one name may be used in several places.
 */
export declare function named<T>(name: string, type: () => InputType<T>): InputType<T>;

/** Any JSON, with expressions anywhere in it. */
export declare function any(): InputType<Value>;

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
  /** The pattern that each key must match. */
  propertyNames?: { pattern: string };
}

/** A list of values. */
export declare function list<T>(item: InputType<T>, limits?: ListLimits): InputType<T[]>;

/** A map with string keys. */
export declare function map<T>(item: InputType<T>, limits?: MapLimits): InputType<Record<string, T>>;

/** Inputs by name. */
export type Properties = Readonly<Record<string, InputType<any>>>;

/** The values of an object's inputs. Optional ones have a `?`. */
export type Members<P extends Properties> = {
  [K in keyof P as undefined extends Infer<P[K]> ? never : K]: Infer<P[K]>;
} & {
  [K in keyof P as undefined extends Infer<P[K]> ? K : never]?: Infer<P[K]>;
};

/** An object with exactly these inputs. */
export declare function object<P extends Properties>(properties: P): InputType<Members<P>>;

/** One of these types: the first that matches. */
export declare function union<T extends readonly InputType<any>[]>(...types: T): InputType<Infer<T[number]>>;

/**
 * A type with a name in the schema, which may refer to itself. `type` returns it, the same on every call. A type with a
 * name may be used in several places.
 */
export declare function named<T>(name: string, type: () => InputType<T>): InputType<T>;

/** Any JSON, with expressions anywhere in it. */
export declare function any(): InputType<Value>;

import type { Decimal } from "../decimal.js";
import type { InputType } from "./type.js";

/** Limits that Terrace checks a string against. */
export interface StringLimits {
  minLength?: number;
  maxLength?: number;
  /** A regular expression that some part of the string must match; `^` and `$` make it match the whole string. */
  pattern?: string;
}

/** Limits that Terrace checks a number against. */
export interface NumberLimits {
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
}

/** A string, whatever its content. */
export declare function string(limits?: StringLimits): InputType<string>;

/** A boolean: true or false. */
export declare function boolean(): InputType<boolean>;

/** A number that JavaScript represents exactly. Others are rejected: `decimal` accepts any. */
export declare function number(limits?: NumberLimits): InputType<number>;

/** An integer that JavaScript represents exactly. Others are rejected: `bigint` accepts any. */
export declare function integer(limits?: NumberLimits): InputType<number>;

/** An integer of any size. */
export declare function bigint(limits?: NumberLimits): InputType<bigint>;

/** A number with its digits as they were written. */
export declare function decimal(limits?: NumberLimits): InputType<Decimal>;

/** This one value, to tell the forms of a `union` apart. */
export declare function literal<const T extends string | number | boolean>(value: T): InputType<T>;

/** One of these strings, or one of the keys of an object that describes each. */
declare function enumeration<const T extends string>(...choices: [T, ...T[]]): InputType<T>;
declare function enumeration<const T extends Readonly<Record<string, string>>>(choices: T): InputType<keyof T & string>;
export { enumeration as enum };

import type { Decimal } from "../decimal.js";
import type { InputType } from "./type.js";

/** Limits that Terrace checks a string against. */
export interface StringLimits {
  minLength?: number;
  maxLength?: number;
  /** A regular expression that some part of the string fits; `^` and `$` make it the whole. */
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

/** A string. */
export declare function string(limits?: StringLimits): InputType<string>;

/** True or false. */
export declare function boolean(): InputType<boolean>;

/** A number that JavaScript has exactly. Another one is refused: `decimal` takes any. */
export declare function number(limits?: NumberLimits): InputType<number>;

/** An integer that JavaScript has exactly. Another one is refused: `bigint` takes any. */
export declare function integer(limits?: NumberLimits): InputType<number>;

/** An integer of any size. */
export declare function bigint(limits?: NumberLimits): InputType<bigint>;

/** A number with the digits that it is written with. */
export declare function decimal(limits?: NumberLimits): InputType<Decimal>;

/** This one value: what tells the forms of a `union` apart. */
export declare function literal<const T extends string | number | boolean>(value: T): InputType<T>;

/** One of these strings, or one of the keys of an object that says what each means. */
declare function enumeration<const T extends string>(...choices: [T, ...T[]]): InputType<T>;
declare function enumeration<const T extends Readonly<Record<string, string>>>(choices: T): InputType<keyof T & string>;
export { enumeration as enum };

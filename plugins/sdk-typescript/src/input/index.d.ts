// The types of inputs.

export { bigint, boolean, decimal, enum, integer, literal, number, string } from "./scalar.js";
export { any, list, map, named, object, union } from "./compound.js";

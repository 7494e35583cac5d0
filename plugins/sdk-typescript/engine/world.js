// The environment of a tier's code, the same on every machine and in every run.

/** The clock is fixed at the beginning of 1970. Dates created from a value are unchanged. */
const fixedDate = new Proxy(Date, {
  apply: (date) => new date(0).toString(),
  construct: (date, parts, target) => Reflect.construct(date, parts.length === 0 ? [0] : parts, target),
});

let state = 0x9e3779b9;

/** A xorshift generator, so that the sequence is the same in every run. */
function fixedRandom() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}

/**
 * The global names that a tier can use: those of the language, and those that work on values only. Everything else is
 * removed, because it reveals the time or something about the machine, as `File.lastModified` and `Event.timeStamp` do,
 * or reaches outside.
 */
const PRESENT = new Set(
  `AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DOMException
  DataView Date DisposableStack Error EvalError Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array
  Int8Array InternalError Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set
  SharedArrayBuffer String SuppressedError Symbol SyntaxError TextDecoder TextEncoder TypeError URIError URL URLSearchParams
  Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet atob btoa console decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt queueMicrotask self structuredClone undefined
  unescape`.split(/\s+/),
);

/** Fixes clock and randomness, and removes everything that reveals the machine or reaches outside. */
export function fixWorld() {
  Date.now = () => 0;
  Date.prototype.constructor = fixedDate;
  globalThis.Date = fixedDate;
  Math.random = fixedRandom;
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!PRESENT.has(name)) {
      delete globalThis[name];
    }
  }
}

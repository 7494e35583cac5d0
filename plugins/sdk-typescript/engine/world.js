// The world that a tier's code meets: the same on every machine and in every run.

/** The clock stands at the beginning of 1970. Dates that are made of something are as they always are. */
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
 * What a tier has of the global names: the language's own, and what works on values alone. Everything else goes, because it
 * tells the time or something of the machine, as `File.lastModified` and `Event.timeStamp` do, or reaches outside.
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

/** Fixes clock and randomness, and takes away what tells of the machine or reaches outside. */
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

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

const ABSENT = ["crypto", "fetch", "location", "performance"];
const TIMERS = ["clearInterval", "clearTimeout", "setInterval", "setTimeout"];

/** Fixes clock and randomness, and takes away what reaches outside. */
export function fixWorld() {
  Date.now = () => 0;
  Date.prototype.constructor = fixedDate;
  globalThis.Date = fixedDate;
  Math.random = fixedRandom;
  for (const name of [...ABSENT, ...TIMERS]) {
    delete globalThis[name];
  }
}

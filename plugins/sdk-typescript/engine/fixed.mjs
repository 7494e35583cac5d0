// Builds a runtime that starts the same way at any time and on any machine.
//
// While a component is built, the runtime runs in a world with a clock, with randomness, and with files that have
// numbers and times. Whatever it sees of them stays in its memory: the seeds of its hash tables, its start time, the
// last file that it looked at. These functions are therefore part of the runtime itself and always return the same.

const INTERFACE = "wasi_snapshot_preview1";

/** As long as the interface's name, so that it can replace it in place. */
const HIDDEN = "wasi_snapshot_hidden__";

const IMPORTS = 2;
const CODE = 10;
const CUSTOM = 0;

/** The bodies, in WebAssembly, of the functions that are no longer imported. */
const BODIES = {
  // (clock, precision, result): one second, because some programs treat zero as "no time".
  clock_time_get: [0, 0x20, 2, 0x42, 0x80, 0x94, 0xeb, 0xdc, 0x03, 0x37, 3, 0, 0x41, 0, 0x0b],
  // The same function of another interface; componentize-js would set it to the time at which it builds the runtime.
  now: [0, 0x42, 0x80, 0x94, 0xeb, 0xdc, 0x03, 0x0b],
  // (buffer, length): the same byte throughout.
  random_get: [0, 0x20, 0, 0x41, 0x1b, 0x20, 1, 0xfc, 11, 0, 0x41, 0, 0x0b],
  // (directory, flags, path, length, result): a file with no other properties.
  path_filestat_get: [0, 0x20, 4, 0x41, 0, 0x41, 0xc0, 0, 0xfc, 11, 0, 0x20, 4, 0x41, 4, 0x3a, 0, 16, 0x41, 0, 0x0b],
};

/** The features that are now part of the runtime. Whoever stubs the remaining features must not look for these. */
export const FIXED = ["random"];

/**
 * Returns the runtime with its own fixed functions. `stub` replaces imports by functions, except for some features and
 * for imports that it does not know.
 */
export function fixed(runtime, stub) {
  const own = stub(renamed(runtime, INTERFACE, HIDDEN), ["stdio", "http", "fetch-event"]);
  const sections = sectionsOf(renamed(own, HIDDEN, INTERFACE));
  const functions = functionNames(sections);
  const imported = importsOf(sections).length;
  const code = sections.find(({ id }) => id === CODE);
  const bodies = vector(code.content, (reader) => reader.bytes(reader.number()));
  for (const [name, body] of Object.entries(BODIES)) {
    const at = functions.get(name) - imported;
    if (!(at in bodies)) {
      throw new Error(`the runtime does not import ${name}`);
    }
    bodies[at] = Buffer.from(body);
  }
  code.content = Buffer.concat([number(bodies.length), ...bodies.flatMap((body) => [number(body.length), body])]);
  return module(sections);
}

/** Returns the module with another name for an interface, except for the fixed functions. */
function renamed(wasm, from, to) {
  const sections = sectionsOf(wasm);
  for (const { module, name, at } of importsOf(sections)) {
    if (module === from && !(name in BODIES)) {
      at.write(to);
    }
  }
  return module(sections);
}

/** Returns the imports. `at` is the position of the interface's name. */
function importsOf(sections) {
  return vector(sections.find(({ id }) => id === IMPORTS).content, (reader) => {
    const at = reader.bytes(reader.number());
    const name = reader.text();
    const kind = reader.bytes(1)[0];
    if (kind !== 0) {
      throw new Error(`the runtime imports ${name}, which is not a function`);
    }
    reader.number();
    return { module: at.toString(), name, at };
  });
}

/** Returns the functions by the names that the module gives them. */
function functionNames(sections) {
  const names = new Map();
  for (const { content } of sections.filter(({ id }) => id === CUSTOM)) {
    const reader = new Reader(content);
    if (reader.text() !== "name") {
      continue;
    }
    while (!reader.isAtEnd) {
      const isOfFunctions = reader.bytes(1)[0] === 1;
      const part = reader.bytes(reader.number());
      for (const [index, name] of isOfFunctions ? vector(part, (entry) => [entry.number(), entry.text()]) : []) {
        names.set(name, index);
      }
    }
  }
  return names;
}

function sectionsOf(wasm) {
  const reader = new Reader(Buffer.from(wasm));
  reader.bytes(8);
  const sections = [];
  while (!reader.isAtEnd) {
    const id = reader.bytes(1)[0];
    sections.push({ id, content: reader.bytes(reader.number()) });
  }
  return sections;
}

function module(sections) {
  const head = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const parts = sections.flatMap(({ id, content }) => [Buffer.from([id]), number(content.length), content]);
  return Buffer.concat([head, ...parts]);
}

function vector(content, item) {
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => item(reader));
}

/** Encodes a number as WebAssembly does. */
function number(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) {
      return Buffer.from([...bytes, rest]);
    }
    bytes.push((rest & 0x7f) | 0x80);
  }
}

class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isAtEnd() {
    return this.#at >= this.#bytes.length;
  }

  /** Returns the next bytes, as a view of the module. */
  bytes(length) {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text() {
    return this.bytes(this.number()).toString();
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const [byte] = this.bytes(1);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value >>> 0;
      }
    }
  }
}

// The modules of a program.

import { originalPlace } from "./mappings.js";

/** The parameters of the function that a module's text becomes. */
const PARAMETERS = "__vite_ssr_import__, __vite_ssr_exports__, __vite_ssr_exportAll__";

/** Lines before the text in what is evaluated. */
const HEAD_LINES = 2;

/** What stands before the mappings in a text's last line. */
const MAPPINGS = "//# mappings=";

export class Modules {
  /** Text of each module by its path. */
  #texts;
  /** What each module exports that has begun to run, or is there from the beginning. */
  #exports;

  constructor(modules, builtin) {
    this.#texts = new Map(modules.map(({ path, text }) => [path, text]));
    this.#exports = new Map(Object.entries(builtin));
  }

  /** The exports of a module, which runs now if it has not yet. */
  import(path) {
    const begun = this.#exports.get(path);
    if (begun !== undefined) {
      return begun;
    }
    const exports = Object.create(null);
    this.#exports.set(path, exports);
    this.#run(path, exports);
    return exports;
  }

  /** The place in a file of a place in the text that runs. `undefined`: it is in no file of the program. */
  locate(path, line, column) {
    const text = this.#texts.get(path);
    const mappings = text?.slice(text.lastIndexOf(MAPPINGS) + MAPPINGS.length);
    return mappings === undefined ? undefined : originalPlace(mappings, line - HEAD_LINES, column);
  }

  #run(path, exports) {
    const text = this.#texts.get(path);
    const run = evaluate(path, `//# sourceURL=${path}\n(function (${PARAMETERS}) { "use strict";\n${text}\n})`);
    run.call(
      undefined,
      (specifier, options) => this.#named(specifier, options?.importedNames),
      exports,
      (all) => exportAll(exports, all),
    );
  }

  #named(path, names = []) {
    const exports = this.import(path);
    const missing = names.find((name) => !(name in exports));
    if (missing !== undefined) {
      throw new SyntaxError(
        missing === "default" ? `${path} has no default export` : `${path} has no export ${missing}`,
      );
    }
    return exports;
  }
}

function evaluate(path, text) {
  try {
    return globalThis.eval(text);
  } catch (unreadable) {
    unreadable.fileName = path;
    throw unreadable;
  }
}

function exportAll(exports, all) {
  for (const name of Object.keys(all)) {
    if (name !== "default" && !(name in exports)) {
      Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => all[name] });
    }
  }
}

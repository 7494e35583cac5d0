// The modules of a program.

import { originalPlace } from "./mappings.js";

/** The parameters of the function that wraps a module's text. */
const PARAMETERS = "__vite_ssr_import__, __vite_ssr_exports__, __vite_ssr_exportAll__";

/** The number of lines before the module's text in the evaluated text. */
const HEAD_LINES = 2;

/** Precedes the mappings in the last line of a text. */
const MAPPINGS = "//# mappings=";

export class Modules {
  /** The text of each module by its path. */
  #texts;
  /** The exports of each module that has started to run or is built in. */
  #exports;

  constructor(modules, builtin) {
    this.#texts = new Map(modules.map(({ path, text }) => [path, text]));
    this.#exports = new Map(Object.entries(builtin));
  }

  /** Returns the exports of a module, and runs it first unless it has run already. */
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

  /**
   * Returns the position in a file for a position in the text that runs, or `undefined` outside the program's files.
   */
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

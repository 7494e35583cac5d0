// The exports of a tier's component, which contains the program and ran it when the component was built.

import { describe, load, synth } from "./program.js";
import { entry, modules } from "./source.js";

try {
  load(entry, modules);
} catch ({ summary, detail, path, line }) {
  const place = path === undefined ? "" : `${path}${line === undefined ? "" : `:${line}`}: `;
  throw new Error(`load-failure ${JSON.stringify(`${place}${summary}${detail === undefined ? "" : `\n${detail}`}`)}`);
}

export const synthesis = { describe, synth };

// Loads a program and runs its tier.

import * as sdk from "../src/index.js";
import { contribution, diagnostic, run } from "../src/component.js";
import { Modules } from "./modules.js";
import { explain } from "./thrown.js";
import { fixWorld } from "./world.js";

fixWorld();

let modules = new Modules([], {});
let tier;

/** Runs a program until it has defined its tier. Throws the contract's failure. */
export function load(entry, files) {
  modules = new Modules(files, { "@terrace/sdk": sdk });
  const loaded = importDefault(entry);
  if (!(loaded instanceof sdk.Tier)) {
    const summary = "the file does not export a tier: write `export default tier({ … })`";
    throw { summary, detail: undefined, path: entry, line: undefined };
  }
  tier = loaded;
}

function importDefault(entry) {
  try {
    return modules.import(entry).default;
  } catch (thrown) {
    throw explain(thrown, locate);
  }
}

export function describe() {
  return tier.manifest;
}

/** Throws the contract's diagnostics. */
export function synth(request) {
  try {
    return contribution(run(tier, request));
  } catch (thrown) {
    throw problems(thrown).map((problem) => diagnostic("error", problem));
  }
}

function problems(thrown) {
  if (thrown instanceof sdk.Diagnostic) {
    return [thrown];
  }
  if (thrown instanceof sdk.Diagnostics && !thrown.isEmpty) {
    return [...thrown];
  }
  const { summary, detail } = explain(thrown, locate);
  return [{ code: "exception", summary, detail }];
}

function locate(path, line, column) {
  return modules.locate(path, line, column);
}

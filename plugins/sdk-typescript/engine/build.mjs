// Builds a component from a directory of JavaScript modules: node build.mjs WORLD WIT ROOT SCRIPT RESULT
//
// It does the same as `componentize` of componentize-js, for a component without imports, with three differences. The
// modules run with their directory as the root of the file system, so that no path of this machine ends up in the
// component. Clock and randomness are fixed while they run, so that the same modules always result in the same bytes.
// And the runtime with the world's bindings is cached, because building it takes most of the time.

import { componentNew, metadataAdd, preview1AdapterReactorPath } from "@bytecodealliance/jco";
import wizer from "@bytecodealliance/wizer";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FIXED, fixed } from "./fixed.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const COMPONENTIZE = new URL("./node_modules/@bytecodealliance/componentize-js/", import.meta.url);

/** No runtime features that need imports: no output, randomness, clock or network. */
const FEATURES = [];

/** The runtime's name for the file that it runs first: the bindings of the world. */
const BINDINGS = "bindings.js";

/** Marks a tier's load error in the output. */
const LOAD_FAILURE = /load-failure (".*")/;

const [world, wit, root, script, result] = process.argv.slice(2);

const { splicer } = await import(new URL("lib/spidermonkey-embedding-splicer.js", COMPONENTIZE));
const runtime = bindRuntime();
writeFileSync(join(root, BINDINGS), readFileSync(join(runtime, BINDINGS)));
const initialized = initialize(join(runtime, "runtime.wasm"), JSON.parse(readFileSync(join(runtime, "exports.json"))));
const core = stub(initialized, FIXED);
const adapters = [["wasi_snapshot_preview1", readFileSync(preview1AdapterReactorPath())]];
const component = await componentNew(core, adapters, false);
writeFileSync(result, await metadataAdd(component, [["language", [["JavaScript", ""]]]]));

/** Replaces a module's imports by functions of its own that end the program, except those of some features. */
function stub(wasm, features) {
  return splicer.stubWasi(wasm, features, undefined, resolve(wit), world);
}

/** Returns the directory with the runtime for this world, and builds it first if necessary. */
function bindRuntime() {
  const hash = createHash("sha256").update(world);
  readdirSync(wit).sort().forEach((file) => hash.update(file).update(readFileSync(join(wit, file))));
  const kept = join(HERE, `runtime-${hash.digest("hex").slice(0, 16)}`);
  if (readdirSync(HERE).some((name) => join(HERE, name) === kept)) {
    return kept;
  }
  const engine = readFileSync(new URL("lib/starlingmonkey_embedding.wasm", COMPONENTIZE));
  const bound = splicer.spliceBindings(engine, FEATURES, undefined, resolve(wit), world, false);
  const made = mkdtempSync(join(HERE, "making-"));
  writeFileSync(join(made, "runtime.wasm"), fixed(bound.wasm, stub));
  writeFileSync(join(made, BINDINGS), bound.jsBindings);
  writeFileSync(join(made, "exports.json"), JSON.stringify(bound.exports));
  try {
    renameSync(made, kept);
  } catch {
    // Another process was faster.
    rmSync(made, { recursive: true });
  }
  return kept;
}

/** Runs the script in the runtime, and returns the runtime in the state after that. */
function initialize(wasm, exported) {
  const output = `${result}.core`;
  const options = ["--allow-wasi", "--init-func=componentize.wizer", "--wasm-bulk-memory=true", "--inherit-env=true"];
  const { status, stderr, error } = spawnSync(wizer, [...options, `--mapdir=/::${root}`, `-o=${output}`, wasm], {
    encoding: "utf8",
    env: environment(exported),
    input: `--initializer-script-path /${BINDINGS} --strip-path-prefix / ${script}`,
  });
  if (status !== 0) {
    const failure = LOAD_FAILURE.exec(stderr);
    process.stderr.write(failure ? JSON.parse(failure[1]) : (error?.message ?? stderr));
    process.exit(1);
  }
  return readFileSync(output);
}

/** Returns the environment variables that describe the world's exports to the runtime. */
function environment(exported) {
  const facts = { DEBUG: "", SOURCE_NAME: script, EXPORT_CNT: `${exported.length}`, FEATURE_CLOCKS: "", IMPORT_CNT: "0" };
  for (const [index, [name, { params, paramptr, ret, retptr, retsize }]] of exported.entries()) {
    facts[`EXPORT${index}_NAME`] = name;
    facts[`EXPORT${index}_ARGS`] = (paramptr ? "*" : "") + params.join(",");
    facts[`EXPORT${index}_RET`] = (retptr ? "*" : "") + (ret ?? "");
    facts[`EXPORT${index}_RETSIZE`] = `${retsize}`;
  }
  return facts;
}

// Runs a tier without WebAssembly, for tests of the blocks that it creates.

import { json } from "./block.js";
import { run } from "./component.js";
import { Diagnostic, Diagnostics } from "./diagnostic.js";
import { expectInstance, expectName, expectObject, expectString } from "./expect.js";
import { parse, stringify } from "./json.js";
import { inputsSchema } from "./manifest.js";
import { Tier } from "./tier.js";
import { toWire } from "./value.js";

export class Instance {
  #tier;
  #request = { stack: "three-tier", environment: undefined, region: undefined, regions: [], tags: {}, inputs: {} };

  constructor(tier) {
    this.#tier = expectTier(tier);
  }

  environment(name) {
    expectName(name, "the environment", "a name");
    return this.#with({ environment: name });
  }

  region(name) {
    return this.#with({ region: name }).regions(name);
  }

  regions(...names) {
    names.forEach((name) => expectName(name, "a region", "a name"));
    const providers = Object.keys(this.#tier.definition.providers ?? {}).slice(0, 1);
    const known = new Set(this.#request.regions.map((region) => region.name));
    const added = names.filter((name) => !known.has(name)).map((name) => ({ name, providers }));
    const regions = [...this.#request.regions, ...added];
    return this.#with({ regions: regions.toSorted((one, other) => (one.name < other.name ? -1 : 1)) });
  }

  tags(tags) {
    expectObject(tags, "the argument of tags()");
    return this.#with({ tags });
  }

  inputs(inputs) {
    expectObject(inputs, "the argument of inputs()");
    return this.#with({ inputs });
  }

  synth() {
    let out;
    try {
      out = this.#run();
    } catch (problems) {
      throw isProblem(problems) ? new Error(`the tier reports problems:\n${text(problems)}`) : problems;
    }
    return new Synthesized(this.#tier.definition, out);
  }

  errors() {
    try {
      this.#run();
    } catch (problems) {
      if (isProblem(problems)) {
        return text(problems);
      }
      throw problems;
    }
    throw new Error("the tier reports no problems");
  }

  #run() {
    const { tags, inputs, ...rest } = this.#request;
    const texts = { tags: stringify(toWire(tags)), inputs: stringify(toWire(inputs)) };
    return run(this.#tier, { ...rest, ...texts, tier: this.#tier.definition.name });
  }

  #with(facts) {
    const changed = new Instance(this.#tier);
    changed.#request = { ...this.#request, ...facts };
    return changed;
  }
}

export function schema(tier) {
  return inputsSchema(expectTier(tier).definition.inputs);
}

function expectTier(tier) {
  return expectInstance(tier, Tier, "the tier under test", "a result of tier()");
}

const SECTIONS = { managed: "resource", data: "data", ephemeral: "ephemeral" };
const LISTS = { managed: "resources", data: "dataSources", ephemeral: "ephemeralResources" };

export class Synthesized {
  #json = {};
  #warnings;

  constructor(definition, out) {
    for (const resource of out.resources) {
      const listed = definition[LISTS[resource.kind]] ?? [];
      assert(listed.includes(resource.type), `the manifest does not list the type of ${resource.reference.address}`);
      this.#put([SECTIONS[resource.kind], resource.type, resource.name], json(resource));
    }
    for (const module of out.modules) {
      const listed = definition.modules ?? [];
      assert(listed.includes(module.source), `the manifest does not list module ${module.source}`);
      this.#put(["module", module.name], json(module));
    }
    for (const { name, value } of out.outputs) {
      assert(Object.hasOwn(definition.outputs ?? {}, name), `the manifest does not declare output ${name}`);
      this.#put(["output", name, "value"], value);
    }
    out.locals.forEach(({ name, value }) => this.#put(["locals", name], value));
    out.checks.forEach(({ name, body }) => this.#put(["check", name], body));
    this.#list("moved", out.moves);
    this.#list("removed", out.removals.map(({ from, destroy }) => ({ from, lifecycle: [{ destroy }] })));
    this.#json = parse(stringify(this.#json));
    this.#warnings = text(out.warnings);
  }

  json() {
    return this.#json;
  }

  has(address) {
    return this.#find(address) !== undefined;
  }

  block(address) {
    const block = this.#find(address);
    assert(block !== undefined, `there is no block ${address}; the blocks are: ${this.addresses().join(", ")}`);
    return block;
  }

  addresses(prefix = "") {
    expectString(prefix, "the prefix of addresses()");
    const sections = [["data", "data."], ["ephemeral", "ephemeral."], ["resource", ""]];
    const addresses = sections.flatMap(([section, label]) =>
      Object.entries(this.#json[section] ?? {}).flatMap(([type, named]) =>
        Object.keys(named).map((name) => `${label}${type}.${name}`),
      ),
    );
    return addresses.filter((address) => address.startsWith(prefix)).sort();
  }

  output(name) {
    expectName(name, "the name of an output");
    const output = this.#json.output?.[name];
    assert(output !== undefined, `the output ${name} is not set`);
    return output.value;
  }

  warnings() {
    return this.#warnings;
  }

  toString() {
    return stringify(sorted(this.#json), "  ");
  }

  #find(address) {
    expectName(address, "an address");
    const parts = address.split(".");
    const section = ["data", "ephemeral", "module", "check"].includes(parts[0]) ? parts.shift() : undefined;
    const path = parts[0] === "local" ? ["locals", ...parts.slice(1)] : [section ?? "resource", ...parts];
    return path.reduce((json, key) => json?.[key], this.#json);
  }

  #put(path, value) {
    const name = path.at(-1);
    const parent = path.slice(0, -1).reduce((json, key) => (json[key] ??= {}), this.#json);
    const same = parent[name] === undefined || stringify(parent[name]) === stringify(value);
    assert(same, `there are two different ${path.join(".")}`);
    parent[name] = value;
  }

  #list(name, items) {
    if (items.length > 0) {
      this.#json[name] = items;
    }
  }
}

function assert(holds, message) {
  if (!holds) {
    throw new Error(message);
  }
}

function isProblem(thrown) {
  return thrown instanceof Diagnostics || thrown instanceof Diagnostic;
}

/** Formats problems: for each one its code and summary, then its location, then its detail and hint. */
function text(problems) {
  const list = problems instanceof Diagnostic ? [problems] : [...problems];
  return list.map(problemText).join("");
}

function problemText({ code, summary, detail, address, path, hint }) {
  const place = [address, path].filter(Boolean).join(", ");
  const lines = [`${code}: ${summary}`, place && `  at ${place}`, detail && `  ${detail}`, hint && `  hint: ${hint}`];
  return lines.filter(Boolean).map((line) => `${line}\n`).join("");
}

/** Returns the same JSON with sorted keys, so that the text does not depend on the order of calls. */
function sorted(json) {
  if (Array.isArray(json)) {
    return json.map(sorted);
  }
  if (Object.getPrototypeOf(json ?? 0) !== Object.prototype) {
    return json;
  }
  return Object.fromEntries(Object.keys(json).sort().map((key) => [key, sorted(json[key])]));
}

// Converts between the contract's types and the SDK's, in components and in tests alike.

import { Context } from "./context.js";
import { Contribution } from "./contribution.js";
import { Diagnostic, Diagnostics } from "./diagnostic.js";
import { Place } from "./input/place.js";
import { json } from "./block.js";
import { parse, stringify } from "./json.js";
import { fromWire, isObject } from "./value.js";

/**
 * Runs a tier for the contract's request. Throws `Diagnostics` if the request does not match, and whatever the tier
 * throws.
 */
export function run({ definition }, request) {
  const problems = new Diagnostics();
  const stackTags = problems.take(() => readTags(request.tags));
  const inputs = problems.take(() => readInputs(definition.inputs, request.inputs));
  problems.finish();
  const { stack, environment, tier, region, regions } = request;
  const context = new Context({ stack, environment, tier, region, regions, stackTags });
  const out = new Contribution();
  const result = definition.synth(context, inputs, out);
  if (typeof result?.then === "function") {
    throw new TypeError("synth returned a promise: a tier has nothing to wait for, so make it a function without async");
  }
  // The value of an arrow function's expression, such as a reference, is harmless.
  if (Array.isArray(result) || (isObject(result) && Object.getPrototypeOf(result) === Object.prototype)) {
    throw new TypeError("synth returned an object: add to its third argument instead, and return nothing");
  }
  return out;
}

function readTags(text) {
  const tags = parse(text);
  if (!isObject(tags)) {
    throw new Diagnostic("invalid-tags", "the tags cannot be read: expected an object");
  }
  return fromWire(tags);
}

function readInputs(type, text) {
  const problems = new Diagnostics();
  const inputs = type.read(parse(text), new Place(problems));
  problems.finish();
  return inputs;
}

/** Converts into the contract's contribution. */
export function contribution(out) {
  const ofKind = (kind) => out.resources.filter((resource) => resource.kind === kind).map(typedBlock);
  return {
    resources: ofKind("managed"),
    dataSources: ofKind("data"),
    ephemeralResources: ofKind("ephemeral"),
    locals: out.locals.map(namedValue),
    modules: out.modules.map((module) => namedBlock(module.name, json(module))),
    checks: out.checks.map((check) => namedBlock(check.name, check.body)),
    moved: out.moves,
    removed: out.removals,
    outputs: out.outputs.map(namedValue),
    warnings: out.warnings.map((warning) => diagnostic("warning", warning)),
  };
}

function typedBlock(resource) {
  const { type, name } = resource;
  return { type, name, body: stringify(json(resource)) };
}

function namedBlock(name, body) {
  return { name, body: stringify(body) };
}

function namedValue({ name, value }) {
  return { name, value: stringify(value) };
}

/** Converts into the contract's diagnostic. */
export function diagnostic(severity, { code, summary, detail, address, path, hint }) {
  const text = (value) => (value === undefined || value === null ? undefined : String(value));
  const texts = { detail: text(detail), address: text(address), path: text(path), hint: text(hint) };
  return { severity, code: String(code), summary: String(summary), ...texts };
}

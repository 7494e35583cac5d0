// The description of a tier in the form of the contract.

import { expectBoolean, expectFunction, expectMembers, expectObject, expectString, expectStrings } from "./expect.js";
import { InputType } from "./input/type.js";
import { stringify } from "./json.js";

const LISTS = ["resources", "dataSources", "ephemeralResources", "modules"];

/** The members of a definition. */
const MEMBERS = ["name", "version", "summary", "inputs", "providers", ...LISTS, "outputs", "annotations", "synth"];

/** Returns the contract's manifest for a tier's definition. */
export function manifestOf(definition) {
  expectMembers(definition, MEMBERS, "the argument of tier()");
  const named = (facts, make) => Object.entries(expectObject(definition[facts] ?? {}, facts)).map(make);
  const lists = LISTS.map((name) => [name, expectStrings(definition[name], name)]);
  const manifest = {
    name: expectString(definition.name, "name"),
    version: expectString(definition.version, "version"),
    summary: expectString(definition.summary, "summary"),
    inputs: stringify(inputsSchema(definition.inputs)),
    outputs: named("outputs", ([name, output]) => {
      const what = `output ${name}`;
      const { type, description, sensitive = false } = expectMembers(output, ["type", "description", "sensitive"], what);
      return {
        name,
        type: expectString(type, `the type of ${what}`),
        description: expectString(description, `the description of ${what}`),
        sensitive: expectBoolean(sensitive, `sensitive of ${what}`),
      };
    }),
    providers: named("providers", ([name, provider]) => {
      const what = `provider ${name}`;
      const { source, version = "" } = expectMembers(provider, ["source", "version"], what);
      return {
        name,
        source: expectString(source, `the source of ${what}`),
        version: expectString(version, `the version of ${what}`),
      };
    }),
    ...Object.fromEntries(lists),
    annotations: named("annotations", ([key, value]) => [key, expectString(value, `annotation ${key}`)]),
  };
  expectFunction(definition.synth, "synth", "a function of context, inputs and the contribution");
  return manifest;
}

/** Returns the JSON Schema (draft 2020-12) of inputs. */
export function inputsSchema(inputs) {
  if (!(inputs instanceof InputType)) {
    throw new TypeError("inputs is not the type of an input: write input.object({ … })");
  }
  const definitions = new Map();
  const schema = inputs.schema(definitions);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    ...schema,
    ...(definitions.size > 0 && { $defs: Object.fromEntries(definitions) }),
  };
}

// What a tier says of itself, as the contract has it.

import { InputType } from "./input/type.js";
import { stringify } from "./json.js";
import { expectObject, expectString, expectStrings } from "./expect.js";

/** The contract's manifest of a tier's definition. */
export function manifestOf(definition) {
  expectObject(definition, "what tier() is given");
  const named = (facts, make) => Object.entries(expectObject(definition[facts] ?? {}, facts)).map(make);
  return {
    name: expectString(definition.name, "name"),
    version: expectString(definition.version, "version"),
    summary: expectString(definition.summary, "summary"),
    inputs: stringify(inputsSchema(definition.inputs)),
    outputs: named("outputs", ([name, { type, description, sensitive = false }]) => ({
      name,
      type: expectString(type, `the type of output ${name}`),
      description: expectString(description, `the description of output ${name}`),
      sensitive: Boolean(sensitive),
    })),
    providers: named("providers", ([name, { source, version = "" }]) => ({
      name,
      source: expectString(source, `the source of provider ${name}`),
      version: expectString(version, `the version of provider ${name}`),
    })),
    resources: expectStrings(definition.resources, "resources"),
    dataSources: expectStrings(definition.dataSources, "dataSources"),
    ephemeralResources: expectStrings(definition.ephemeralResources, "ephemeralResources"),
    modules: expectStrings(definition.modules, "modules"),
    annotations: named("annotations", ([key, value]) => [key, expectString(value, `annotation ${key}`)]),
  };
}

/** The JSON Schema (draft 2020-12) of inputs. */
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

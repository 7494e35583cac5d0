import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as sdk from "../src/index.js";
import { Instance, schema } from "../src/testing.js";

const { block, blocks, check, Context, Contribution, data, Decimal, Diagnostic, Diagnostics, ephemeral } = sdk;
const { Expression, input, module, Reference, requireKnown, resource, template, tier, UserData } = sdk;

/** Expects each call to throw immediately, with a message that has the actual value and the expected type. */
function refused(cases) {
  for (const [call, message] of cases) {
    assert.throws(call, { name: "TypeError", message }, String(call));
  }
}

const yes = Expression.raw("var.yes");
const vpc = Reference.resource("aws_vpc", "main");

test("choices", () => {
  refused([
    [() => input.enum(["on", "off"]), 'a choice of input.enum() must be a string, as in input.enum("on", "off"), got a list'],
    [() => input.enum("on", ["off"]), 'a choice of input.enum() must be a string, as in input.enum("on", "off"), got a list'],
    [() => input.enum(1, 2), 'a choice of input.enum() must be a string, as in input.enum("on", "off"), got 1'],
    [() => input.enum(null), 'a choice of input.enum() must be a string, as in input.enum("on", "off"), got null'],
    [() => input.enum(""), 'a choice of input.enum() must be a string, as in input.enum("on", "off") that is not empty, got ""'],
    [() => input.enum(new Map([["a", "A."]])), 'a choice of input.enum() must be a string, as in input.enum("on", "off"), got a Map'],
    [() => input.enum(), "input.enum() needs at least one choice: strings, or an object with a description of each"],
    [() => input.enum({}), "input.enum() needs at least one choice: strings, or an object with a description of each"],
    [() => input.enum("on", "on"), 'input.enum() has the choice "on" twice'],
    [() => input.enum({ on: 1 }), "the description of on in input.enum() must be a string, got 1"],
    [() => input.literal(["a"]), "the argument of input.literal() must be a string, a number, or true or false, got a list"],
    [() => input.literal(NaN), "the argument of input.literal() must be a string, a number, or true or false, got NaN"],
    [() => input.literal(), "the argument of input.literal() must be a string, a number, or true or false, got undefined"],
  ]);
  assert.deepEqual(input.enum("a", "b").schema(), { type: "string", enum: ["a", "b"] });
});

test("inputs that are made of others", () => {
  const type = "the type of an input, as in input.string()";
  refused([
    [() => input.list("string"), `the item type of input.list() must be ${type}, got "string"`],
    [() => input.list(input.string), `the item type of input.list() must be ${type}, got the function string`],
    [() => input.list(), `the item type of input.list() must be ${type}, got undefined`],
    [() => input.list([input.string()]), `the item type of input.list() must be ${type}, got a list`],
    [() => input.map({ a: input.string() }), `the item type of input.map() must be ${type}, got an object`],
    [() => input.object({ a: "string" }), `a of input.object() must be ${type}, got "string"`],
    [() => input.object({ a: input.integer }), `a of input.object() must be ${type}, got the function integer`],
    [() => input.object([input.string()]), "the argument of input.object() must be an object with the type of each input, got a list"],
    [() => input.object(input.string()), "the argument of input.object() must be an object with the type of each input, got an InputType"],
    [() => input.object(), "the argument of input.object() must be an object with the type of each input, got undefined"],
    [() => input.union([input.string()]), `a form of input.union() must be ${type}, got a list`],
    [() => input.union(), "input.union() needs at least one type"],
    [() => input.named("a/b", () => input.string()), 'the name of input.named() must be a name of letters, digits, _, - and ., got "a/b"'],
    [() => input.named("A", input.string()), 'the function of input.named("A") must be a function that returns the type, got an InputType'],
    [() => input.named("A", () => "x").schema(new Map()), `the result of the function of input.named("A") must be ${type}, got "x"`],
    [() => input.any(input.string()), "input.any() takes no arguments, got an InputType"],
  ]);
});

test("limits", () => {
  refused([
    [() => input.string(5), "the limits of input.string() must be an object with minLength, maxLength, pattern, got 5"],
    [() => input.string({ minimum: 1 }), 'unknown member "minimum" in the limits of input.string(), expected one of minLength, maxLength, pattern'],
    [() => input.string({ pattern: /a/ }), "pattern of input.string() must be a regular expression as a string, got a RegExp"],
    [() => input.string({ minLength: -1 }), "minLength of input.string() must be 0 or a greater integer, got -1"],
    [() => input.integer(1, 5), "the limits of input.integer() must be an object with minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, got 1"],
    [() => input.number({ minimum: "1" }), 'minimum of input.number() must be a number, got "1"'],
    [() => input.decimal({ multipleOf: 0 }), "multipleOf of input.decimal() must be a number above 0, got 0"],
    [() => input.bigint({ maximum: Infinity }), "maximum of input.bigint() must be a number, got Infinity"],
    [() => input.list(input.string(), { minLength: 1 }), 'unknown member "minLength" in the limits of input.list(), expected one of minItems, maxItems, uniqueItems'],
    [() => input.list(input.string(), { uniqueItems: 1 }), "uniqueItems of input.list() must be true or false, got 1"],
    [() => input.list(input.string(), input.string()), "the limits of input.list() must be an object with minItems, maxItems, uniqueItems, got an InputType"],
    [() => input.map(input.string(), { propertyNames: "^a" }), 'propertyNames of input.map() must be an object, got "^a"'],
    [() => input.boolean(true), "input.boolean() takes no arguments, got true"],
  ]);
  assert.deepEqual(input.string({ minLength: undefined, maxLength: 3 }).schema(), { type: "string", maxLength: 3 });
});

test("what is said of an input", () => {
  const tree = input.object({ of: input.list(input.named("Tree", () => tree)).default([]) });
  assert.deepEqual(input.list(input.named("Later", () => later)).default([1, "a"]).facts.default, [1, "a"]);
  const later = tree;
  refused([
    [() => input.string().describe(["a"]), "the description of an input must be a string, got a list"],
    [() => input.string().title(1), "the title of an input must be a string, got 1"],
    [() => input.integer().default("1"), 'the default of an input does not match its type: expected an integer, found "1"'],
    [() => input.enum("a", "b").default("c"), 'the default of an input does not match its type: expected one of a, b, found "c"'],
    [() => input.list(input.string()).default("a"), 'the default of an input does not match its type: expected a list, found "a"'],
    [() => input.list(input.string()).default(["a", 1]), "the default of an input, at /1, does not match its type: expected a string, found 1"],
    [() => input.object({ a: input.string() }).default({ b: "" }), "the default of an input, at /b, does not match its type: unknown input `b`, expected one of a"],
    [() => input.string().default(yes), "the default of an input does not match its type: expected a string, found an expression"],
    [() => input.string().default(undefined), "the default of an input must be a value, got undefined"],
    [() => input.string().default(() => "a"), "the default of an input: a function is not a Terraform value"],
    [() => input.string().examples(["a", "b"]), 'an example of an input does not match its type: expected a string, found ["a","b"]'],
    [() => input.string().optional(true), "optional() takes no arguments, got true"],
    [() => input.string().orExpression("x"), 'orExpression() takes no arguments, got "x"'],
    [() => requireKnown(1), "the path of an input must be a string, got undefined"],
  ]);
});

test("the definition of a tier", () => {
  const whole = { name: "t", version: "1.0.0", summary: "T.", inputs: input.object({}), synth() {} };
  const made = (facts) => () => tier({ ...whole, ...facts });
  assert.doesNotThrow(made({}));
  refused([
    [() => tier([]), "the argument of tier() must be an object, got a list"],
    [() => tier("t"), 'the argument of tier() must be an object, got "t"'],
    [made({ synth: undefined }), "synth must be a function of context, inputs and the contribution, got undefined"],
    [made({ synth: {} }), "synth must be a function of context, inputs and the contribution, got an object"],
    [made({ datasources: [] }), 'unknown member "datasources" in the argument of tier(), expected one of name, version, summary, inputs, providers, resources, dataSources, ephemeralResources, modules, outputs, annotations, synth'],
    [made({ resources: ["a", 1] }), "an item of resources must be a string, got 1"],
    [made({ providers: ["aws"] }), "providers must be an object, got a list"],
    [made({ providers: { aws: "hashicorp/aws" } }), 'provider aws must be an object, got "hashicorp/aws"'],
    [made({ providers: { aws: { source: "hashicorp/aws", versions: "1" } } }), 'unknown member "versions" in provider aws, expected one of source, version'],
    [made({ outputs: { a: "string" } }), 'output a must be an object, got "string"'],
    [made({ outputs: { a: { type: "string", description: "A.", sensitive: "no" } } }), 'sensitive of output a must be true or false, got "no"'],
    [made({ annotations: { license: ["MIT"] } }), "annotation license must be a string, got a list"],
  ]);
});

test("blocks", () => {
  const pet = resource("random_pet", "a");
  const attributes = "must be an object of attributes";
  const either = "must be a block or an object of attributes";
  refused([
    [() => resource("aws_vpc"), "the name of an aws_vpc must be a string, got undefined"],
    [() => resource({ type: "aws_vpc" }), "the type of a block must be a string, got an object"],
    [() => resource("", "a"), 'the type of a block must be a string that is not empty, got ""'],
    [() => data("aws_ami", 1), "the name of an aws_ami must be a string, got 1"],
    [() => ephemeral("a", "b", "c"), `the attributes of a.b ${attributes}, got "c"`],
    [() => resource("a", "b", ["c"]), `the attributes of a.b ${attributes}, got a list`],
    [() => resource("a", "b", new Map()), `the attributes of a.b ${attributes}, got a Map`],
    [() => resource("a", "b", null), `the attributes of a.b ${attributes}, got null`],
    [() => resource("a", "b", { vpc_id: resource("aws_vpc", "main") }), "vpc_id: a Resource is not a Terraform value: add it to the contribution, which returns a reference to it"],
    [() => resource("a", "b", { tags: { x: [new Date(0)] } }), "tags.x[0]: a Date is not a Terraform value"],
    [() => resource("a", "b", { tags: new Map([[{}, 1]]) }), "tags: a key must be a string, got an object"],
    [() => resource("a", "b", { rule: [block(), { a: 1 }] }), "rule mixes blocks and other values: write block(…) around each"],
    [() => resource("a", "b", { x: input.string() }), "x: an InputType is not a Terraform value"],
    [() => pet.set(1, 2), "the name of an attribute must be a string, got 1"],
    [() => pet.set({ length: 2 }), "the name of an attribute must be a string, got an object"],
    [() => pet.block("rule"), `the block rule ${either}, got undefined`],
    [() => pet.block("rule", [{ a: 1 }]), `the block rule ${either}, got a list`],
    [() => pet.block("rule", yes), `the block rule ${either}, got an Expression`],
    [() => pet.blocks("rule", { a: 1 }), "the blocks rule must be a list of blocks, got an object"],
    [() => pet.blocks("rule", "ab"), 'the blocks rule must be a list of blocks, got "ab"'],
    [() => pet.blocks("rule", yes), "the blocks rule must be a list of blocks, got an Expression"],
    [() => pet.blocks("rule", ["a"]), `the block rule ${either}, got "a"`],
    [() => block(["a"]), `the attributes of a block ${attributes}, got a list`],
    [() => block(vpc), `the attributes of a block ${attributes}, got a Reference`],
    [() => blocks("ab", () => ({})), 'the items of blocks() must be a list, got "ab"'],
    [() => blocks(yes, () => ({})), "the items of blocks() must be a list, got an Expression"],
    [() => blocks([1], { a: 1 }), "the function of blocks() must be a function, got an object"],
    [() => blocks([1], () => {}), `the result of the function of blocks() ${either}, got undefined`],
    [() => blocks([1]), `the result of the function of blocks() ${either}, got 1`],
  ]);
});

test("what a resource is told", () => {
  const pet = () => resource("random_pet", "a");
  refused([
    [() => pet().providerOf(), "the region of random_pet.a must be the name of a region, got undefined"],
    [() => pet().providerOf({ name: "east" }), "the region of random_pet.a must be the name of a region, got an object"],
    [() => pet().dependsOn("aws_vpc.main"), 'a dependency of random_pet.a must be a Reference, got "aws_vpc.main"'],
    [() => pet().dependsOn([vpc]), "a dependency of random_pet.a must be a Reference, got a list"],
    [() => pet().dependsOn(pet()), "a dependency of random_pet.a must be a Reference, got a Resource"],
    [() => pet().count(() => 1), "count: a function is not a Terraform value"],
    [() => pet().forEach(new Set(["a"])), "for_each: a Set is not a Terraform value"],
    [() => pet().ignoreChanges(["tags"]), "an attribute whose changes random_pet.a ignores must be a string, got a list"],
    [() => pet().ignoreChanges(vpc.attr("id")), "an attribute whose changes random_pet.a ignores must be a string, got an Expression"],
    [() => pet().replaceTriggeredBy("aws_vpc.main"), 'a replacement trigger of random_pet.a must be a Reference or an Expression, got "aws_vpc.main"'],
    [() => pet().replaceTriggeredBy(), "a replacement trigger of random_pet.a must be a Reference or an Expression, got undefined"],
    [() => pet().precondition(true, "no"), "the condition of a precondition of random_pet.a must be an Expression, got true"],
    [() => pet().postcondition("self.a > 1", "no"), 'the condition of a postcondition of random_pet.a must be an Expression, got "self.a > 1"'],
    [() => module("queue"), "the source of the module queue must be a string, got undefined"],
    [() => module({}, "./queue"), "the name of a module must be a string, got an object"],
    [() => module("queue", "./queue", "1.0.0"), `the arguments of the module queue must be an object of attributes, got "1.0.0"`],
    [() => module("queue", "./queue").version(4), "the version of the module queue must be a string, got 4"],
    [() => module("queue", "./queue").dependsOn("a.b"), 'a dependency of the module queue must be a Reference, got "a.b"'],
    [() => check(), "the name of a check must be a string, got undefined"],
    [() => check("a").assert(true, "no"), "the condition of the check a must be an Expression, got true"],
    [() => check("a").data(vpc), "the data source of the check a must be a data source, got a Reference"],
    [() => check("a").data(pet()), "the data source of the check a must be a data source, got random_pet.a"],
  ]);
});

test("the argument of add()", () => {
  const out = new Contribution();
  refused([
    [() => out.add(module("queue", "./queue")), "the argument of add() must be a Resource, got a Module"],
    [() => out.add(vpc), "the argument of add() must be a Resource, got a Reference"],
    [() => out.add([resource("a", "b")]), "the argument of add() must be a Resource, got a list"],
    [() => out.module(resource("a", "b")), "the argument of module() must be a Module, got a Resource"],
    [() => out.check("zones"), 'the argument of check() must be a Check, got "zones"'],
    [() => out.local({ a: 1 }), "the name of a local value must be a string, got an object"],
    [() => out.local("a", new Set()), "local.a: a Set is not a Terraform value"],
    [() => out.output({ a: 1 }), "the name of an output must be a string, got an object"],
    [() => out.output("a", { b: NaN }), "output a.b: NaN is not a Terraform number"],
    [() => out.moved("aws_vpc.old", "aws_vpc.main"), 'the destination of aws_vpc.old must be a Reference, got "aws_vpc.main"'],
    [() => out.moved(vpc, vpc), "the first argument of moved() must be an address, got a Reference"],
    [() => out.removed("aws_vpc.old", "delete"), 'the removal of aws_vpc.old must be "destroy" or "forget", got "delete"'],
    [() => out.removed("aws_vpc.old"), 'the removal of aws_vpc.old must be "destroy" or "forget", got undefined'],
    [() => out.removed(vpc, "forget"), "the first argument of removed() must be an address, got a Reference"],
    [() => out.warn("careful"), 'a warning must be a Diagnostic, got "careful"'],
    [() => out.warn(new Error("careful")), "a warning must be a Diagnostic, got an Error"],
  ]);
  assert.deepEqual([out.resources, out.moves, out.removals], [[], [], []]);
});

test("references and expressions", () => {
  refused([
    [() => Reference.resource("aws_vpc"), "the name of an aws_vpc must be a string, got undefined"],
    [() => Reference.data(vpc, "a"), "the type of a block must be a string, got a Reference"],
    [() => Reference.ephemeral(), "the type of a block must be a string, got undefined"],
    [() => Reference.module(1), "the name of a module must be a string, got 1"],
    [() => vpc.attr(), "the name of an attribute must be a string, got undefined"],
    [() => vpc.attr(0), "the name of an attribute must be a string, got 0"],
    [() => vpc.index("0"), 'an index must be 0 or a greater integer, got "0"'],
    [() => vpc.index(yes), "an index must be 0 or a greater integer, got an Expression"],
    [() => vpc.key(0), "a key must be a string, got 0"],
    [() => vpc.key(yes), "a key must be a string, got an Expression"],
    [() => Expression.raw(), "the text of an expression must be a string, got undefined"],
    [() => Expression.raw(yes), "the text of an expression must be a string, got an Expression"],
    [() => Expression.raw(""), 'the text of an expression must be a string that is not empty, got ""'],
    [() => Expression.raw("length(", vpc), "Expression.raw got a string and values: put the values into it as Expression.raw`…${value}…`"],
    [() => Expression.fromTemplate(1), "the text of a template must be a string, got 1"],
    [() => Expression.call(yes, 1), "the function of a call must be the name of a function, got an Expression"],
    [() => Expression.call("length(x)"), 'the function of a call must be the name of a function, got "length(x)"'],
    [() => Expression.call("length", new Set()), "argument 1 of length: a Set is not a Terraform value"],
    [() => Expression.conditional(true, 1, 2), "the condition of a conditional must be an Expression, got true"],
    [() => Expression.conditional("a > b", 1, 2), 'the condition of a conditional must be an Expression, got "a > b"'],
    [() => Expression.concat("a", () => 1), "a part of a template: a function is not a Terraform value"],
    [() => template("a", yes), 'the argument of template must be a template literal, as in template`a-${value}`, got "a"'],
    [() => template(["a"], yes), "the argument of template must be a template literal, as in template`a-${value}`, got a list"],
    [() => new Decimal(0.1), 'the text of a Decimal must be a string with a JSON number, as in new Decimal("0.10"), got 0.1'],
    [() => new UserData().line(yes), "a line of a script must be a string, got an Expression"],
    [() => new UserData().line(["a"]), "a line of a script must be a string, got a list"],
    [() => new UserData().export("A B", 1), 'the name of a shell variable must be a name of letters, digits and _ that does not begin with a digit, got "A B"'],
    [() => new UserData().export({ A: 1 }), "the name of a shell variable must be a name of letters, digits and _ that does not begin with a digit, got an object"],
    [() => new UserData().command(["run", "it"]), "the program of a command must be a string, got a list"],
  ]);
});

test("problems", () => {
  refused([
    [() => new Diagnostic("a"), "the summary of the problem a must be a string, got undefined"],
    [() => new Diagnostic({ code: "a" }), "the code of a problem must be a string, got an object"],
    [() => new Diagnostic("a", "A.", "/path"), 'the details of the problem a must be an object, got "/path"'],
    [() => new Diagnostic("a", "A.", { hints: "b" }), 'unknown member "hints" in the details of the problem a, expected one of detail, address, path, hint'],
    [() => new Diagnostic("a", "A.", { path: ["b"] }), "the path of the problem a must be a string, got a list"],
    [() => new Diagnostic("a", "A.", { address: resource("a", "b") }), "the address of the problem a must be a Reference or a string, got a Resource"],
    [() => new Diagnostics("a"), 'the argument of Diagnostics() must be a list of problems, got "a"'],
    [() => new Diagnostics(["a"]), 'a problem must be a Diagnostic, got "a"'],
    [() => new Diagnostics().push("a"), 'a problem must be a Diagnostic, got "a"'],
    [() => new Diagnostics().push([new Diagnostic("a", "A.")]), "a problem must be a Diagnostic, got a list"],
    [() => new Diagnostics().take(1), "the argument of take() must be a function, got 1"],
  ]);
  assert.equal(new Diagnostic("a", "A.", { detail: null, address: null }).address, undefined);
});

test("names of things, and tests", () => {
  const context = new Context({ tier: "t", stack: "s", regions: [], stackTags: {} });
  const made = tier({ name: "t", version: "1.0.0", summary: "T.", inputs: input.object({}), synth() {} });
  refused([
    [() => context.name(), "the name of an object must be a string, got undefined"],
    [() => context.tags(["a"]), "the name of an object must be a string, got a list"],
    [() => new Instance({}), "the tier under test must be a result of tier(), got an object"],
    [() => new Instance(made).environment(1), "the environment must be a name, got 1"],
    [() => new Instance(made).region(), "a region must be a name, got undefined"],
    [() => new Instance(made).regions(["a"]), "a region must be a name, got a list"],
    [() => new Instance(made).tags("a"), 'the argument of tags() must be an object, got "a"'],
    [() => new Instance(made).inputs([1]), "the argument of inputs() must be an object, got a list"],
    [() => schema({}), "the tier under test must be a result of tier(), got an object"],
    [() => new Instance(made).synth().block(), "an address must be a string, got undefined"],
    [() => new Instance(made).synth().addresses(vpc), "the prefix of addresses() must be a string, got a Reference"],
    [() => new Instance(made).synth().output(), "the name of an output must be a string, got undefined"],
  ]);
});

/** The names without a case above, and the reason. */
const WITHOUT = {
  Block: "is made like block()",
  Check: "is made by check()",
  Context: "is given: `context` has the cases",
  Contribution: "is given: `out` has the cases",
  Module: "is made by module()",
  Resource: "is made by resource(), data() and ephemeral()",
  InputType: "is made by the functions of input",
  Tier: "is made by tier()",
  isKnown: "takes anything",
  known: "takes anything",
};

test("every name that the SDK exports has a case, or none for a reason", () => {
  const cases = [refusedNames(), Object.keys(WITHOUT)].flat();
  assert.deepEqual(Object.keys(sdk).filter((name) => name !== "input" && !cases.includes(name)), []);
  assert.deepEqual(Object.keys(input).filter((name) => !cases.includes(`input.${name}`)), []);
});

/** Returns the names in the calls of this file. */
function refusedNames() {
  const text = readFileSync(new URL(import.meta.url), "utf8");
  return [...text.matchAll(/\(\) => (?:new )?(input\.\w+|\w+)|made\(/g)].map(([, name]) => name ?? "tier");
}

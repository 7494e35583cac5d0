import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as sdk from "../src/index.js";
import { Instance, schema } from "../src/testing.js";

const { block, blocks, check, Context, Contribution, data, Decimal, Diagnostic, Diagnostics, ephemeral } = sdk;
const { Expression, input, module, Reference, requireKnown, resource, template, tier, UserData } = sdk;

/** Each call is refused where it stands, with what it was given and what it takes. */
function refused(cases) {
  for (const [call, message] of cases) {
    assert.throws(call, { name: "TypeError", message }, String(call));
  }
}

const yes = Expression.raw("var.yes");
const vpc = Reference.resource("aws_vpc", "main");

test("choices", () => {
  refused([
    [() => input.enum(["on", "off"]), 'a choice of input.enum() is a list: it has to be a string, as in input.enum("on", "off")'],
    [() => input.enum("on", ["off"]), 'a choice of input.enum() is a list: it has to be a string, as in input.enum("on", "off")'],
    [() => input.enum(1, 2), 'a choice of input.enum() is 1: it has to be a string, as in input.enum("on", "off")'],
    [() => input.enum(null), 'a choice of input.enum() is null: it has to be a string, as in input.enum("on", "off")'],
    [() => input.enum(""), 'a choice of input.enum() is "": it has to be a string, as in input.enum("on", "off") that is not empty'],
    [() => input.enum(new Map([["a", "A."]])), 'a choice of input.enum() is a Map: it has to be a string, as in input.enum("on", "off")'],
    [() => input.enum(), "input.enum() is given no choice: it takes strings, or an object that says what each means"],
    [() => input.enum({}), "input.enum() is given no choice: it takes strings, or an object that says what each means"],
    [() => input.enum("on", "on"), 'input.enum() is given "on" twice'],
    [() => input.enum({ on: 1 }), "what input.enum() says of on is 1: it has to be a string"],
    [() => input.literal(["a"]), "what input.literal() is given is a list: it has to be a string, a number, or true or false"],
    [() => input.literal(NaN), "what input.literal() is given is NaN: it has to be a string, a number, or true or false"],
    [() => input.literal(), "what input.literal() is given is missing: it has to be a string, a number, or true or false"],
  ]);
  assert.deepEqual(input.enum("a", "b").schema(), { type: "string", enum: ["a", "b"] });
});

test("inputs that are made of others", () => {
  const type = "the type of an input, as in input.string()";
  refused([
    [() => input.list("string"), `what input.list() holds is "string": it has to be ${type}`],
    [() => input.list(input.string), `what input.list() holds is the function string: it has to be ${type}`],
    [() => input.list(), `what input.list() holds is missing: it has to be ${type}`],
    [() => input.list([input.string()]), `what input.list() holds is a list: it has to be ${type}`],
    [() => input.map({ a: input.string() }), `what input.map() holds is an object: it has to be ${type}`],
    [() => input.object({ a: "string" }), `a of input.object() is "string": it has to be ${type}`],
    [() => input.object({ a: input.integer }), `a of input.object() is the function integer: it has to be ${type}`],
    [() => input.object([input.string()]), "what input.object() is given is a list: it has to be an object with the type of each input"],
    [() => input.object(input.string()), "what input.object() is given is an InputType: it has to be an object with the type of each input"],
    [() => input.object(), "what input.object() is given is missing: it has to be an object with the type of each input"],
    [() => input.union([input.string()]), `a form of input.union() is a list: it has to be ${type}`],
    [() => input.union(), "input.union() is given nothing: it takes the type of each form"],
    [() => input.named("a/b", () => input.string()), 'the name of input.named() is "a/b": it has to be letters, digits, _, - and .'],
    [() => input.named("A", input.string()), 'what input.named("A") is given is an InputType: it has to be a function that gives the type'],
    [() => input.named("A", () => "x").schema(new Map()), `what the function of input.named("A") gives is "x": it has to be ${type}`],
    [() => input.any(input.string()), "input.any() is given an InputType: it takes nothing"],
  ]);
});

test("limits", () => {
  refused([
    [() => input.string(5), "the limits of input.string() is 5: it has to be an object with minLength, maxLength, pattern"],
    [() => input.string({ minimum: 1 }), 'the limits of input.string() has a member "minimum": it takes minLength, maxLength, pattern'],
    [() => input.string({ pattern: /a/ }), "pattern of input.string() is a RegExp: it has to be the text of a regular expression"],
    [() => input.string({ minLength: -1 }), "minLength of input.string() is -1: it has to be 0 or a greater integer"],
    [() => input.integer(1, 5), "the limits of input.integer() is 1: it has to be an object with minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf"],
    [() => input.number({ minimum: "1" }), 'minimum of input.number() is "1": it has to be a number'],
    [() => input.decimal({ multipleOf: 0 }), "multipleOf of input.decimal() is 0: it has to be a number above 0"],
    [() => input.bigint({ maximum: Infinity }), "maximum of input.bigint() is Infinity: it has to be a number"],
    [() => input.list(input.string(), { minLength: 1 }), 'the limits of input.list() has a member "minLength": it takes minItems, maxItems, uniqueItems'],
    [() => input.list(input.string(), { uniqueItems: 1 }), "uniqueItems of input.list() is 1: it has to be true or false"],
    [() => input.list(input.string(), input.string()), "the limits of input.list() is an InputType: it has to be an object with minItems, maxItems, uniqueItems"],
    [() => input.map(input.string(), { propertyNames: "^a" }), 'propertyNames of input.map() is "^a": it has to be an object'],
    [() => input.boolean(true), "input.boolean() is given true: it takes nothing"],
  ]);
  assert.deepEqual(input.string({ minLength: undefined, maxLength: 3 }).schema(), { type: "string", maxLength: 3 });
});

test("what is said of an input", () => {
  const tree = input.object({ of: input.list(input.named("Tree", () => tree)).default([]) });
  assert.deepEqual(input.list(input.named("Later", () => later)).default([1, "a"]).facts.default, [1, "a"]);
  const later = tree;
  refused([
    [() => input.string().describe(["a"]), "the description of an input is a list: it has to be a string"],
    [() => input.string().title(1), "the title of an input is 1: it has to be a string"],
    [() => input.integer().default("1"), 'the default of an input does not fit it: expected an integer, found "1"'],
    [() => input.enum("a", "b").default("c"), 'the default of an input does not fit it: expected one of a, b, found "c"'],
    [() => input.list(input.string()).default("a"), 'the default of an input does not fit it: expected a list, found "a"'],
    [() => input.list(input.string()).default(["a", 1]), "the default of an input, at /1, does not fit it: expected a string, found 1"],
    [() => input.object({ a: input.string() }).default({ b: "" }), "the default of an input, at /b, does not fit it: unknown input `b`, expected one of a"],
    [() => input.string().default(yes), "the default of an input does not fit it: expected a string, found an expression"],
    [() => input.string().default(undefined), "the default of an input is missing: it has to be a value"],
    [() => input.string().default(() => "a"), "the default of an input: a function is not a value that Terraform has"],
    [() => input.string().examples(["a", "b"]), 'an example of an input does not fit it: expected a string, found ["a","b"]'],
    [() => input.string().optional(true), "optional() is given true: it takes nothing"],
    [() => input.string().orExpression("x"), 'orExpression() is given "x": it takes nothing'],
    [() => requireKnown(1), "the path of an input is missing: it has to be a string"],
  ]);
});

test("the definition of a tier", () => {
  const whole = { name: "t", version: "1.0.0", summary: "T.", inputs: input.object({}), synth() {} };
  const made = (facts) => () => tier({ ...whole, ...facts });
  assert.doesNotThrow(made({}));
  refused([
    [() => tier([]), "what tier() is given is a list: it has to be an object"],
    [() => tier("t"), 'what tier() is given is "t": it has to be an object'],
    [made({ synth: undefined }), "synth is missing: it has to be a function of context, inputs and the contribution"],
    [made({ synth: {} }), "synth is an object: it has to be a function of context, inputs and the contribution"],
    [made({ datasources: [] }), 'what tier() is given has a member "datasources": it takes name, version, summary, inputs, providers, resources, dataSources, ephemeralResources, modules, outputs, annotations, synth'],
    [made({ resources: ["a", 1] }), "an item of resources is 1: it has to be a string"],
    [made({ providers: ["aws"] }), "providers is a list: it has to be an object"],
    [made({ providers: { aws: "hashicorp/aws" } }), 'provider aws is "hashicorp/aws": it has to be an object'],
    [made({ providers: { aws: { source: "hashicorp/aws", versions: "1" } } }), 'provider aws has a member "versions": it takes source, version'],
    [made({ outputs: { a: "string" } }), 'output a is "string": it has to be an object'],
    [made({ outputs: { a: { type: "string", description: "A.", sensitive: "no" } } }), 'sensitive of output a is "no": it has to be true or false'],
    [made({ annotations: { license: ["MIT"] } }), "annotation license is a list: it has to be a string"],
  ]);
});

test("blocks", () => {
  const pet = resource("random_pet", "a");
  const attributes = "it has to be an object of attributes";
  const either = "it has to be a block or an object of attributes";
  refused([
    [() => resource("aws_vpc"), "the name of an aws_vpc is missing: it has to be a string"],
    [() => resource({ type: "aws_vpc" }), "the type of a block is an object: it has to be a string"],
    [() => resource("", "a"), 'the type of a block is "": it has to be a string that is not empty'],
    [() => data("aws_ami", 1), "the name of an aws_ami is 1: it has to be a string"],
    [() => ephemeral("a", "b", "c"), `the attributes of a.b is "c": ${attributes}`],
    [() => resource("a", "b", ["c"]), `the attributes of a.b is a list: ${attributes}`],
    [() => resource("a", "b", new Map()), `the attributes of a.b is a Map: ${attributes}`],
    [() => resource("a", "b", null), `the attributes of a.b is null: ${attributes}`],
    [() => resource("a", "b", { vpc_id: resource("aws_vpc", "main") }), "vpc_id: a Resource is not a value that Terraform has: add it to the contribution, which gives its reference"],
    [() => resource("a", "b", { tags: { x: [new Date(0)] } }), "tags.x[0]: a Date is not a value that Terraform has"],
    [() => resource("a", "b", { tags: new Map([[{}, 1]]) }), "tags: a key is an object: it has to be a string"],
    [() => resource("a", "b", { rule: [block(), { a: 1 }] }), "rule holds blocks and something else: write block(…) around each"],
    [() => resource("a", "b", { x: input.string() }), "x: an InputType is not a value that Terraform has"],
    [() => pet.set(1, 2), "the name of an attribute is 1: it has to be a string"],
    [() => pet.set({ length: 2 }), "the name of an attribute is an object: it has to be a string"],
    [() => pet.block("rule"), `the block rule is missing: ${either}`],
    [() => pet.block("rule", [{ a: 1 }]), `the block rule is a list: ${either}`],
    [() => pet.block("rule", yes), `the block rule is an Expression: ${either}`],
    [() => pet.blocks("rule", { a: 1 }), "the blocks rule is an object: it has to be a list of blocks"],
    [() => pet.blocks("rule", "ab"), 'the blocks rule is "ab": it has to be a list of blocks'],
    [() => pet.blocks("rule", yes), "the blocks rule is an Expression: it has to be a list of blocks"],
    [() => pet.blocks("rule", ["a"]), `the block rule is "a": ${either}`],
    [() => block(["a"]), `the attributes of a block is a list: ${attributes}`],
    [() => block(vpc), `the attributes of a block is a Reference: ${attributes}`],
    [() => blocks("ab", () => ({})), 'what blocks() goes through is "ab": it has to be a list'],
    [() => blocks(yes, () => ({})), "what blocks() goes through is an Expression: it has to be a list"],
    [() => blocks([1], { a: 1 }), "what blocks() makes each with is an object: it has to be a function"],
    [() => blocks([1], () => {}), `what blocks() makes of an item is missing: ${either}`],
    [() => blocks([1]), `what blocks() makes of an item is 1: ${either}`],
  ]);
});

test("what a resource is told", () => {
  const pet = () => resource("random_pet", "a");
  refused([
    [() => pet().providerOf(), "the region of random_pet.a is missing: it has to be the name of a region"],
    [() => pet().providerOf({ name: "east" }), "the region of random_pet.a is an object: it has to be the name of a region"],
    [() => pet().dependsOn("aws_vpc.main"), 'what random_pet.a depends on is "aws_vpc.main": it has to be a Reference'],
    [() => pet().dependsOn([vpc]), "what random_pet.a depends on is a list: it has to be a Reference"],
    [() => pet().dependsOn(pet()), "what random_pet.a depends on is a Resource: it has to be a Reference"],
    [() => pet().count(() => 1), "count: a function is not a value that Terraform has"],
    [() => pet().forEach(new Set(["a"])), "for_each: a Set is not a value that Terraform has"],
    [() => pet().ignoreChanges(["tags"]), "an attribute whose changes random_pet.a ignores is a list: it has to be a string"],
    [() => pet().ignoreChanges(vpc.attr("id")), "an attribute whose changes random_pet.a ignores is an Expression: it has to be a string"],
    [() => pet().replaceTriggeredBy("aws_vpc.main"), 'what replaces random_pet.a is "aws_vpc.main": it has to be a Reference or an Expression'],
    [() => pet().replaceTriggeredBy(), "what replaces random_pet.a is missing: it has to be a Reference or an Expression"],
    [() => pet().precondition(true, "no"), "the condition of a precondition of random_pet.a is true: it has to be an Expression"],
    [() => pet().postcondition("self.a > 1", "no"), 'the condition of a postcondition of random_pet.a is "self.a > 1": it has to be an Expression'],
    [() => module("queue"), "the source of the module queue is missing: it has to be a string"],
    [() => module({}, "./queue"), "the name of a module is an object: it has to be a string"],
    [() => module("queue", "./queue", "1.0.0"), `the arguments of the module queue is "1.0.0": it has to be an object of attributes`],
    [() => module("queue", "./queue").version(4), "the version of the module queue is 4: it has to be a string"],
    [() => module("queue", "./queue").dependsOn("a.b"), 'what the module queue depends on is "a.b": it has to be a Reference'],
    [() => check(), "the name of a check is missing: it has to be a string"],
    [() => check("a").assert(true, "no"), "the condition of the check a is true: it has to be an Expression"],
    [() => check("a").data(vpc), "what the check a reads is a Reference: it has to be a data source"],
    [() => check("a").data(pet()), "what the check a reads is random_pet.a: it has to be a data source"],
  ]);
});

test("what is added", () => {
  const out = new Contribution();
  refused([
    [() => out.add(module("queue", "./queue")), "what is added is a Module: it has to be a Resource"],
    [() => out.add(vpc), "what is added is a Reference: it has to be a Resource"],
    [() => out.add([resource("a", "b")]), "what is added is a list: it has to be a Resource"],
    [() => out.module(resource("a", "b")), "what is called is a Resource: it has to be a Module"],
    [() => out.check("zones"), 'what is checked is "zones": it has to be a Check'],
    [() => out.local({ a: 1 }), "the name of a local value is an object: it has to be a string"],
    [() => out.local("a", new Set()), "local.a: a Set is not a value that Terraform has"],
    [() => out.output({ a: 1 }), "the name of an output is an object: it has to be a string"],
    [() => out.output("a", { b: NaN }), "output a.b: NaN is not a number that Terraform has"],
    [() => out.moved("aws_vpc.old", "aws_vpc.main"), 'where aws_vpc.old was moved is "aws_vpc.main": it has to be a Reference'],
    [() => out.moved(vpc, vpc), "what was moved is a Reference: it has to be an address"],
    [() => out.removed("aws_vpc.old", "delete"), 'what becomes of aws_vpc.old is "delete": it has to be "destroy" or "forget"'],
    [() => out.removed("aws_vpc.old"), 'what becomes of aws_vpc.old is missing: it has to be "destroy" or "forget"'],
    [() => out.removed(vpc, "forget"), "what was removed is a Reference: it has to be an address"],
    [() => out.warn("careful"), 'a warning is "careful": it has to be a Diagnostic'],
    [() => out.warn(new Error("careful")), "a warning is an Error: it has to be a Diagnostic"],
  ]);
  assert.deepEqual([out.resources, out.moves, out.removals], [[], [], []]);
});

test("references and expressions", () => {
  refused([
    [() => Reference.resource("aws_vpc"), "the name of an aws_vpc is missing: it has to be a string"],
    [() => Reference.data(vpc, "a"), "the type of a block is a Reference: it has to be a string"],
    [() => Reference.ephemeral(), "the type of a block is missing: it has to be a string"],
    [() => Reference.module(1), "the name of a module is 1: it has to be a string"],
    [() => vpc.attr(), "the name of an attribute is missing: it has to be a string"],
    [() => vpc.attr(0), "the name of an attribute is 0: it has to be a string"],
    [() => vpc.index("0"), 'an index is "0": it has to be 0 or a greater integer'],
    [() => vpc.index(yes), "an index is an Expression: it has to be 0 or a greater integer"],
    [() => vpc.key(0), "a key is 0: it has to be a string"],
    [() => vpc.key(yes), "a key is an Expression: it has to be a string"],
    [() => Expression.raw(), "the text of an expression is missing: it has to be a string"],
    [() => Expression.raw(yes), "the text of an expression is an Expression: it has to be a string"],
    [() => Expression.raw(""), 'the text of an expression is "": it has to be a string that is not empty'],
    [() => Expression.raw("length(", vpc), "Expression.raw is given a text and values: put them into it as Expression.raw`…${value}…`"],
    [() => Expression.fromTemplate(1), "the text of a template is 1: it has to be a string"],
    [() => Expression.call(yes, 1), "the function of a call is an Expression: it has to be the name of a function"],
    [() => Expression.call("length(x)"), 'the function of a call is "length(x)": it has to be the name of a function'],
    [() => Expression.call("length", new Set()), "argument 1 of length: a Set is not a value that Terraform has"],
    [() => Expression.conditional(true, 1, 2), "the condition of a conditional is true: it has to be an Expression"],
    [() => Expression.conditional("a > b", 1, 2), 'the condition of a conditional is "a > b": it has to be an Expression'],
    [() => Expression.concat("a", () => 1), "a part of a template: a function is not a value that Terraform has"],
    [() => template("a", yes), 'what template is called with is "a": it has to be a template literal, as in template`a-${value}`'],
    [() => template(["a"], yes), "what template is called with is a list: it has to be a template literal, as in template`a-${value}`"],
    [() => new Decimal(0.1), 'the text of a Decimal is 0.1: it has to be a string with a number of JSON, as in new Decimal("0.10")'],
    [() => new UserData().line(yes), "a line of a script is an Expression: it has to be a string"],
    [() => new UserData().line(["a"]), "a line of a script is a list: it has to be a string"],
    [() => new UserData().export("A B", 1), 'the name of a shell variable is "A B": it has to be letters, digits and _, and no digit first'],
    [() => new UserData().export({ A: 1 }), "the name of a shell variable is an object: it has to be letters, digits and _, and no digit first"],
    [() => new UserData().command(["run", "it"]), "the program of a command is a list: it has to be a string"],
  ]);
});

test("problems", () => {
  refused([
    [() => new Diagnostic("a"), "the summary of the problem a is missing: it has to be a string"],
    [() => new Diagnostic({ code: "a" }), "the code of a problem is an object: it has to be a string"],
    [() => new Diagnostic("a", "A.", "/path"), 'what the problem a says besides is "/path": it has to be an object'],
    [() => new Diagnostic("a", "A.", { hints: "b" }), 'what the problem a says besides has a member "hints": it takes detail, address, path, hint'],
    [() => new Diagnostic("a", "A.", { path: ["b"] }), "the path of the problem a is a list: it has to be a string"],
    [() => new Diagnostic("a", "A.", { address: resource("a", "b") }), "the address of the problem a is a Resource: it has to be a Reference or a string"],
    [() => new Diagnostics("a"), 'what Diagnostics begins with is "a": it has to be a list of problems'],
    [() => new Diagnostics(["a"]), 'a problem is "a": it has to be a Diagnostic'],
    [() => new Diagnostics().push("a"), 'a problem is "a": it has to be a Diagnostic'],
    [() => new Diagnostics().push([new Diagnostic("a", "A.")]), "a problem is a list: it has to be a Diagnostic"],
    [() => new Diagnostics().take(1), "what take() runs is 1: it has to be a function"],
  ]);
  assert.equal(new Diagnostic("a", "A.", { detail: null, address: null }).address, undefined);
});

test("names of things, and tests", () => {
  const context = new Context({ tier: "t", stack: "s", regions: [], stackTags: {} });
  const made = tier({ name: "t", version: "1.0.0", summary: "T.", inputs: input.object({}), synth() {} });
  refused([
    [() => context.name(), "the name of a thing is missing: it has to be a string"],
    [() => context.tags(["a"]), "the name of a thing is a list: it has to be a string"],
    [() => new Instance({}), "what is tested is an object: it has to be what tier() gives"],
    [() => new Instance(made).environment(1), "the environment is 1: it has to be a name"],
    [() => new Instance(made).region(), "a region is missing: it has to be a name"],
    [() => new Instance(made).regions(["a"]), "a region is a list: it has to be a name"],
    [() => new Instance(made).tags("a"), 'what tags() is given is "a": it has to be an object'],
    [() => new Instance(made).inputs([1]), "what inputs() is given is a list: it has to be an object"],
    [() => schema({}), "what is tested is an object: it has to be what tier() gives"],
    [() => new Instance(made).synth().block(), "an address is missing: it has to be a string"],
    [() => new Instance(made).synth().addresses(vpc), "how addresses begin is a Reference: it has to be a string"],
    [() => new Instance(made).synth().output(), "the name of an output is missing: it has to be a string"],
  ]);
});

/** What has no case above, and why. */
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

/** The names that stand in the calls of this file. */
function refusedNames() {
  const text = readFileSync(new URL(import.meta.url), "utf8");
  return [...text.matchAll(/\(\) => (?:new )?(input\.\w+|\w+)|made\(/g)].map(([, name]) => name ?? "tier");
}

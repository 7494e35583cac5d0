import assert from "node:assert/strict";
import { test } from "node:test";
import * as sdk from "../src/index.js";
import { contribution, run } from "../src/component.js";
import { Instance } from "../src/testing.js";

const { block, blocks, check, data, Diagnostic, ephemeral, Expression, input, module, resource, template, tier } = sdk;

const everything = tier({
  name: "everything",
  version: "1.0.0",
  summary: "One of each.",
  inputs: input.object({ key: input.string().orExpression().optional() }),
  providers: { aws: { source: "hashicorp/aws" } },
  resources: ["aws_s3_bucket"],
  dataSources: ["aws_ami"],
  ephemeralResources: ["aws_secretsmanager_secret_version"],
  modules: ["terraform-aws-modules/sqs/aws"],
  outputs: {
    bucket: { type: "string", description: "The bucket." },
    key: { type: "string", description: "The key.", sensitive: true },
  },
  annotations: { license: "MIT" },
  synth(context, inputs, out) {
    const right = Expression.raw('self.architecture == "x86_64"');
    const ami = out.add(data("aws_ami", "main").postcondition(right, template`not an image for ${context.stack}`));
    const secret = out.add(ephemeral("aws_secretsmanager_secret_version", "main"));
    const bucket = out.add(
      resource("aws_s3_bucket", "main", { key: inputs.key, tags: context.tags("main"), rule: block({ id: 1 }) })
        .blocks("rule", [{ id: 2 }])
        .set("none", blocks([]))
        .dependsOn(ami, secret)
        .providerOf("other")
        .preventDestroy()
        .createBeforeDestroy()
        .ignoreChanges("tags", "rule[0].id")
        .replaceTriggeredBy(ami.attr("id"))
        .precondition(ami.attr("ok"), "not ok"),
    );
    out.add(resource("aws_s3_bucket", "frozen").ignoreAllChanges());
    out.module(module("queue", "terraform-aws-modules/sqs/aws", { name: "${q}" }).version("4.2.0"));
    const zones = out.local("zones", ["a", inputs.key]);
    out.check(
      check("zones")
        .data(data("aws_ami", "checked", { owners: ["self"] }))
        .assert(Expression.raw`length(${zones}) > 0`, "no zones"),
    );
    out.moved("aws_s3_bucket.this", bucket);
    out.removed("aws_s3_bucket.old", "forget");
    out.output("bucket", bucket.attr("id"));
    out.output("key", inputs.key);
    out.warn(new Diagnostic("careful", "take care", { address: bucket, path: "/key", hint: "look" }));
  },
});

test("writes every kind of block", () => {
  const tags = { Team: { $expr: "${var.team}" } };
  const made = new Instance(everything).environment("production").region("primary").tags(tags).synth();
  assert.deepEqual(made.json(), {
    check: {
      zones: {
        assert: [{ condition: "${length(local.zones) > 0}", error_message: "no zones" }],
        data: { aws_ami: { checked: { owners: ["self"] } } },
      },
    },
    data: {
      aws_ami: {
        main: {
          lifecycle: [
            {
              postcondition: [
                { condition: '${self.architecture == "x86_64"}', error_message: "not an image for three-tier" },
              ],
            },
          ],
        },
      },
    },
    ephemeral: { aws_secretsmanager_secret_version: { main: {} } },
    locals: { zones: ["a", null] },
    module: { queue: { name: "$${q}", source: "terraform-aws-modules/sqs/aws", version: "4.2.0" } },
    moved: [{ from: "aws_s3_bucket.this", to: "aws_s3_bucket.main" }],
    output: { bucket: { value: "${aws_s3_bucket.main.id}" } },
    removed: [{ from: "aws_s3_bucket.old", lifecycle: [{ destroy: false }] }],
    resource: {
      aws_s3_bucket: {
        frozen: { lifecycle: [{ ignore_changes: "all" }] },
        main: {
          depends_on: ["data.aws_ami.main", "ephemeral.aws_secretsmanager_secret_version.main"],
          lifecycle: [
            {
              create_before_destroy: true,
              ignore_changes: ["tags", "rule[0].id"],
              precondition: [{ condition: "${data.aws_ami.main.ok}", error_message: "not ok" }],
              prevent_destroy: true,
              replace_triggered_by: ["data.aws_ami.main.id"],
            },
          ],
          provider: "aws.other",
          rule: [{ id: 1 }, { id: 2 }],
          tags: { Name: "three-tier-production-primary-everything-main", Team: "${var.team}" },
        },
      },
    },
  });
  assert.equal(made.warnings(), "careful: take care\n  at aws_s3_bucket.main, /key\n  hint: look\n");
  assert.ok(made.has("module.queue") && made.has("check.zones") && made.has("local.zones"));
  assert.deepEqual(made.addresses("data."), ["data.aws_ami.main"]);
  assert.throws(() => made.block("aws_vpc.a"), /^Error: there is no block aws_vpc.a; the blocks are: aws_s3_bucket.frozen, aws_s3_bucket.main, /);
});

test("a stack's tag called Name stays", () => {
  const made = new Instance(everything).tags({ Name: "mine" }).synth();
  assert.deepEqual(made.block("aws_s3_bucket.main").tags, { Name: "mine" });
});

test("says what it is, as the contract has it", () => {
  const { inputs, ...manifest } = everything.manifest;
  assert.equal(typeof inputs, "string");
  assert.deepEqual(manifest, {
    name: "everything",
    version: "1.0.0",
    summary: "One of each.",
    outputs: [
      { name: "bucket", type: "string", description: "The bucket.", sensitive: false },
      { name: "key", type: "string", description: "The key.", sensitive: true },
    ],
    providers: [{ name: "aws", source: "hashicorp/aws", version: "" }],
    resources: ["aws_s3_bucket"],
    dataSources: ["aws_ami"],
    ephemeralResources: ["aws_secretsmanager_secret_version"],
    modules: ["terraform-aws-modules/sqs/aws"],
    annotations: [["license", "MIT"]],
  });
});

test("a value is taken back by null, and a block is added", () => {
  const body = resource("a_b", "c", { name: "first" }).set("name", null).set("other", undefined).block("rule", { id: 1 });
  const wire = contribution({ ...new sdk.Contribution(), resources: [body] });
  assert.deepEqual(wire.resources, [{ type: "a_b", name: "c", body: '{"name":null,"rule":[{"id":1}]}' }]);
});

const synthesizes = (synth) => tier({ name: "t", version: "1.0.0", summary: "T.", inputs: input.object({}), synth });
const request = { stack: "s", tier: "t", regions: [], tags: "{}", inputs: "{}" };

test("every problem is reported", () => {
  const failing = synthesizes(() => {
    const problems = new sdk.Diagnostics();
    assert.equal(problems.take(() => 1), 1);
    assert.equal(problems.take(() => sdk.requireKnown(Expression.raw("var.a"), "/a")), undefined);
    problems.push(new Diagnostic("b-c", "second", { detail: "more\nlines", address: "a.b" }));
    assert.equal(problems.length, 2);
    problems.finish();
  });
  assert.equal(
    new Instance(failing).errors(),
    "unknown-input: this input must be known at synth time, but it is an expression\n" +
      "  at /a\n" +
      "  hint: write a literal value\n" +
      "b-c: second\n" +
      "  at a.b\n" +
      "  more\nlines\n",
  );
});

test("a tier that is not one is refused where it is made", () => {
  const definition = { name: "t", version: "1.0.0", summary: "T.", inputs: input.object({}) };
  const refused = (facts, message) => assert.throws(() => tier({ ...definition, ...facts }), { name: "TypeError", message });
  refused({ name: undefined }, "name must be a string, got undefined");
  refused({ summary: 1 }, "summary must be a string, got 1");
  refused({ inputs: {} }, "inputs is not the type of an input: write input.object({ … })");
  refused({ resources: "aws_vpc" }, 'resources must be a list of strings, got "aws_vpc"');
  refused({ outputs: { a: { type: "string" } } }, "the description of output a must be a string, got undefined");
  assert.throws(() => tier(), { message: "the argument of tier() must be an object, got undefined" });
});

test("a result that is none is refused", () => {
  const refused = (synth, message) => assert.throws(() => run(synthesizes(synth), request), { name: "TypeError", message });
  refused(async () => {}, "synth returned a promise: a tier has nothing to wait for, so make it a function without async");
  refused(() => ({ resources: [] }), "synth returned an object: add to its third argument instead, and return nothing");
  refused((_, __, out) => out.add({ type: "a" }), "the argument of add() must be a Resource, got an object");
  refused((_, __, out) => out.warn("careful"), 'a warning must be a Diagnostic, got "careful"');
});

test("a test fails where the tier makes what it does not declare", () => {
  const fails = (synth, message) => assert.throws(() => new Instance(synthesizes(synth)).synth(), { message });
  fails((_, __, out) => out.add(resource("a_b", "c")), "the manifest does not list the type of a_b.c");
  fails((_, __, out) => out.output("o", 1), "the manifest does not declare output o");
  fails(() => { throw new Diagnostic("a-b", "no"); }, "the tier reports problems:\na-b: no\n");
});

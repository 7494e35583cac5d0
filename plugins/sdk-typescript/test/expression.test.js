import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal, Expression, Reference, resource, template } from "../src/index.js";

const id = Reference.resource("aws_vpc", "main").attr("id");
const given = (text) => Expression.fromTemplate(text);

test("follows attributes and indices", () => {
  const list = Expression.raw('tier.network["us-east-1"].subnets');
  assert.equal(list.index(0).attr("id").source, 'tier.network["us-east-1"].subnets[0].id');
  assert.equal(list.key('a"${b}').source, 'tier.network["us-east-1"].subnets["a\\"$${b}"]');
  assert.equal(list.attr("a b").source, 'tier.network["us-east-1"].subnets["a b"]');
  assert.equal(given("${var.a ? var.b : var.c}").index(0).source, "(var.a ? var.b : var.c)[0]");
  assert.throws(() => list.index(-1), { message: "an index must be 0 or a greater integer, got -1" });
});

test("embeds templates of inputs in calls", () => {
  const call = Expression.call("f", given("${var.zone}"), given('x-"${var.zone}"'), "${literal}", 3, true);
  assert.equal(call.source, 'f(var.zone, "x-\\"${var.zone}\\"", "$${literal}", 3, true)');
});

test("writes lists and objects as arguments, keys in the order of their code points", () => {
  const value = { "a b": [1, null], "${x}": given("${var.y}"), "\u{1F600}": 1n, "\uFFFD": new Decimal("0.10") };
  const text = '{"$${x}" = var.y, "a b" = [1, null], "\uFFFD" = 0.10, "\u{1F600}" = 1}';
  assert.equal(Expression.call("jsonencode", value).source, `jsonencode(${text})`);
});

test("conditionals keep their condition together", () => {
  const condition = Expression.raw("var.a == null");
  const chosen = Expression.conditional(condition, "none", Expression.raw("var.a"));
  assert.equal(chosen.source, '(var.a == null) ? "none" : var.a');
});

test("a raw tag quotes literals", () => {
  assert.equal(Expression.raw`length(${id}) > ${1} && ${id} != ${'a"${b}'}`.source, 'length(aws_vpc.main.id) > 1 && aws_vpc.main.id != "a\\"$${b}"');
  assert.equal(Expression.raw`split("\n", ${id})`.source, 'split("\\n", aws_vpc.main.id)');
});

test("joins literals and expressions", () => {
  assert.equal(template`a-${id}-${"${b}"}`.toTemplate(), "a-${aws_vpc.main.id}-$${b}");
  assert.equal(template`${id}`.toTemplate(), "${aws_vpc.main.id}");
  assert.equal(template`${id}`.source, "aws_vpc.main.id");
  assert.equal(template`${""}${id}${undefined}`.source, "aws_vpc.main.id");
  assert.equal(template`a${1}${true}`.toTemplate(), "a1true");
  assert.equal(template``.toTemplate(), "");
});

test("parts do not run into each other", () => {
  const concat = (...parts) => Expression.concat(...parts).toTemplate();
  assert.equal(concat("$", "{x}"), "$${x}");
  assert.equal(concat("$", id), '${"$"}${aws_vpc.main.id}');
  assert.equal(concat("5%$", id), '5${"%$"}${aws_vpc.main.id}');
  assert.equal(concat(given("a-${var.b}"), "-c"), "a-${var.b}-c");
  assert.equal(concat(given("${var.b}$"), "{c}"), '${"${var.b}$"}{c}');
  assert.equal(concat("a ", given("${~ var.b}c")), 'a ${"${~ var.b}c"}');
});

test("is no text before Terraform evaluates it", () => {
  const message =
    "the expression aws_vpc.main.id is not a string until Terraform evaluates it: write template`…` around it, or .source in Expression.raw";
  assert.throws(() => `${id}`, { name: "TypeError", message });
  assert.throws(() => "id: " + id, { message });
  assert.throws(() => [id, id].join(","), { message });
  assert.throws(() => JSON.stringify({ id }), { message });
  const address =
    'the reference aws_vpc.main is not a string: write .attr("…") for an attribute of it, or .address for its address';
  assert.throws(() => `${resource("aws_vpc", "main").reference}`, { name: "TypeError", message: address });
});

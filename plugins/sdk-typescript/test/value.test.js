import assert from "node:assert/strict";
import { test } from "node:test";
import { block, Decimal, Expression, isKnown, known, requireKnown, Reference } from "../src/index.js";
import { parse, stringify } from "../src/json.js";
import { fromWire, toJson } from "../src/value.js";

test("strings and keys are literals", () => {
  const value = { "${a}": "${b}", c: Expression.raw("var.d"), e: ["%{f}"], g: Reference.module("h") };
  assert.deepEqual(toJson(value), { "$${a}": "$${b}", c: "${var.d}", e: ["%%{f}"], g: "${module.h}" });
  assert.deepEqual(toJson(new Map([["__proto__", 1]])), JSON.parse('{"__proto__":1}'));
});

test("what is no value is refused", () => {
  const refused = (value, message) => assert.throws(() => toJson(value), { name: "TypeError", message });
  refused(NaN, "NaN is not a Terraform number");
  refused([Infinity], "[0]: Infinity is not a Terraform number");
  refused(() => 1, "a function is not a Terraform value");
  refused(Symbol("a"), "a symbol is not a Terraform value");
  refused(new Date(0), "a Date is not a Terraform value");
  refused({ rule: block() }, "rule: a Block is not a Terraform value");
});

test("values take expressions anywhere and keep digits", () => {
  const value = fromWire(parse('{"a":[{"$expr":"${x}"},1E400,0.10,-0,12345678901234567890],"b":{"$expr":"y","c":null}}'));
  assert.equal(
    stringify(toJson(value)),
    '{"a":["${x}",1e+400,0.10,0,12345678901234567890],"b":{"$expr":"y","c":null}}',
  );
});

test("reads and writes JSON", () => {
  const text = '{"a\\n\\u00e9":[true,false,null,"",{},[]],"b":{"c":-1.5e-7},"__proto__":1}';
  assert.deepEqual(parse(` ${text} `), JSON.parse(text));
  assert.equal(stringify(parse('{ "a" : [ 1 , {} ] }'), "  "), '{\n  "a": [\n    1,\n    {}\n  ]\n}');
  for (const broken of ["", "{", "[1", "[1,]", '{"a"}', '{"a":1,}', "01", "1.", "nul", '"a', "1 2", '"\\x"']) {
    assert.throws(() => parse(broken), broken);
  }
});

test("a decimal is the number that it is written as", () => {
  assert.equal(new Decimal("1.50").text, "1.50");
  assert.equal(new Decimal("1.50").toNumber(), 1.5);
  assert.equal(new Decimal("1e3").toNumber(), 1000);
  assert.equal(new Decimal("0.1000000000000000055").toNumber(), undefined);
  assert.equal(new Decimal("1e400").toNumber(), undefined);
  assert.equal(new Decimal("9007199254740993").toBigInt(), 9007199254740993n);
  assert.equal(new Decimal("1.0").toBigInt(), undefined);
  assert.throws(() => new Decimal("1,5"), {
    message: 'the text of a Decimal must be a string with a JSON number, as in new Decimal("0.10"), got "1,5"',
  });
});

test("an input is known or an expression", () => {
  const expression = Expression.raw("var.x");
  assert.deepEqual([isKnown(3), known(3), requireKnown(3, "/a")], [3 === 3, 3, 3]);
  assert.deepEqual([isKnown(expression), known(expression)], [false, undefined]);
  assert.throws(() => requireKnown(expression, "/a"), {
    code: "unknown-input",
    summary: "this input must be known at synth time, but it is an expression",
    path: "/a",
    hint: "write a literal value",
  });
});

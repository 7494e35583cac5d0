import assert from "node:assert/strict";
import { test } from "node:test";
import { originalPlace } from "../engine/mappings.js";
import { Modules } from "../engine/modules.js";
import { explain } from "../engine/thrown.js";

const module = (path, text) => ({ path, text: `${text}\n//# mappings=` });

test("a place in the text leads to the place in the file", () => {
  // Line 1: column 0 is 1:1, column 5 is 3:3. Line 2 has none. Line 3: column 2 is 4:1.
  const mappings = "AAAA,KAEE;;EACF";
  assert.deepEqual(originalPlace(mappings, 1, 1), { line: 1, column: 1 });
  assert.deepEqual(originalPlace(mappings, 1, 9), { line: 3, column: 3 });
  assert.equal(originalPlace(mappings, 2, 1), undefined);
  assert.equal(originalPlace(mappings, 3, 1), undefined);
  assert.deepEqual(originalPlace(mappings, 3, 3), { line: 4, column: 1 });
});

test("modules import each other, in a cycle too", () => {
  const modules = new Modules(
    [
      module("a.js", 'Object.defineProperty(__vite_ssr_exports__, "f", { enumerable: true, get: () => f });\nconst b = __vite_ssr_import__("b.js");\nfunction f() { return b.g() + 1; }'),
      module("b.js", '__vite_ssr_exports__.g = () => 1;\nconst a = __vite_ssr_import__("a.js", { importedNames: ["f"] });\n__vite_ssr_exportAll__(a);'),
    ],
    { sdk: { tier: 1 } },
  );
  assert.equal(modules.import("a.js").f(), 2);
  assert.equal(modules.import("b.js").f(), 2);
  assert.equal(modules.import("sdk").tier, 1);
});

test("a name that is not exported is an error", () => {
  const importing = (name) => new Modules([module("a.js", `__vite_ssr_import__("sdk", { importedNames: ["${name}"] });`)], { sdk: {} });
  assert.throws(() => importing("b").import("a.js"), { name: "SyntaxError", message: "sdk has no export b" });
  assert.throws(() => importing("default").import("a.js"), { message: "sdk has no default export" });
});

const located = (path, line, column) => (path.endsWith(".ts") ? { line: line - 2, column } : undefined);

test("an error is told with the files' own names and lines", () => {
  const error = new TypeError("(0 , __vite_ssr_import_0__.foo) is not a function;\n  __vite_ssr_import_2__.bar is __vite_ssr_export_default__");
  error.stack = "f/<@tier.ts:5:2\n__vite_ssr_export_default__@lib/a.ts:3:1\nrun@src/component.js:1:1\n@tier.ts:9:1\n";
  assert.deepEqual(explain(error, located), {
    summary: "TypeError: foo is not a function; bar is the default export",
    detail: "at f (tier.ts:3:2)\nat default (lib/a.ts:1:1)\nat tier.ts:7:1",
    path: "tier.ts",
    line: 3,
  });
});

test("a text that cannot be read is told with its place", () => {
  const error = Object.assign(new SyntaxError("invalid regular expression"), { fileName: "a.ts", lineNumber: 6, columnNumber: 4 });
  error.stack = "f@tier.ts:5:2\n";
  assert.equal(explain(error, located).detail, "at a.ts:4:4\nat f (tier.ts:3:2)");
});

test("what is no error is told as it is", () => {
  const summary = (thrown) => explain(thrown, located).summary;
  assert.equal(summary("a\nb"), 'something other than an Error was thrown: "a\\nb"');
  assert.equal(summary({ a: 1 }), 'something other than an Error was thrown: {"a":1}');
  assert.equal(summary(undefined), "something other than an Error was thrown: undefined");
  assert.equal(summary({ toJSON() { throw new Error("no"); } }), "something other than an Error was thrown: a value of type object");
});

test("a recursion without end is cut", () => {
  const error = new Error("too much recursion");
  error.stack = "f@tier.ts:5:2\n".repeat(200);
  assert.equal(explain(error, located).detail.split("\n").length, 21);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { escape, quote, quoteTemplate, unwrap } from "../src/template.js";

test("escapes only what begins a sequence", () => {
  assert.equal(escape("${x} %{y} $ % {} $$ 100%"), "$${x} %%{y} $ % {} $$ 100%");
  assert.equal(escape("$${x}"), "$$${x}");
});

test("quotes literals", () => {
  assert.equal(quote('say "hi"\n\t\\ ${x}'), '"say \\"hi\\"\\n\\t\\\\ $${x}"');
});

test("quotes templates around their sequences", () => {
  assert.equal(quoteTemplate('a"b${f("x")}c\\'), '"a\\"b${f("x")}c\\\\"');
  assert.equal(quoteTemplate("$${x}%%{y}\n"), '"$${x}%%{y}\\n"');
  assert.equal(quoteTemplate('%{ if a }"%{ endif }'), '"%{ if a }\\"%{ endif }"');
});

test("unwraps only one whole interpolation", () => {
  assert.equal(unwrap("${var.x}"), "var.x");
  assert.equal(unwrap("${~ var.x ~}"), "var.x");
  assert.equal(unwrap('${merge({a = "}"}, {b = "${var.c}"})}'), 'merge({a = "}"}, {b = "${var.c}"})');
  assert.equal(unwrap("${a /* } */}"), "a /* } */");
  assert.equal(unwrap('${<<E\n}"\nE\n}'), '<<E\n}"\nE');
  for (const whole of ["${a}${b}", "x${a}", "${a}x", "$${a}", "%{ if a }%{ endif }", "${", "${}", "", "a"]) {
    assert.equal(unwrap(whole), undefined, whole);
  }
});

test("reads any text to its end", () => {
  const pieces = ["a", "$", "%", "{", "}", '"', "\\", "<<E\n", "E", "\n", "/*", "//", "#", "~", "é", "${", "%{"];
  for (let number = 0; number < 5000; number += 1) {
    const text = Array.from({ length: 6 }, (_, at) => pieces[(number * 7919 + at * at * 104729) % pieces.length]).join("");
    assert.doesNotThrow(() => [unwrap(text), quoteTemplate(text)]);
    assert.equal(quoteTemplate(escape(text)), quote(text), text);
  }
});

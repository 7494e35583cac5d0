import assert from "node:assert/strict";
import { test } from "node:test";
import { Expression, UserData } from "../src/index.js";

test("quotes values for the shell", () => {
  const name = Expression.raw("var.name");
  const script = new UserData()
    .line("set -eu; echo ${HOME}")
    .export("A", "it's $x")
    .command("run", name, 3, null);
  assert.equal(
    script.toText().toTemplate(),
    "#!/bin/sh\nset -eu; echo $${HOME}\nexport A='it'\\''s $x'\n'run' '${replace(var.name, \"'\", \"'\\\\''\")}' '3' ''\n",
  );
  assert.equal(
    new UserData().export("A", name).toBase64().source,
    'base64encode("#!/bin/sh\\nexport A=\'${replace(var.name, "\'", "\'\\\\\'\'")}\'\\n")',
  );
});

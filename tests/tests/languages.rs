//! Faulty tiers in TypeScript and Python, with the text shown for each.

use crate::under_test;
use std::fmt::Write as _;

/// Returns the output of `terrace synth` for a stack whose only tier is each of these sources.
fn said_of(file: &str, sources: &[(&str, &str)]) -> String {
    said_within("", file, sources)
}

/// Returns the output of [`said_of`] with these lines in the stack file.
fn said_within(lines: &str, file: &str, sources: &[(&str, &str)]) -> String {
    let mut said = String::new();
    for (what, source) in sources {
        let sandbox = under_test::sandbox();
        sandbox.write(file, source).unwrap();
        let stack = format!("stack: test\n{lines}tiers:\n  faulty:\n    component: ./{file}\n");
        sandbox.write("terrace.yaml", stack).unwrap();
        let ran = sandbox.run(["synth"]).unwrap();
        assert_eq!(ran.code, 1, "{what}: {}", ran.stdout);
        write!(said, "--- {what}\n{}", ran.stderr).unwrap();
    }
    said
}

/// Returns a TypeScript tier with this body of `synth`.
fn typescript(body: &str) -> String {
    format!(
        "import {{ input, resource, tier }} from \"@terrace/sdk\";\n\
         interface Unused {{ a: string }}\n\
         export default tier({{\n\
         \x20 name: \"faulty\",\n  version: \"0.1.0\",\n  summary: \"Fails.\",\n\
         \x20 inputs: input.object({{}}),\n\
         \x20 providers: {{ aws: {{ source: \"hashicorp/aws\" }} }},\n\
         \x20 resources: [\"aws_sqs_queue\"],\n\
         \x20 outputs: {{ url: {{ type: \"string\", description: \"URL.\" }} }},\n\
         \x20 synth(context, inputs, out) {{\n    {body}\n  }},\n}});\n"
    )
}

#[test]
fn typescript_programs_that_are_not_tiers() {
    insta::assert_snapshot!(said_of(
        "tier.ts",
        &[
            ("a syntax error", "import { tier } from \"@terrace/sdk\";\nexport default tier({;\n"),
            ("an import of no file", "import { a } from \"./nothing.ts\";\nexport default a;\n"),
            ("an import of no package", "import { a } from \"left-pad\";\nexport default a;\n"),
            (
                "an import of Node.js",
                "import { readFileSync } from \"node:fs\";\nexport default readFileSync;\n"
            ),
            ("an import out of the directory", "import { a } from \"../secret.ts\";\nexport default a;\n"),
            ("await at the top", "const a = await Promise.resolve(1);\nexport default a;\n"),
            ("no default export", "export const a = 1;\n"),
            (
                "an exception",
                "\nfunction inner(): never {\n  throw new TypeError(\"no such thing\");\n}\ninner();\n"
            ),
        ]
    ));
}

#[test]
fn typescript_tiers_that_fail() {
    insta::assert_snapshot!(said_of(
        "tier.ts",
        &[
            ("an exception", typescript("throw new RangeError(\"too far\");").as_str()),
            ("a thrown text", typescript("throw \"just a text\";").as_str()),
            ("an undefined name", typescript("missing();").as_str()),
            ("recursion without end", typescript("const f = (): unknown => [f()]; f();").as_str()),
            (
                "a reference in a template literal",
                typescript(
                    "const q = out.add(resource(\"aws_sqs_queue\", \"main\", {})); out.output(\"url\", `https://${q.attr(\"url\")}`);"
                )
                .as_str()
            ),
            (
                "a type that is not declared",
                typescript("out.add(resource(\"aws_iam_role\", \"main\", {}));").as_str()
            ),
            (
                "a name that is none",
                typescript("out.add(resource(\"aws_sqs_queue\", \"../../x\", {}));").as_str()
            ),
            ("an output that is not declared", typescript("out.output(\"arn\", \"a\");").as_str()),
        ]
    ));
}

/// Limits that stop a tier soon, but let the engines start.
const LIMITS: &str = "limits: { fuel: 600000000, memory: 64 MiB }\n";

/// The reader of this message has written the tier, so the message names the file.
#[test]
fn tiers_that_do_not_end() {
    let (ts, py) = ("while (true) {}", "while True: pass");
    let mut said = said_within(LIMITS, "tier.ts", &[("a loop in TypeScript", typescript(ts).as_str())]);
    said += &said_within(LIMITS, "tier.py", &[("a loop in Python", python(py).as_str())]);
    let text = "s = \"x\"\nwhile True: s += s";
    said += &said_within(LIMITS, "tier.py", &[("a text without end in Python", python(text).as_str())]);
    snapshot!(said);
}

/// Nothing that a tier can observe reveals the time or the machine, neither of the run nor of the build of the engine.
#[test]
fn typescript_environment_is_the_same_everywhere() {
    let absent = [
        "AbortController",
        "AbortSignal",
        "Blob",
        "CustomEvent",
        "Event",
        "EventTarget",
        "File",
        "FinalizationRegistry",
        "FormData",
        "Intl",
        "Performance",
        "Request",
        "Response",
        "ShadowRealm",
        "Temporal",
        "WeakRef",
        "WebAssembly",
        "Worker",
        "crypto",
        "fetch",
        "location",
        "navigator",
        "performance",
        "process",
        "setTimeout",
    ];
    let absent = absent.map(|name| format!("typeof {name} === \"undefined\"")).join(" && ");
    let observed = format!(
        "const seen = [{absent}, Date.now(), new Date().getTime(), +new (new Date().constructor)(), \
         new (class extends Date {{}})().getTime(), Reflect.construct(Date, []).getTime(), Date(), \
         new structuredClone(new Date(5)).constructor().getTime(), new Date(0).getTimezoneOffset(), \
         (0.1).toLocaleString(), Math.random(), new Error().stack.includes(\"/home\"), Object.keys(globalThis).length]; \
         throw new Error(JSON.stringify(seen));"
    )
    .replace("new structuredClone(new Date(5)).constructor()", "new (structuredClone(new Date(5)).constructor)()");
    insta::assert_snapshot!(said_of("tier.ts", &[("what it sees", typescript(&observed).as_str())]));
}

/// Returns a Python tier with these lines in its function.
fn python(lines: &str) -> String {
    format!(
        "from terrace_sdk import Contribution, Context, Output, Provider, Resource, inputs, tier\n\n\n\
         @inputs\nclass Inputs:\n    \"\"\"None.\"\"\"\n\n\n\
         @tier(\n    name=\"faulty\",\n    version=\"0.1.0\",\n    summary=\"Fails.\",\n    inputs=Inputs,\n\
         \x20   providers=[Provider(\"aws\", \"hashicorp/aws\")],\n    resources=[\"aws_sqs_queue\"],\n\
         \x20   outputs=[Output(\"url\", \"string\", \"URL.\")],\n)\n\
         def faulty(context: Context, inputs: Inputs) -> Contribution:\n    out = Contribution()\n{}    return out\n",
        lines.lines().fold(String::new(), |text, line| text + "    " + line + "\n")
    )
}

#[test]
fn python_programs_that_are_not_tiers() {
    insta::assert_snapshot!(said_of(
        "tier.py",
        &[
            ("a syntax error", "def broken(:\n    pass\n"),
            ("an import of no module", "import requests\n"),
            ("an import that a tier cannot use", "import socket\n"),
            ("no tier", "a = 1\n"),
            ("an exception", "def inner():\n    raise ValueError(\"no such thing\")\n\n\ninner()\n"),
            ("a file", "open(\"/etc/passwd\")\n"),
        ]
    ));
}

#[test]
fn python_tiers_that_fail() {
    insta::assert_snapshot!(said_of(
        "tier.py",
        &[
            ("an exception", python("raise ValueError(\"too far\")").as_str()),
            ("an undefined name", python("missing()").as_str()),
            ("recursion without end", python("def f():\n    return [f()]\nf()").as_str()),
            (
                "a reference in an f-string",
                python(
                    "queue = out.add(Resource(\"aws_sqs_queue\", \"main\"))\nout.output(\"url\", f\"https://{queue.attr('url')}\")"
                )
                .as_str()
            ),
            (
                "a type that is not declared",
                python("out.add(Resource(\"aws_iam_role\", \"main\"))").as_str()
            ),
            (
                "a name that is none",
                python("out.add(Resource(\"aws_sqs_queue\", \"../../x\"))").as_str()
            ),
            ("an output that is not declared", python("out.output(\"arn\", \"a\")").as_str()),
        ]
    ));
}

/// However deep a program is nested, it ends with an error of the tier.
#[test]
fn python_programs_that_are_nested_too_deep() {
    let shapes = [
        ("parentheses", "(", 100_000),
        ("lists", "x = [", 20_000),
        ("objects", "{1:", 100_000),
        ("minus", "-", 1_000_000),
        ("not", "not ", 200_000),
        ("functions", "lambda: ", 100_000),
        ("conditions", "a if b else ", 100_000),
        ("calls", "f(", 100_000),
        ("powers", "a**", 200_000),
        ("members", "a.", 200_000),
        ("formatted strings", "f'{", 50_000),
    ];
    for (name, repeated, times) in shapes {
        let said = said_of("tier.py", &[(name, repeated.repeat(times).as_str())]);
        assert!(said.contains("error["), "{name}: {said}");
        assert!(said.len() < 10_000, "{name} says {} bytes", said.len());
    }
}

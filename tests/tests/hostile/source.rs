//! Malicious tiers from source, for which the parser would use all memory. They are rejected before any engine is built.

use super::guest::Guest;
use super::{bounded, sandbox};

/// Returns a text that the parser tries in two ways at each level, and both again inside.
fn exhausting() -> String {
    format!("x = {}", "(a=f<g<h<".repeat(40))
}

#[test]
#[allow(clippy::print_stderr, reason = "a skipped comparison must not look like one that was made")]
fn source_that_exhausts_the_parser() {
    let imports = |path: &str| format!("import \"{path}\";\n");
    let manifest = r#"{ "type": "module", "exports": "./index.ts" }"#;
    let cases = [
        ("the entry", vec![("tier.ts", exhausting())]),
        ("an imported file", vec![("tier.ts", imports("./deep")), ("deep.ts", exhausting())]),
        (
            "a package",
            vec![
                ("tier.ts", imports("deep")),
                ("node_modules/deep/package.json", manifest.to_owned()),
                ("node_modules/deep/index.ts", exhausting()),
            ],
        ),
    ];
    let told = cases.map(|(name, files)| {
        let sandbox =
            sandbox("  hostile: { component: ./tier.ts, regions: all }\n", &Guest::empty().component());
        for (path, text) in files {
            sandbox.write(path, text).unwrap();
        }
        let ran = bounded(&sandbox, &mut sandbox.command(["synth"]));
        assert_eq!(ran.code, 1, "{name}: {}", ran.stderr);
        format!("=== {name}\n{}", ran.stderr)
    });
    let told = told.concat();
    // On a busy machine, the time limit may be reached first.
    if told.contains("takes longer than 10 seconds") {
        eprintln!("skipped: this machine is too busy to reach the limit on memory");
        return;
    }
    snapshot!(told);
}

//! Malicious stack files: `synth` ends soon, in bounded memory, and reports what is wrong in a readable text. To add one,
//! add a line to a table.

use super::guest::Guest;
use super::{KEPT, bounded, sandbox};
use std::fs;

/// Writes a stack file and runs `synth` on it, which fails with one of the codes.
fn refused(name: &str, stack: &str, codes: &[&str]) {
    let sandbox = sandbox("", &Guest::empty().component());
    sandbox.write("terrace.yaml", stack).unwrap();
    for format in ["text", "json"] {
        let ran = bounded(&sandbox, &mut sandbox.command(["synth", "--format", format]));
        let told = format!("{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.code, 1, "{name}: {told}");
        assert!(codes.iter().any(|code| told.contains(code)), "{name}: {told}");
    }
    let output = fs::read_to_string(sandbox.work().join("terrace.out/default/main.tf.json")).unwrap();
    assert_eq!(output, KEPT);
}

/// Returns lines that differ in their number.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|number| line(number) + "\n").collect()
}

#[test]
fn yaml_aliases() {
    let long = "x".repeat(1 << 20);
    let doubled = |levels: usize, first: &str| {
        let level = |level: usize| match level {
            0 => format!("a0: &a0 {first}"),
            _ => format!("a{level}: &a{level} [*a{0}, *a{0}]", level - 1),
        };
        lines(levels, level)
    };
    let wrapped = format!(
        "a: {}[{}]{}\n",
        (0..90).map(|level| format!("&a{level} [")).collect::<String>(),
        "x,".repeat(200_000),
        "]".repeat(90)
    );
    let codes = ["too-many-aliases", "too-many-values", "nested-too-deep", "cyclic-alias"];
    for (name, stack) in [
        ("laughs", doubled(60, "[x, x]")),
        ("laughs of long strings", doubled(60, &long)),
        ("a long string, ten thousand times", format!("a: &a {long}\nb: [{}]\n", "*a,".repeat(10_000))),
        ("a long string as values", format!("a: &a {long}\n{}", lines(10_000, |n| format!("k{n}: *a")))),
        (
            "a long string as keys",
            format!("a: &a {long}\nb:\n{}", lines(10_000, |n| format!(" k{n}: {{ *a : 1 }}"))),
        ),
        ("a long key", format!("? &a {long}\n: 1\nb: [{}]\n", "*a,".repeat(10_000))),
        (
            "a map by merging",
            format!("a: &a {{ k: {long} }}\n{}", lines(10_000, |n| format!("k{n}: {{ <<: *a }}"))),
        ),
        ("lists by merging", format!("a: &a {{ k: {long} }}\nb: {{ <<: [{}] }}\n", "*a,".repeat(10_000))),
        ("a long list", format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(50_000), "*a,".repeat(10_000))),
        (
            "a large map",
            format!("a: &a\n{}b: [{}]\n", lines(50_000, |n| format!(" k{n}: v")), "*a,".repeat(10_000)),
        ),
        ("anchors within anchors", wrapped),
        ("anchors within anchors, of a long string", {
            format!(
                "a: {}{long}{}\n",
                (0..90).map(|n| format!("&a{n} [")).collect::<String>(),
                "]".repeat(90)
            )
        }),
        ("itself", "a: &a [*a]\n".to_owned()),
        (
            "a quoted string with an alias of its own",
            format!("a: &a \"{long}\"\nb: &b [*a, *a, *a]\nc: [{}]\n", "*b,".repeat(1000)),
        ),
    ] {
        refused(name, &stack, &codes);
    }
}

#[test]
fn stack_files_without_end() {
    let codes = [
        "too-many-values",
        "nested-too-deep",
        "invalid-yaml",
        "more-problems",
        "unknown-key",
        "duplicate-key",
        "unknown-tag",
        "invalid-number",
        "several-documents",
        "too-large",
        "invalid-key",
    ];
    for (name, stack) in [
        ("unknown keys", lines(500_000, |n| format!("key{n}: 1"))),
        ("as many unknown keys as may be", lines(400_000, |n| format!("key{n}: 1"))),
        ("values", format!("a: [{}]\n", "1,".repeat(4_000_000))),
        ("empty lists", format!("a: [{}]\n", "[],".repeat(2_000_000))),
        ("lists in lists", format!("a: {}\n", "[".repeat(1_000_000))),
        ("maps in maps", format!("a: {}\n", "{a: ".repeat(1_000_000))),
        ("dashes", "- ".repeat(1_000_000)),
        ("indented keys", lines(3000, |n| format!("{}a:", " ".repeat(n)))),
        ("question marks", "? ".repeat(1_000_000)),
        ("the same key", "a: 1\n".repeat(300_000)),
        ("tags", "a: !x 1\n".repeat(300_000)),
        ("odd numbers", lines(300_000, |n| format!("k{n}: 007"))),
        ("documents", "--- a\n".repeat(300_000)),
        ("a long string", format!("a: {}\n", "x".repeat(15 << 20))),
        ("a long key", format!("{}: a\n", "x".repeat(900))),
        ("a comment beyond the size", "# ".repeat(9 << 20)),
        ("keys without values in JSON", format!("{{{}}}", lines(300_000, |n| format!("\"k{n}\": {{}},")))),
        ("anchors that nobody uses", lines(300_000, |n| format!("k{n}: &a{n} 1"))),
    ] {
        refused(name, &stack, &[&codes[..], &["too-many-aliases"]].concat());
    }
}

#[test]
fn stack_file_problems_by_the_thousand() {
    let head = "stack: shop\n";
    let regions = lines(5000, |n| format!("  r{n}: {{}}"));
    let codes = ["more-problems"];
    for (name, rest) in [
        (
            "unknown keys of tiers",
            format!("tiers:\n{}", lines(9000, |n| format!("  t{n}: {{ component: network, x: 1 }}"))),
        ),
        ("tiers without components", format!("tiers:\n{}", lines(9000, |n| format!("  t{n}: {{}}")))),
        (
            "unknown regions",
            format!(
                "regions:\n{regions}tiers:\n  t:\n    component: network\n    regions: [{}]\n",
                (0..20_000).map(|n| format!("x{n},")).collect::<String>()
            ),
        ),
        (
            "inputs for regions that are not there",
            format!(
                "regions:\n{regions}tiers:\n  t:\n    component: network\n    regions: all\n    region_inputs:\n{}",
                lines(20_000, |n| format!("      x{n}: {{}}"))
            ),
        ),
        ("names", format!("tiers:\n{}", lines(50_000, |n| format!("  T{n}: {{ component: network }}")))),
        ("references", format!("outputs:\n{}", lines(50_000, |n| format!("  o{n}: ${{tier.none.x{n}}}")))),
        ("variables", format!("outputs:\n{}", lines(50_000, |n| format!("  o{n}: ${{var.x{n}}}")))),
        ("limits", format!("limits:\n{}", lines(50_000, |n| format!("  l{n}: 1")))),
    ] {
        refused(name, &format!("{head}{rest}"), &codes);
    }
}

//! Components that are hard to compile, or have imports.

use super::guest::Guest;
use super::refused;

fn more(fields: &str) -> Guest {
    Guest { more: fields.to_owned(), ..Guest::empty() }
}

fn shown<const N: usize>(guests: [(&str, Guest); N]) -> String {
    guests.map(|(name, guest)| refused(name, &guest.component())).concat()
}

#[test]
fn modules_beyond_the_limits_of_compilation() {
    // A function with many locals and with branches that all lead to each other.
    let huge = |instructions: usize| format!("(func {})", "(drop (i32.const 1))".repeat(instructions));
    let data = format!("(data \"{}\")", "x".repeat(65 << 20));
    snapshot!(shown([
        ("too many functions", more(&"(func)".repeat(100_001))),
        ("a function that is too large", more(&huge(400_000))),
        ("too many bytes", more(&data)),
    ]));
}

/// Everything within the limits is compiled in bounded memory.
#[test]
fn modules_up_to_the_limits_of_compilation() {
    let many = more(&"(func (drop (i32.const 1)))".repeat(99_000));
    let blocks = 20_000;
    let branches = format!(
        "(func (param i32) {} (br_table {} (local.get 0)) {})",
        "(block ".repeat(blocks),
        (0..blocks).map(|label| format!("{label} ")).collect::<String>(),
        ") (drop (i32.const 1))".repeat(blocks)
    );
    let calls = format!("(func $f (param i64 i64 i64 i64)) (func {})", {
        "(call $f (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4))".repeat(80_000)
    });
    let locals = format!("(func (local {}) {})", "i64 ".repeat(40_000), {
        (0..40_000).map(|n| format!("(local.set {n} (i64.const {n}))")).collect::<String>()
    });
    let kept = format!(
        "(func (result i64) {} {})",
        { "(i64.load (i32.const 0))".repeat(60_000) },
        "i64.add ".repeat(59_999)
    );
    for (name, guest) in [
        ("many functions", many),
        ("many branches", more(&branches)),
        ("many calls", more(&calls)),
        ("many locals", more(&locals)),
        ("many values", more(&kept)),
    ] {
        let ran = super::synth("  hostile: { component: ./hostile.wasm }\n", &guest.component());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{name}");
    }
}

#[test]
fn imports_of_everything() {
    let interface = |name: &str| format!("(import \"{name}\" (instance))");
    let wasi: String =
        ["filesystem/types", "cli/environment", "clocks/wall-clock", "sockets/tcp", "random/random"]
            .iter()
            .map(|name| interface(&format!("wasi:{name}@0.2.0")))
            .collect();
    let many: String = (0..10_000).map(|number| interface(&format!("a:b/c{number}"))).collect();
    let odd = interface(&format!("a:b/{}", "c".repeat(50_000)));
    let component = |imports: &str| {
        wat::parse_str(format!(
            "(component {imports} (instance $i) (export \"terrace:tier/synthesis@0.1.0\" (instance $i)))"
        ))
        .unwrap()
    };
    let exports: String =
        (0..5000).map(|number| format!("(export \"a:b/c{number}\" (instance $i))")).collect();
    snapshot!(
        [
            refused("the system", &component(&wasi)),
            refused("ten thousand", &component(&many)),
            refused("a long name", &component(&odd)),
            refused(
                "exports of everything",
                &wat::parse_str(format!("(component (instance $i) {exports})")).unwrap()
            ),
            refused("another version", &{
                let version = "9".repeat(50_000);
                wat::parse_str(format!(
                    "(component (instance $i) (export \"terrace:tier/synthesis@{version}.0.0\" (instance $i)))"
                ))
                .unwrap()
            }),
        ]
        .concat()
    );
}

//! Components that do not end, or crash.

use super::guest::{Answer, Guest};
use super::memory::Memory;
use super::{refused, refused_as};

const ENDLESS: &str = "(loop $again (br $again))";

fn synth(code: &str) -> Guest {
    Guest { synth: code.to_owned(), ..Guest::empty() }
}

fn describe(code: &str) -> Guest {
    Guest { describe: code.to_owned(), ..Guest::empty() }
}

fn allocate(code: &str) -> Guest {
    Guest { allocate: code.to_owned(), ..Guest::empty() }
}

fn after_synth(code: &str) -> Guest {
    Guest { after_synth: code.to_owned(), ..Guest::empty() }
}

fn more(fields: &str) -> Guest {
    Guest { more: fields.to_owned(), ..Guest::empty() }
}

fn shown<const N: usize>(guests: [(&str, Guest); N]) -> String {
    guests.map(|(name, guest)| refused(name, &guest.component())).concat()
}

#[test]
fn loops_without_end() {
    // With less than the default limit, so that the test is faster.
    let limited = |name: &str, guest: Guest| {
        let tier = "component: ./hostile.wasm, regions: all, limits: { fuel: 100000000 }";
        refused_as(name, tier, &guest.component())
    };
    snapshot!(
        [
            limited("when it starts", more(&format!("(func $start {ENDLESS}) (start $start)"))),
            limited("in describe", describe(ENDLESS)),
            limited("in synth", synth(ENDLESS)),
            limited("in allocation", allocate(ENDLESS)),
            limited("after synth", after_synth(ENDLESS)),
        ]
        .concat()
    );
}

#[test]
fn loop_up_to_the_limit() {
    snapshot!(refused("in synth", &synth(ENDLESS).component()));
}

#[test]
fn recursion_without_end() {
    let endless = "(func $endless (call $endless))";
    let call = "(call $endless)";
    snapshot!(shown([
        ("when it starts", more(&format!("{endless} (start $endless)"))),
        ("in describe", Guest { more: endless.into(), ..describe(call) }),
        ("in synth", Guest { more: endless.into(), ..synth(call) }),
        ("in allocation", Guest { more: endless.into(), ..allocate(call) }),
        ("after synth", Guest { more: endless.into(), ..after_synth(call) }),
    ]));
}

#[test]
fn memory_without_end() {
    // Every page is written to, so that it is really allocated.
    let grow = "(loop $again
        (local.set $at (memory.grow (i32.const 16)))
        (if (i32.eq (local.get $at) (i32.const -1)) (then (unreachable)))
        (memory.fill (i32.mul (local.get $at) (i32.const 65536)) (i32.const 1) (i32.const 0x100000))
        (br $again))";
    let grow_table = "(loop $again
        (br_if $again (i32.ne (table.grow $table (ref.null func) (i32.const 1000)) (i32.const -1)))
        (unreachable))";
    snapshot!(shown([
        ("from the beginning", Guest { pages: 60_000, ..Guest::empty() }),
        ("in synth", synth(grow)),
        ("a table from the beginning", more("(table 1000000 funcref)")),
        ("a table in synth", Guest { more: "(table $table 1 funcref)".into(), ..synth(grow_table) }),
    ]));
}

/// An ordinary program gives up when memory is refused. One that does not is stopped long before its fuel is used up. Fuel
/// alone would not help: each refusal takes the host longer than the guest.
#[test]
fn memory_requested_repeatedly() {
    let ask = |what: &str| format!("(loop $again (drop {what}) (br $again))");
    let memory = || ask("(memory.grow (i32.const 65535))");
    let little = "(loop $again (drop (memory.grow (i32.const 1))) (br $again))";
    let table = ask("(table.grow $table (ref.null func) (i32.const 1000000))");
    snapshot!(shown([
        ("in synth", synth(&memory())),
        ("in describe", describe(&memory())),
        ("in allocation", allocate(&memory())),
        ("page by page", synth(little)),
        ("of a table", Guest { more: "(table $table 1 funcref)".into(), ..synth(&table) }),
        ("of a full table", Guest { more: "(table $table 1 2 funcref)".into(), ..synth(&table) }),
    ]));
}

#[test]
fn traps() {
    let names = |shown: String| shown.replace("wasm `unreachable` instruction executed", "UNREACHABLE");
    snapshot!(names(shown([
        ("when it starts", more("(func $start (unreachable)) (start $start)")),
        ("in describe", describe("(unreachable)")),
        ("in synth", synth("(unreachable)")),
        ("in allocation", allocate("(unreachable)")),
        ("after synth", after_synth("(unreachable)")),
        ("a division", synth("(drop (i32.div_u (i32.const 1) (i32.const 0)))")),
        ("beyond its memory", synth("(drop (i32.load (i32.const -8)))")),
    ])));
}

#[test]
fn allocations_that_are_invalid() {
    snapshot!(shown([
        ("beyond its memory", allocate("(return (i32.const -16))")),
        ("not aligned", allocate("(return (i32.const 1025))")),
    ]));
    // If the host's own data overwrites the guest's, only the guest suffers.
    let over = allocate("(return (i32.const 0))").component();
    assert!(super::synth("  hostile: { component: ./hostile.wasm }\n", &over).code <= 1);
}

/// A component that counts its calls: each call uses a new instance, so it never counts beyond one.
#[test]
fn calls_cannot_observe_each_other() {
    let mut memory = Memory::default();
    let answers = ["{\"input\": 1}", "{\"input\": 2}"].map(|body| {
        let contribution = memory.resources(&[("main", body)]);
        memory.put(&[&[0; 4], contribution.as_flattened()].concat())
    });
    let [first, second] = answers;
    let guest = Guest {
        more: "(global $calls (mut i32) (i32.const 0))".into(),
        synth: format!(
            "(if (global.get $calls) (then (return (i32.const {second}))))
            (global.set $calls (i32.const 1))"
        ),
        ..Guest::with(memory, |_| Answer::At(first))
    };
    let tiers = "  a: { component: ./hostile.wasm }\n  b: { component: ./hostile.wasm, inputs: { x: 1 } }\n";
    let sandbox = super::sandbox(tiers, &guest.component());
    let ran = sandbox.run(["synth", "--stdout"]).unwrap();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout.matches("\"input\": 1").count(), 2, "{}", ran.stdout);
}

//! Tiers that are harmless once but run in many regions: the total of all instances is bounded.

use super::guest::{Answer, Guest};
use super::memory::{Contribution, PAGE, RESOURCES};
use super::{KEPT, bounded, sandbox};
use std::fs;
use terrace_tests::program::CommandOutput;

/// Runs `synth` on one hostile tier in `count` regions, with these additional keys.
fn in_regions(count: usize, tier: &str, component: &[u8]) -> CommandOutput {
    let regions: String = (0..count).map(|number| format!("  r{number}: {{}}\n")).collect();
    let sandbox = sandbox("", component);
    let tiers = format!("tiers:\n  hostile: {{ component: ./hostile.wasm, regions: all{tier} }}\n");
    sandbox.write("terrace.yaml", format!("stack: shop\nregions:\n{regions}{tiers}")).unwrap();
    let ran = bounded(&sandbox, &mut sandbox.command(["synth"]));
    if ran.code != 0 {
        let output = fs::read_to_string(sandbox.work().join("terrace.out/default/main.tf.json")).unwrap();
        assert_eq!(output, KEPT);
    }
    ran
}

/// Creates a guest with one block, whose body contains this value `count` times.
fn giving(value: &str, count: usize) -> Guest {
    let body = format!("{{\"input\": [{}{value}]}}", format!("{value},").repeat(count - 1));
    Guest::new(|memory| memory.resources(&[("main", &body)]))
}

/// Creates a guest that touches this many mebibytes of memory.
fn touching(mebibytes: u32) -> Guest {
    let pages = mebibytes * 16;
    let fill = format!(
        "(memory.fill (i32.mul (memory.grow (i32.const {pages})) (i32.const {PAGE})) (i32.const 1) (i32.const {}))",
        pages * PAGE
    );
    Guest { synth: fill, ..Guest::empty() }
}

#[test]
fn contributions_of_many_regions() {
    let long = format!("\"{}\"", "x".repeat(1 << 20));
    let mut told = Vec::new();
    for (name, guest, regions) in [
        ("strings", giving(&long, 8), 1000),
        ("numbers", giving("0", 100_000), 1000),
        ("empty lists", giving("[]", 100_000), 1000),
        ("references", giving("\"${path.root}\"", 50_000), 1000),
        ("of sixty megabytes", giving(&long, 60), 4),
    ] {
        let ran = in_regions(regions, "", &guest.component());
        assert_eq!(ran.code, 1, "{name}");
        told.push(ran.stderr);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    snapshot!(told[0]);
}

#[test]
fn contributions_up_to_the_limit() {
    // Slightly below the limit, with the values that need the most memory for each counted byte.
    for (value, count, regions) in
        [("0", 100_000, 39), ("\"${path.root}\"", 50_000, 50), ("{\"a\":[]}", 50_000, 26)]
    {
        let ran = in_regions(regions, "", &giving(value, count).component());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{value}");
    }
}

#[test]
fn mistakes_of_many_regions() {
    let names: Vec<String> = (0..2000).map(|number| format!("bad name {number}")).collect();
    let blocks: Vec<_> = names.iter().map(|name| (name.as_str(), "{}")).collect();
    let bad_names = Guest::new(|memory| memory.resources(&blocks));
    let elsewhere: String = (0..2000).map(|number| format!("${{tier.none.x{number}}}")).collect();
    let elsewhere = giving(&format!("\"{elsewhere}\""), 1);
    let long = "x".repeat(1 << 20);
    let problems = Guest::with(Default::default(), |memory| {
        let records = [(); 50].map(|()| memory.diagnostic(["odd", &long, &long, "", "", ""]));
        Answer::Errors(memory.list(&records))
    });
    for (name, guest) in [("names", bad_names), ("references", elsewhere), ("problems", problems)] {
        let ran = in_regions(2000, "", &guest.component());
        assert_eq!(ran.code, 1, "{name}");
        assert!(ran.stderr.contains("hostile"), "{name}: {}", ran.stderr);
    }
}

/// Each touches nearly as much as allowed; all at the same time would take more than the machine has.
#[test]
fn memory_of_many_regions() {
    let ran = in_regions(24, "", &touching(250).component());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    // Its contribution is larger than its share.
    let mut guest = touching(100);
    let body = format!("{{\"input\": \"{}\"}}", "x".repeat(50 << 20));
    let mut contribution = Contribution::default();
    let texts = [guest.memory.text("terraform_data"), guest.memory.text("main"), guest.memory.text(&body)];
    contribution[RESOURCES] = guest.memory.list(&[texts.as_flattened()]);
    guest.answer = Answer::Contribution(contribution);
    let ran = in_regions(2, "", &guest.component());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

#[test]
fn instances_up_to_the_limit() {
    // Each request contains every region.
    let guest = Guest { pages: 64, ..Guest::empty() }.component();
    let nine = " }\n".to_owned()
        + &(1..10)
            .map(|number| format!("  t{number}: {{ component: ./hostile.wasm, regions: all }}\n"))
            .collect::<String>();
    let ran = in_regions(1000, &format!("{nine}  last: {{ component: ./hostile.wasm"), &guest);
    assert_eq!(ran.code, 1);
    snapshot!(ran.stderr);
    // Without the last one, whose table of ten thousand rows is not part of an error.
    let regions: String = (0..1000).map(|number| format!("  r{number}: {}\n", "{}")).collect();
    let sandbox = sandbox("", &guest);
    let nine = nine.trim_start_matches(" }\n");
    let tiers = format!("tiers:\n  hostile: {{ component: ./hostile.wasm, regions: all }}\n{nine}");
    sandbox.write("terrace.yaml", format!("stack: shop\nregions:\n{regions}{tiers}")).unwrap();
    let ran = sandbox.run(["synth"]).unwrap();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

#[test]
fn inputs_of_many_regions() {
    let guest = Guest { pages: 64, ..Guest::empty() }.component();
    let inputs = |size: usize| format!(", inputs: {{ a: \"{}${{terrace.region}}\" }}", "x".repeat(size));
    let ran = in_regions(60, &inputs(1 << 20), &guest);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let ran = in_regions(70, &inputs(1 << 20), &guest);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.starts_with("error[too-much-input]: the inputs of all instances exceed 64 MiB in total"),
        "{}",
        ran.stderr
    );
}

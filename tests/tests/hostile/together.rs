//! Contributions that are harmless by themselves.

use super::guest::{Answer, Guest};
use super::memory::{Contribution, GIVEN, OUTPUTS, RESOURCES};
use super::synth;

/// Creates a guest whose outputs each refer to the previous one twice.
fn doubled(levels: usize, refer: impl Fn(usize) -> String) -> Guest {
    let names: Vec<_> = (0..levels).map(|level| format!("o{level}")).collect();
    let mut guest = Guest::new(|memory| {
        let mut contribution = Contribution::default();
        let records: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(level, name)| {
                let value = if level == 0 { "\"x\"".to_owned() } else { refer(level - 1) };
                memory.record(&[name, &value])
            })
            .collect();
        contribution[GIVEN] = memory.list(&records);
        contribution
    });
    let outputs: Vec<_> = names.iter().map(|name| guest.memory.output(name, "any")).collect();
    guest.manifest[OUTPUTS] = guest.memory.list(&outputs);
    guest
}

/// Returns the output for tiers of one hostile component. The rest of the stack, which uses them, contains a mistake.
fn told(name: &str, guest: Guest) -> String {
    let tiers = "  hostile: { component: ./hostile.wasm }\noutputs:\n  mistaken: ${tier.hostile.none}\n  last: ${tier.hostile.o0}\n";
    let ran = synth(tiers, &guest.component());
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stderr.contains("tier.hostile.none"), "{}", ran.stderr);
    format!("=== {name}\n{}", ran.stderr)
}

#[test]
fn outputs_that_multiply() {
    let text = |level: usize| format!(r#""${{tier.hostile.o{level}}}-${{tier.hostile.o{level}}}""#);
    let list = |level: usize| format!(r#"["${{tier.hostile.o{level}}}", "${{tier.hostile.o{level}}}"]"#);
    let deep = |level: usize| format!(r#"["${{tier.hostile.o{level}}}"]"#);
    snapshot!(
        [
            told("in a text", doubled(40, text)),
            told("in a list", doubled(40, list)),
            told("in a list of lists", doubled(500, deep)),
        ]
        .concat()
    );
}

/// One output of half a megabyte, which a thousand blocks contain.
#[test]
fn output_in_all_blocks() {
    let mut guest = Guest::new(|memory| {
        let mut contribution = Contribution::default();
        let value = format!("\"{}\"", "x".repeat(1 << 19));
        let record = memory.record(&["o0", &value]);
        contribution[GIVEN] = memory.list(&[record]);
        let records: Vec<_> = (0..2000)
            .map(|number| {
                let name = format!("n{number}");
                memory.record(&["terraform_data", &name, r#"{"input": "${tier.hostile.o0}"}"#])
            })
            .collect();
        contribution[RESOURCES] = memory.list(&records);
        contribution
    });
    let output = guest.memory.output("o0", "string");
    guest.manifest[OUTPUTS] = guest.memory.list(&[output]);
    snapshot!(told("a thousand times", guest));
}

/// Tiers whose outputs refer to each other in a cycle.
#[test]
fn output_cycles() {
    snapshot!(told("outputs", doubled(2, |_| r#""${tier.hostile.o1}""#.to_owned())));
}

/// Thousands of references to nonexistent outputs among thousands of others.
#[test]
fn outputs_that_do_not_exist() {
    let mut guest = doubled(5000, |_| "1".to_owned());
    let names: Vec<_> = (0..5000).map(|number| format!("n{number}")).collect();
    let blocks: Vec<_> =
        names.iter().map(|name| (name.as_str(), r#"{"input": "${tier.hostile.nothing}"}"#)).collect();
    let resources = guest.memory.resources(&blocks)[RESOURCES];
    if let Answer::Contribution(contribution) = &mut guest.answer {
        contribution[RESOURCES] = resources;
    }
    snapshot!(told("thousands", guest));
}

//! Strings that control a terminal.

use super::guest::{Answer, Guest};
use super::memory::{
    ANNOTATIONS, Contribution, INPUTS, Memory, NAME, OUTPUTS, RESOURCES, SUMMARY, VERSION, WARNINGS,
};
use super::{bounded, refused, sandbox, synth};

/// Clears the screen, sets a title, contains Latin-1 controls, goes back, reverses the direction, and rings the bell.
const EVIL: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\r\u{8}\u{202e}\u{7f}\nerror: x";

fn resources(records: &[[&str; 3]]) -> Guest {
    Guest::new(|memory| {
        let records: Vec<_> = records.iter().map(|texts| memory.record(texts)).collect();
        let mut contribution = Contribution::default();
        contribution[RESOURCES] = memory.list(&records);
        contribution
    })
}

fn shown<const N: usize>(guests: [(&str, Guest); N]) -> String {
    guests.map(|(name, guest)| refused(name, &guest.component())).concat()
}

#[test]
fn text_of_problems() {
    let guest = Guest::with(Memory::default(), |memory| {
        let records = [memory.diagnostic([EVIL; 6]), memory.diagnostic(["a", "b", "c", EVIL, "/d", "e"])];
        Answer::Errors(memory.list(&records))
    });
    snapshot!(refused("errors", &guest.component()));
}

#[test]
fn text_of_contributions() {
    let quoted = serde_json::to_string(EVIL).unwrap();
    let mut output = Guest::new(|memory| {
        let mut contribution = Contribution::default();
        let records = [memory.record(&[EVIL, "1"]), memory.record(&["x", EVIL])];
        contribution[super::memory::GIVEN] = memory.list(&records);
        contribution
    });
    let declared = output.memory.output("x", "string");
    output.manifest[OUTPUTS] = output.memory.list(&[declared]);
    let expression = format!("${{terraform_data.main.x {EVIL}}}");
    let reference = format!("${{var[{quoted}]}} ${{tier.network[{quoted}].x}}");
    let body = |value: &str| serde_json::json!({ "input": value }).to_string();
    snapshot!(shown([
        ("types", resources(&[[EVIL, "main", "{}"]])),
        ("names", resources(&[["terraform_data", EVIL, "{}"]])),
        ("bodies", resources(&[["terraform_data", "main", EVIL]])),
        ("expressions", resources(&[["terraform_data", "main", &body(&expression)]])),
        ("references", resources(&[["terraform_data", "main", &body(&reference)]])),
        ("meta-arguments", {
            let body =
                serde_json::json!({ "depends_on": [EVIL], "provider": EVIL, "lifecycle": { EVIL: EVIL } });
            resources(&[["terraform_data", "main", &body.to_string()]])
        }),
        ("outputs", output),
    ]));
}

#[test]
fn text_of_manifests() {
    let text =
        |field: usize, text: &str| Guest::described(|memory, manifest| manifest[field] = memory.text(text));
    let schema = serde_json::json!({ "required": [EVIL], "properties": { EVIL: { "description": EVIL } } });
    snapshot!(shown([
        ("name", text(NAME, EVIL)),
        ("version", text(VERSION, EVIL)),
        ("inputs", text(INPUTS, EVIL)),
        ("schema", text(INPUTS, &schema.to_string())),
        (
            "outputs",
            Guest::described(|memory, manifest| {
                let output = memory.output(EVIL, EVIL);
                manifest[OUTPUTS] = memory.list(&[output]);
            })
        ),
    ]));
}

/// A function of that name is on the call stack of a crash.
#[test]
fn text_of_functions() {
    let name = "\\1b[2J\\c2\\9b31m\\0a";
    let guest = Guest {
        more: format!("(func $\"{name}\" (unreachable))"),
        synth: format!("(call $\"{name}\")"),
        ..Guest::empty()
    };
    snapshot!(refused("the call stack", &guest.component()));
}

/// A component that is used although it contains such strings: the output of `synth` and `inspect`.
#[test]
fn text_of_accepted_components() {
    let mut guest =
        resources(&[["terraform_data", "main", &serde_json::json!({ "input": EVIL }).to_string()]]);
    let memory = &mut guest.memory;
    let schema = serde_json::json!({
        "description": EVIL,
        "properties": { "x": { "description": EVIL, "default": EVIL } },
    });
    guest.manifest[SUMMARY] = memory.text(EVIL);
    guest.manifest[INPUTS] = memory.text(&schema.to_string());
    let annotation = memory.record(&[EVIL, EVIL]);
    guest.manifest[ANNOTATIONS] = memory.list(&[annotation]);
    let output = [memory.text("o"), memory.text("string"), memory.text(EVIL)].concat();
    guest.manifest[OUTPUTS] = memory.list(&[[&output[..], &[0; 4]].concat()]);
    let warning = memory.diagnostic([EVIL; 6]);
    if let Answer::Contribution(contribution) = &mut guest.answer {
        contribution[WARNINGS] = memory.list(&[warning]);
    }
    let component = guest.component();
    let tier = "  hostile: { component: ./hostile.wasm }\n";
    let ran = synth(tier, &component);
    let mut shown = format!("=== synth\n{}{}", ran.stdout, ran.stderr);
    let sandbox = sandbox(tier, &component);
    for arguments in [
        &["inspect", "./hostile.wasm"][..],
        &["inspect", "./hostile.wasm", "--format", "json"],
        &["synth", "--check"],
        &["synth", "--format", "json"],
        &["synth", "--stdout"],
        &["diff"],
        &["tier", "docs", "./hostile.wasm"],
        &["tier", "check", "./hostile.wasm"],
    ] {
        let ran = bounded(&sandbox, &mut sandbox.command(arguments));
        let told = format!("{}{}", ran.stdout, ran.stderr);
        shown += &format!("=== {}\n{}", arguments.join(" "), terrace_tests::masks::digests(&told));
    }
    snapshot!(shown);
    let ran = sandbox.run(["synth", "--color", "always"]).unwrap();
    let told = format!("{}{}", ran.stdout, ran.stderr);
    assert!(!told.contains("\u{1b}[2J") && !told.contains(['\u{9b}', '\u{202e}', '\u{7f}']), "{told}");
}

//! Contributions that are too large, or not contributions at all.

use super::guest::{Answer, Guest};
use super::memory::{Contribution, GIVEN, Memory, OUTPUTS, PAGE, RESOURCES, WARNINGS, span};
use super::refused;
use wit_component::StringEncoding;

fn shown<const N: usize>(guests: [(&str, Guest); N]) -> String {
    guests.map(|(name, guest)| refused(name, &guest.component())).concat()
}

fn resources(resources: &[(&str, &str)]) -> Guest {
    Guest::new(|memory| memory.resources(resources))
}

fn body(body: &str) -> Guest {
    resources(&[("main", body)])
}

/// Creates a guest that allocates this much memory beyond its data at run time, and returns a list of resources there.
fn list_in_grown_memory(pages: u32, length: u32, fill: &str) -> Guest {
    let grown = 16 * PAGE;
    let guest = Guest::new(|_| {
        let mut contribution = Contribution::default();
        contribution[RESOURCES] = span(grown, length);
        contribution
    });
    Guest { pages: 16, synth: format!("(drop (memory.grow (i32.const {pages}))) {fill}"), ..guest }
}

#[test]
fn contributions_beyond_the_limit() {
    let of_pages = |pages: u32| {
        let mut guest = Guest::empty();
        guest.answer = Answer::Contribution(Contribution::default());
        let texts = [span(0, 0), guest.memory.text("main"), span(16 * PAGE, pages * PAGE)];
        let record = guest.memory.list(&[texts.as_flattened()]);
        if let Answer::Contribution(contribution) = &mut guest.answer {
            contribution[RESOURCES] = record;
        }
        Guest { pages: 16 + pages, ..guest }
    };
    // A body that repeats four characters.
    let of_pattern = |pattern: &str, end: &str, count: u32| {
        let word = u32::from_le_bytes(pattern.as_bytes().try_into().unwrap());
        let start = 16 * PAGE;
        let mut guest = Guest::empty();
        let begin = guest.memory.put(br#"{"input":    [  "#);
        let last = guest.memory.put(end.as_bytes());
        let length = 16 + 4 * count + u32::try_from(end.len()).unwrap();
        let texts = [guest.memory.text("terraform_data"), guest.memory.text("main"), span(start, length)];
        let mut contribution = Contribution::default();
        contribution[RESOURCES] = guest.memory.list(&[texts.as_flattened()]);
        let synth = format!(
            "(memory.copy (i32.const {start}) (i32.const {begin}) (i32.const 16))
            (local.set $at (i32.const {}))
            (loop $again
                (i32.store (local.get $at) (i32.const {word}))
                (local.set $at (i32.add (local.get $at) (i32.const 4)))
                (local.set $count (i32.add (local.get $count) (i32.const 1)))
                (br_if $again (i32.lt_u (local.get $count) (i32.const {count}))))
            (memory.copy (local.get $at) (i32.const {last}) (i32.const {}))",
            start + 16,
            end.len()
        );
        Guest { pages: 16 + length / PAGE, synth, answer: Answer::Contribution(contribution), ..guest }
    };
    // Every element has the same megabyte as its body.
    let same = format!(
        "(local.set $at (i32.const {}))
        (loop $again
            (i32.store (i32.add (local.get $at) (i32.const 16)) (i32.const 1024))
            (i32.store (i32.add (local.get $at) (i32.const 20)) (i32.const 0x100000))
            (local.set $at (i32.add (local.get $at) (i32.const 24)))
            (local.set $count (i32.add (local.get $count) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $count) (i32.const 1000000))))",
        16 * PAGE
    );
    snapshot!(shown([
        ("a text of 128 MiB", of_pages(2048)),
        ("ten million blocks", list_in_grown_memory(3700, 10_000_000, "")),
        ("a million blocks", list_in_grown_memory(400, 1_000_000, "")),
        ("a hundred thousand blocks and one", list_in_grown_memory(400, 100_001, "")),
        ("twenty million numbers", of_pattern("0,0,", "0]}", 10_000_000)),
        ("ten million lists", of_pattern("[], ", "0]}", 10_000_000)),
        ("the same megabyte a million times", list_in_grown_memory(400, 1_000_000, &same)),
    ]));
}

#[test]
fn contributions_outside_of_memory() {
    let name = |at: u32, length: u32| {
        Guest::new(|memory| {
            let texts = [memory.text("terraform_data"), span(at, length), memory.text("{}")];
            let mut contribution = Contribution::default();
            contribution[RESOURCES] = memory.list(&[texts.as_flattened()]);
            contribution
        })
    };
    let list = |at: u32, length: u32| {
        Guest::new(|_| {
            let mut contribution = Contribution::default();
            contribution[RESOURCES] = span(at, length);
            contribution
        })
    };
    let answer = |at: u32| Guest { answer: Answer::At(at), ..Guest::empty() };
    snapshot!(shown([
        ("a text of a gigabyte", name(1024, 1 << 30)),
        ("a text beyond the memory", name(u32::MAX - 8, 16)),
        ("a text whose length overflows", name(1024, u32::MAX)),
        ("a list beyond the memory", list(1024, 0x0fff_ffff)),
        ("a list whose length overflows", list(8, u32::MAX)),
        ("a list that is not aligned", list(1025, 1)),
        ("an answer beyond the memory", answer(u32::MAX - 3)),
        ("an answer that is not aligned", answer(1025)),
        ("an answer that is neither good nor bad", {
            let mut guest = Guest::empty();
            let at = guest.memory.put(&[7; 128]);
            Guest { answer: Answer::At(at), ..guest }
        }),
    ]));
}

#[test]
fn contributions_that_are_not_text() {
    let name = |bytes: &[u8]| {
        Guest::new(|memory| {
            let texts = [memory.text("terraform_data"), memory.bytes(bytes), memory.text("{}")];
            let mut contribution = Contribution::default();
            contribution[RESOURCES] = memory.list(&[texts.as_flattened()]);
            contribution
        })
    };
    let utf16 = |units: &[u16]| {
        Guest::with(Memory::new(StringEncoding::UTF16), |memory| {
            let texts = [memory.text("terraform_data"), memory.units(units), memory.text("{}")];
            let mut contribution = Contribution::default();
            contribution[RESOURCES] = memory.list(&[texts.as_flattened()]);
            Answer::Contribution(contribution)
        })
    };
    snapshot!(shown([
        ("bytes that are no UTF-8", name(b"\xff\xfe")),
        ("cut within a character", name("é".as_bytes().split_at(1).0)),
        ("a surrogate in UTF-8", name(b"\xed\xa0\x80")),
        ("a lone surrogate in UTF-16", utf16(&[0xd800])),
        ("surrogates in the wrong order", utf16(&[0xdc00, 0xd800])),
        ("a lone surrogate in JSON", body(r#"{"input": "\ud800"}"#)),
    ]));
}

#[test]
fn names_that_leave_the_namespace() {
    let names = ["../../x", "aws_vpc.a\"]", "a\0b", "", "${var.x}", "a b", "a\nb", "-a", "//"];
    let block =
        |name: &&str| refused(&name.escape_debug().to_string(), &resources(&[(*name, "{}")]).component());
    let blocks: String = names.iter().map(block).collect();
    let output = Guest::new(|memory| {
        let mut contribution = Contribution::default();
        let record = memory.record(&["../../x", "1"]);
        contribution[GIVEN] = memory.list(&[record]);
        contribution
    });
    snapshot!(blocks + &refused("an output", &output.component()));
}

#[test]
fn contributions_nested_without_end() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let input = |value: &str| body(&format!(r#"{{"input": {value}}}"#));
    let expression = |depth: usize| format!(r#""${{{}1{}}}""#, "(".repeat(depth), ")".repeat(depth));
    let template = |depth: usize| {
        serde_json::to_string(&format!("{}x{}", "${\"".repeat(depth), "\"}".repeat(depth))).unwrap()
    };
    let operators = format!(r#""${{1{}}}""#, " + 1".repeat(100_000));
    let negated = format!(r#""${{{}true}}""#, "!".repeat(100_000));
    snapshot!(shown([
        ("JSON, a million deep", input(&nested(1_000_000))),
        ("JSON, a million deep and not closed", input(&"[".repeat(1_000_000))),
        ("JSON, a hundred deep", input(&nested(100))),
        ("an expression, a thousand deep", input(&expression(1000))),
        ("an expression, a million deep", input(&expression(1_000_000))),
        ("a template, a thousand deep", input(&template(1000))),
        ("a hundred thousand operators", input(&operators)),
        ("a hundred thousand negations", input(&negated)),
    ]));
}

/// Returns the beginning and the end of a text.
fn brief(shown: String) -> String {
    let lines: Vec<_> = shown.lines().collect();
    let line = |line: &&str| format!("{}\n", line.chars().take(300).collect::<String>());
    let (first, last) =
        (lines.iter().take(12).map(line), lines.iter().skip(12.max(lines.len() - 12)).map(line));
    format!("{}[…]\n{}", first.collect::<String>(), last.collect::<String>())
}

#[test]
fn problems_without_end() {
    let many = |count: usize, texts: [&str; 6]| {
        Guest::with(Memory::default(), |memory| {
            let records: Vec<_> = (0..count)
                .map(|number| {
                    let summary = format!("{} {number}", texts[1]);
                    memory.diagnostic([texts[0], &summary, texts[2], texts[3], texts[4], texts[5]])
                })
                .collect();
            Answer::Errors(memory.list(&records))
        })
    };
    let long = "very long ".repeat(100_000);
    let path = "/a".repeat(1 << 16);
    snapshot!(
        [
            brief(refused(
                "ten thousand problems",
                &many(10_000, ["odd", "it is odd", "", "", "", ""]).component()
            )),
            brief(refused(
                "texts of megabytes",
                &many(1, [&long, &long, &long, &long, &path, &long]).component()
            )),
            brief(refused("texts of many lines", &{
                let lines = "a line\n".repeat(10_000);
                many(1, ["odd", &lines, &lines, "a.b", "/x", &lines]).component()
            })),
        ]
        .concat()
    );
}

/// Every block contains a different mistake, so that the host has too much to report.
#[test]
fn mistakes_without_end() {
    let names: Vec<String> = (0..90_000).map(|number| format!("bad name {number}")).collect();
    let blocks: Vec<_> = names.iter().map(|name| (name.as_str(), "{}")).collect();
    let resources_of = |count: usize, body: &str| {
        let names: Vec<_> = (0..count).map(|number| format!("n{number}")).collect();
        resources(&names.iter().map(|name| (name.as_str(), body)).collect::<Vec<_>>())
    };
    let elsewhere = resources_of(50_000, r#"{"input": "${terraform_data.m1.id}${tier.network.none}"}"#);
    let references: String = (0..50_000).map(|number| format!("${{terraform_data.n{number}.id}}")).collect();
    let keys: String = (0..50_000).map(|number| format!(r#","k{number}": "${{local.n{number}}}""#)).collect();
    snapshot!(
        [
            brief(refused("names", &resources(&blocks).component())),
            brief(refused("references", &body(&format!(r#"{{"input": "{references}"}}"#)).component())),
            brief(refused("references of many blocks", &elsewhere.component())),
            brief(refused("members", &body(&format!(r#"{{"input": {{"k": 1{keys}}}}}"#)).component())),
        ]
        .concat()
    );
}

#[test]
fn warnings_without_end() {
    let guest = Guest::new(|memory| {
        let records: Vec<_> = (0..10_000)
            .map(|number| memory.diagnostic(["odd", &format!("it is odd, {number}"), "", "", "", ""]))
            .collect();
        let mut contribution = Contribution::default();
        contribution[WARNINGS] = memory.list(&records);
        contribution
    });
    let ran = super::synth("  hostile: { component: ./hostile.wasm }\n", &guest.component());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("warning[odd]").count(), 100);
    assert!(ran.stderr.contains("it reports 9900 more"), "{}", ran.stderr);
}

#[test]
fn contributions_beyond_the_manifest() {
    let twice = Guest::new(|memory| {
        let mut contribution = Contribution::default();
        let values = ["1", "2"].map(|value| memory.record(&["x", value]));
        contribution[GIVEN] = memory.list(&values);
        contribution
    });
    let mut twice = twice;
    let output = twice.memory.output("x", "number");
    twice.manifest[OUTPUTS] = twice.memory.list(&[output]);
    snapshot!(shown([
        ("an output with two values", twice),
        ("a block with two bodies", resources(&[("a", "{}"), ("a", r#"{"input": 1}"#)])),
        ("another tier's provenance", body(r#"{"//": {"tier": "network", "name": "main"}}"#)),
        ("provisioners", body(r#"{"provisioner": {"local-exec": {"command": "id"}}}"#)),
        ("another key twice", body(r#"{"input": 1, "input": "${terraform_data.none.id}"}"#)),
        ("another tier's address", body(r#"{"input": "${terraform_data.network_home_main.id}"}"#)),
    ]));
}

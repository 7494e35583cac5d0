//! Files of a checkout that are larger than anybody needs. They have holes, so that the disk does not have to hold them.

use super::guest::Guest;
use super::{bounded, sandbox};
use std::fs::File;

const CASE: &str = "inputs: {}\n";

#[test]
fn files_of_a_checkout_are_read_up_to_a_size() {
    let case = ["tier", "test", "hostile.wasm"];
    for (name, start, most, command) in [
        ("terrace.yaml", "stack: shop\n", 16 << 20, &["synth"][..]),
        ("terrace.prod.yaml", "{}\n", 16 << 20, &["synth", "--environment", "prod"]),
        ("terrace.lock", "", 4 << 20, &["synth"]),
        ("hostile.wasm", "", 64 << 20, &["synth"]),
        ("terrace.out/default/main.tf.json", "{}", 64 << 20, &["diff"]),
        ("tests/one.yaml", CASE, 16 << 20, &case),
        ("tests/one.expected.json", "{}", 64 << 20, &case),
    ] {
        let sandbox = sandbox("  hostile: { component: ./hostile.wasm }\n", &Guest::empty().component());
        sandbox.write("tests/one.yaml", CASE).unwrap();
        let path = sandbox.write(name, start).unwrap();
        // What differs from an expected answer is shown whole, so that one is not tried.
        let sizes = [(most, false), (most + 1, true), (1 << 40, true)];
        for (size, is_too_large) in sizes.into_iter().skip(usize::from(name.ends_with(".expected.json"))) {
            File::options().write(true).open(&path).unwrap().set_len(size).unwrap();
            let ran = bounded(&sandbox, &mut sandbox.command(command));
            let told = format!("{}{}", ran.stdout, ran.stderr);
            assert_eq!(told.contains("larger than"), is_too_large, "{name} of {size} bytes: {told}");
            assert!(ran.code != 0, "{name}: {told}");
        }
    }
}

//! Command lines that are wrong.

use super::{sandbox, shown, snapshot};

#[test]
fn misuse() {
    let sandbox = sandbox();
    let cases: [&[&str]; 9] = [
        &[],
        &["snyth"],
        &["synth", "a", "b"],
        &["synth", "--stdout", "--check"],
        &["synth", "--enviroment", "test"],
        &["synth", "--format", "yaml"],
        &["inspect"],
        &["plan", "-destroy"],
        &["completions", "cmd"],
    ];
    let shown = cases.map(|arguments| format!("=== {}\n{}", arguments.join(" "), shown(&sandbox, arguments)));
    snapshot!(shown.concat());
}

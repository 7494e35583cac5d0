//! Incorrect command lines.

use super::{sandbox, shown};

#[test]
fn command_line_misuse() {
    let sandbox = sandbox();
    let cases: [&[&str]; 15] = [
        &[],
        &["snyth"],
        &["synth", "a", "b"],
        &["synth", "--stdout", "--check"],
        &["synth", "--enviroment", "test"],
        &["synth", "--format", "yaml"],
        &["plan", "-destroy"],
        &["plan", "-out=tf.plan"],
        &["apply", "web", "-auto-approve", "-e", "prod"],
        &["plan", "-var", "name=My Shop", "--", "-out=x"],
        &["destroy", "--target", "aws_vpc.main[\"a\"]"],
        &["plan", "-chdir=web"],
        &["plan", "-sandbox"],
        &["synth", "-output=json"],
        &["completions", "cmd"],
    ];
    let shown = cases.map(|arguments| format!("=== {}\n{}", arguments.join(" "), shown(&sandbox, arguments)));
    snapshot!(shown.concat());
}

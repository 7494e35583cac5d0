//! Tiers that fail, or return something unusable.

use super::with;

/// Returns the output of `synth` for a tier with this fault. The value is taken literally: something that looks like an
/// expression is text in the stack file, and becomes an expression in the tier's contribution.
fn fault(name: &str, value: &str) -> String {
    let shown = format!("=== {name} {value}");
    let value = value.replace("${", "$${");
    let stack = format!(
        "\
stack: shop
regions: {{ a: {{}}, b: {{}} }}
tiers:
  web:
    component: ./faulty.wasm
    regions: all
    inputs:
      fault: {name}
      value: {value:?}
"
    );
    let files: [(&str, &[u8]); 2] =
        [("terrace.yaml", stack.as_bytes()), ("faulty.wasm", terrace_test_artifacts::FAULTY)];
    format!("{}\n{}", shown.trim_end(), super::synth(&files, &[]))
}

#[test]
fn tiers_that_do_not_return() {
    // The runtime's names of the functions on the stack differ between builds.
    let panic = fault("panic", "");
    let panic = panic.lines().map(|line| match line.split_once("call stack: ") {
        Some((before, _)) => format!("{before}call stack: FUNCTIONS\n"),
        None => format!("{line}\n"),
    });
    snapshot!(panic.collect::<String>() + &fault("no-errors", ""));
}

#[test]
fn tiers_that_return_nonsense() {
    snapshot!(
        [
            fault("body-no-json", ""),
            fault("body-no-object", ""),
            fault("name", "1st main"),
            fault("type", ""),
            fault("undeclared-output", ""),
            fault("provenance", ""),
            fault("moved", "terraform_data"),
        ]
        .concat()
    );
}

#[test]
fn tiers_with_invalid_expressions() {
    snapshot!(
        [
            fault("expression", "${terraform_data.mian.id}"),
            fault("expression", "${terraform_data.main.id"),
            fault("expression", "${aws_vpc.main.id}"),
            fault("expression", "${var.zone}"),
            fault("expression", "${tier.wbe.id}"),
            fault("expression", "${tier.web.idd}"),
        ]
        .concat()
    );
}

#[test]
fn tiers_that_refuse_their_inputs() {
    snapshot!(fault("errors", ""));
}

/// A warning is not a failure: the output is written, and the warning is printed once for both regions.
#[test]
fn tiers_that_warn() {
    let stack = "\
stack: shop
regions: { a: {}, b: {} }
tiers:
  web: { component: ./faulty.wasm, regions: all, inputs: { fault: warning, value: this is odd } }
";
    let files: [(&str, &[u8]); 2] =
        [("terrace.yaml", stack.as_bytes()), ("faulty.wasm", terrace_test_artifacts::FAULTY)];
    let ran = with(&files).run(["synth"]).unwrap();
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    snapshot!(format!("{}---\n{}", ran.stdout, ran.stderr));
}

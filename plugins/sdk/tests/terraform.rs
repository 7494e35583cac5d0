//! Evaluates the SDK's output with terraform itself. Needs `terraform` on the `PATH`, and no network.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::process::Command;
use terrace_sdk::prelude::*;
use terrace_sdk::serde_json::{Map, Value as Json, from_str, json};

/// A string with all the characters that are special to Terraform, to JSON or to a shell.
const HARD: &str = "it's \"q\" \\ $x ${y} %{z} $$ 100%\ttab\nline 'é' \u{1F600}";

/// A template that an input could contain, and its value.
const TEMPLATE: &str =
    "q\"\\ ${upper(\"a}\\\"${local.n}\")} $${l} %{ if true }yes\"%{ else }no%{ endif }\n\tz";
const EVALUATED: &str = "q\"\\ A}\"7 ${l} yes\"\n\tz";

fn cases() -> Vec<(Value, Json)> {
    let hard = Expression::raw("local.hard");
    let input = Expression::from_template(TEMPLATE);
    let encoded = Expression::call("jsonencode", values![object! { "${k}" => HARD, "x" => [&hard] }]);
    vec![
        (HARD.into(), json!(HARD)),
        (Expression::call("format", values!["%s|%s", HARD, &hard]).into(), json!(format!("{HARD}|{HARD}"))),
        (
            template!["a$", &hard, "%", &hard, "${", &hard, "$", "{k}"].into(),
            json!(format!("a${HARD}%{HARD}${{{HARD}${{k}}")),
        ),
        (input.clone().into(), json!(EVALUATED)),
        (Expression::call("format", values!["%s", &input]).into(), json!(EVALUATED)),
        (template!["<", &input, ">"].into(), json!(format!("<{EVALUATED}>"))),
        (template!["a ", Expression::from_template("${~ local.n ~}b"), " c"].into(), json!("a 7b c")),
        (
            template![Expression::from_template("${local.n}$"), "{k}", &hard].into(),
            json!(format!("7${{k}}{HARD}")),
        ),
        (Expression::call("jsondecode", values![encoded]).into(), json!({"${k}": HARD, "x": [HARD]})),
        (
            Expression::conditional(&Expression::raw("local.n == 7"), values![1, 2], values![3, 4])
                .index(1)
                .into(),
            json!(2),
        ),
    ]
}

/// Applies a configuration of local values and outputs, and returns the outputs in order.
fn evaluate(values: impl IntoIterator<Item = Value>) -> Vec<Json> {
    let directory = tempfile::tempdir().unwrap();
    let mut outputs = Map::new();
    for (i, value) in values.into_iter().enumerate() {
        outputs.insert(format!("o{i:03}"), json!({"value": value.to_json()}));
    }
    let locals = json!({"hard": Value::from(HARD).to_json(), "n": 7});
    let configuration = json!({"locals": locals, "output": outputs});
    fs::write(directory.path().join("main.tf.json"), configuration.to_string()).unwrap();

    let terraform = |arguments: &[&str]| {
        let output = Command::new("terraform")
            .args(arguments)
            .current_dir(directory.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", directory.path())
            .env("CHECKPOINT_DISABLE", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    terraform(&["init", "-input=false"]);
    terraform(&["apply", "-input=false", "-auto-approve"]);
    let outputs: Json = from_str(&terraform(&["output", "-json"])).unwrap();
    outputs.as_object().unwrap().values().map(|output| output["value"].clone()).collect()
}

/// Returns whether terraform is on the `PATH`. If not, prints a note, because the test is then skipped.
#[allow(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
fn has_terraform() -> bool {
    let there = Command::new("terraform").arg("version").output().is_ok();
    if !there {
        eprintln!("SKIPPED: `terraform` is not on the PATH");
    }
    there
}

#[test]
fn values_mean_the_same_to_terraform() {
    if !has_terraform() {
        return;
    }
    let (values, expected): (Vec<_>, Vec<_>) = cases().into_iter().unzip();
    for (i, (found, expected)) in evaluate(values).into_iter().zip(expected).enumerate() {
        assert_eq!(found, expected, "case {i}");
    }
}

#[test]
fn user_data_means_the_same_to_a_shell() {
    if !has_terraform() {
        return;
    }
    let script = UserData::new()
        .export("LITERAL", HARD)
        .export("EXPRESSION", Expression::raw("local.hard"))
        .command("printf", values!["%s|", Expression::raw("local.hard"), 3])
        .line("printf '%s|%s' \"$LITERAL\" \"$EXPRESSION\"");
    let evaluated = evaluate([script.to_text().into()]);
    let output = Command::new("sh").args(["-c", evaluated[0].as_str().unwrap()]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{HARD}|3|{HARD}|{HARD}"));
}

//! Tests how Terraform itself evaluates escaped and linked text.

use crate::expression::{escape, value_expression};
use crate::merge::merge;
use crate::model::{Settings, StackOutput};
use crate::scope::Context;
use crate::scope::fixture::{scoped_in, settings};
use crate::terraform_json::print;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::process::Command;

/// Returns the output values of a configuration without resources, or none if terraform is not installed.
#[allow(clippy::print_stderr)]
fn outputs(configuration: &str) -> Option<BTreeMap<String, Value>> {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("main.tf.json"), configuration).unwrap();
    let settings = directory.path().join("empty.tfrc");
    std::fs::write(&settings, "").unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new("terraform");
        command.args(arguments).current_dir(directory.path());
        command.env("TF_CLI_CONFIG_FILE", &settings).env("HOME", directory.path());
        command.env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1");
        command.output()
    };
    let Ok(applied) = run(&["apply", "-auto-approve", "-input=false", "-no-color"]) else {
        eprintln!("skipped: there is no terraform on PATH");
        return None;
    };
    assert!(applied.status.success(), "{}\n{configuration}", String::from_utf8_lossy(&applied.stderr));
    let shown = run(&["output", "-json"]).unwrap();
    let shown: BTreeMap<String, Value> = serde_json::from_slice(&shown.stdout).unwrap();
    Some(shown.into_iter().map(|(name, output)| (name, output["value"].clone())).collect())
}

#[test]
fn terraform_reads_escaped_text_as_it_was() {
    let pieces = &["$", "%", "{", "}", "${", "%{", "\"", "\\", "a", "\n", "é", "~", "$$", "%%"];
    let texts: Vec<String> = pieces
        .iter()
        .flat_map(|a| pieces.iter().flat_map(move |b| pieces.iter().map(move |c| format!("{a}{b}{c}"))))
        .chain(
            ["${var.x} %{ if true }x%{ endif }", "\u{1F600}\t\r\u{1}", "//", "<<EOT\nx\nEOT\n"]
                .map(str::to_owned),
        )
        .collect();
    let escaped: Vec<Value> = texts.iter().map(|text| escape(text).into_owned().into()).collect();
    let quoted = format!("${{{}}}", value_expression(&Value::Array(escaped.clone())).unwrap());
    let keys: Map<String, Value> = texts.iter().map(|text| (escape(text).into_owned(), 1.into())).collect();
    let configuration = json!({ "output": {
        "escaped": { "value": escaped }, "quoted": { "value": quoted }, "keys": { "value": keys }
    } });
    if let Some(outputs) = outputs(&configuration.to_string()) {
        let expected: Value = texts.clone().into();
        assert_eq!(outputs["escaped"], expected);
        assert_eq!(outputs["quoted"], expected);
        let keys: Map<String, Value> = texts.into_iter().map(|text| (text, 1.into())).collect();
        assert_eq!(outputs["keys"], Value::Object(keys));
    }
}

#[test]
fn terraform_gives_linked_references_the_values_of_the_outputs() {
    let tier = json!({
        "local.object": { "id": "i", "list": ["a", "b"], "odd key": "o" }, "local.on": true, "local.lines": "  x\n",
        "output.settings": {
            "plain": "a \"b\"\n$${c}\\", "text": "t-${local.object.id}\n\"q\"", "all": "${local.object.list[*]}",
            "choice": "${local.on ? local.object : null}", "heredoc": "${<<EOT\nid ${local.object.id}\nEOT\n}",
            "multi": "${local.on\n ? 1 : 2}", "nested": [{ "x": "${local.object.id}" }], "dollar": "5$", "minus": -2,
            "trim": "%{ if local.on ~}\n  yes \"\\ %{ endif }", "strip": "a ${~ local.lines ~} b",
            "k-${local.object.id}": "${local.object[\"odd key\"]}"
        }
    });
    let cases = [
        ("${tier.iam.settings.plain}", json!("a \"b\"\n${c}\\")),
        ("<${tier.iam.settings.plain}>", json!("<a \"b\"\n${c}\\>")),
        ("${upper(tier.iam.settings.text)}", json!("T-I\n\"Q\"")),
        ("<${tier.iam.settings.text}>", json!("<t-i\n\"q\">")),
        ("${tier.iam.settings.all[1]}", json!("b")),
        ("${tier.iam.settings.choice.list[0]}", json!("a")),
        ("${tier.iam.settings.choice[\"odd key\"]}", json!("o")),
        ("<${tier.iam.settings.heredoc}>", json!("<id i\n>")),
        ("${upper(tier.iam.settings.heredoc)}", json!("ID I\n")),
        ("${tier.iam.settings.multi + 1}", json!(2)),
        ("${[for x in tier.iam.settings.nested : x.x]}", json!(["i"])),
        ("${tier.iam.settings.nested[*].x}", json!(["i"])),
        ("${tier.iam.settings.dollar}{x} ${tier.iam.settings.dollar}", json!("5${x} 5$")),
        ("${1 - tier.iam.settings.minus}", json!(3)),
        ("${\"<${tier.iam.settings.trim}>\"}", json!("<yes \"\\ >")),
        ("${tier.iam.settings.trim}!", json!("yes \"\\ !")),
        ("${\"${tier.iam.settings.strip}\"}", json!("a  x\nb")),
        ("a ${~ tier.iam.settings.text ~} b", json!("at-i\n\"q\"b")),
        ("${keys(tier.iam.settings)[4]}", json!("k-i")),
        ("${tier.iam.settings[\"k-i\"]}", json!("o")),
    ];
    let output = |value: &str| StackOutput { value: value.into(), description: None, sensitive: None };
    let numbered = cases.iter().enumerate();
    let settings = Settings {
        regions: BTreeMap::new(),
        default_region: None,
        variables: BTreeMap::new(),
        outputs: numbered.map(|(at, (text, _))| (format!("o{at}"), output(text))).collect(),
        ..settings()
    };
    let contribution = scoped_in(&settings, "iam", tier).unwrap();
    let configuration = merge(&Context::new(&settings), vec![contribution]).unwrap();
    if let Some(outputs) = outputs(&print(&configuration)) {
        for (at, (text, expected)) in cases.iter().enumerate() {
            assert_eq!(outputs[&format!("o{at}")], *expected, "{text}");
        }
    }
}

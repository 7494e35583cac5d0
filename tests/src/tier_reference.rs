//! Writes the reference of tiers from what the tiers say of themselves.

use serde_json::Value;
use std::fmt::Write;
use terrace::schema::{Property, properties};

/// The reference of some tiers in Markdown. Each is what `terrace inspect --format json` prints.
pub fn markdown(tiers: &[Value]) -> String {
    let mut text = String::from(
        "# Built-in tiers\n\n\
         This page is made from the tiers themselves. `terrace inspect NAME` shows the same on a terminal, and\n\
         `terrace inspect NAME --format json` the whole schema.\n\n\
         \"Or expression\" means that the input takes a Terraform expression, such as `${var.zone}` or\n\
         `${tier.network.vpc_id}`. Every other input must be known when the stack is synthesized. A name such as\n\
         `dns.name` stands for the key `name` in the map `dns`.\n",
    );
    for tier in tiers {
        section(&mut text, tier);
    }
    text
}

fn section(text: &mut String, tier: &Value) {
    let word = |key: &str| tier[key].as_str().unwrap_or_default();
    // Writing to a String does not fail.
    let _ = write!(text, "\n## {}\n\n{}\n\n", word("name"), word("summary"));
    let _ = writeln!(text, "Version {}. Providers:", word("version"));
    for provider in list(&tier["providers"]) {
        let part = |key: &str| provider[key].as_str().unwrap_or_default();
        let _ = writeln!(text, "- `{}` from `{}`, `{}`", part("name"), part("source"), part("version"));
    }
    table(
        text,
        "Inputs",
        &["Name", "Type", "Default", "What it is"],
        properties(&tier["inputs"]).iter().map(input),
    );
    table(text, "Outputs", &["Name", "Type", "What it is"], list(&tier["outputs"]).iter().map(output));
    types(text, "Resources", &tier["resources"]);
    types(text, "Data sources", &tier["data_sources"]);
}

fn input(property: &Property) -> Vec<String> {
    let default = match &property.default {
        _ if property.required => "required".to_owned(),
        Some(default) => code(&default.to_string()),
        None => "none".to_owned(),
    };
    vec![code(&property.path), cell(&property.type_text), default, cell(&property.description)]
}

fn output(output: &Value) -> Vec<String> {
    let part = |key: &str| output[key].as_str().unwrap_or_default();
    let secret = if output["sensitive"] == true { " Sensitive." } else { "" };
    vec![code(part("name")), code(part("type")), format!("{}{secret}", cell(part("description")))]
}

fn table(text: &mut String, heading: &str, columns: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let rules = vec!["---"; columns.len()].join(" | ");
    let _ = write!(text, "\n**{heading}**\n\n| {} |\n| {rules} |\n", columns.join(" | "));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
}

fn types(text: &mut String, heading: &str, names: &Value) {
    let names: Vec<_> =
        list(names).iter().filter_map(Value::as_str).map(|name| format!("`{name}`")).collect();
    if !names.is_empty() {
        let _ = write!(text, "\n**{heading}**\n\n{}\n", names.join(", "));
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn code(text: &str) -> String {
    format!("`{}`", cell(text))
}

/// A text on one line, and without what would end the cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

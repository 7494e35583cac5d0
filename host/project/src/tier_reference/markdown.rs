//! A tier's reference in Markdown.

use super::example;
use std::fmt::Write;
use terrace_core::model::{Manifest, OutputDeclaration};
use terrace_core::render::clean;
use terrace_stack::inputs::schema::Schema;
use terrace_stack::inputs::{Property, properties};

/// Returns a tier's reference as a section of a Markdown document, with a heading of this level from 1 to 6.
///
/// `component` is the tier's reference in a stack file. Text from the tier is stripped of control characters, and cannot end a
/// table cell.
pub fn markdown(manifest: &Manifest, component: &str, level: usize) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = writeln!(
        text,
        "{} {}\n\n{}\n\nVersion {}.{}",
        "#".repeat(level.clamp(1, 6)),
        line(&manifest.name),
        line(&manifest.summary),
        line(&manifest.version),
        if manifest.providers.is_empty() { " It needs no provider." } else { " Providers:" },
    );
    for provider in &manifest.providers {
        let version =
            if provider.version.is_empty() { "any version".to_owned() } else { code(&provider.version) };
        let _ = writeln!(text, "- {} from {}, {version}", code(&provider.name), code(&provider.source));
    }
    facts(&mut text, &manifest.annotations);
    let inputs = properties(&Schema::new(&manifest.inputs));
    table(&mut text, "Inputs", &["Name", "Type", "Default", "Description"], inputs.iter().map(input));
    let outputs = manifest.outputs.iter().map(output);
    table(&mut text, "Outputs", &["Name", "Type", "Description"], outputs);
    types(&mut text, "Resources", &manifest.resources);
    types(&mut text, "Data sources", &manifest.data_sources);
    types(&mut text, "Ephemeral resources", &manifest.ephemeral_resources);
    types(&mut text, "Modules", &manifest.modules);
    let _ = write!(text, "\n**Example**\n\n```yaml\n{}```\n", example(manifest, component));
    text
}

fn facts(text: &mut String, annotations: &[(String, String)]) {
    for (at, (key, value)) in annotations.iter().enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        let _ = writeln!(text, "{gap}- {}: {}", line(key), line(value));
    }
}

fn input(property: &Property) -> Vec<String> {
    let default = match &property.default {
        _ if property.required => "required".to_owned(),
        Some(default) => code(&default.to_string()),
        None => "none".to_owned(),
    };
    vec![code(&property.path), line(&property.type_text), default, line(&property.description)]
}

fn output(output: &OutputDeclaration) -> Vec<String> {
    let secret = if output.sensitive { " Sensitive." } else { "" };
    vec![code(&output.name), code(&output.type_constraint), format!("{}{secret}", line(&output.description))]
}

fn table(
    text: &mut String,
    heading: &str,
    columns: &[&str],
    rows: impl ExactSizeIterator<Item = Vec<String>>,
) {
    if rows.len() == 0 {
        return;
    }
    let rules = vec!["---"; columns.len()].join(" | ");
    let _ = write!(text, "\n**{heading}**\n\n| {} |\n| {rules} |\n", columns.join(" | "));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
}

fn types(text: &mut String, heading: &str, names: &[String]) {
    if !names.is_empty() {
        let names: Vec<_> = names.iter().map(|name| code(name)).collect();
        let _ = write!(text, "\n**{heading}**\n\n{}\n", names.join(", "));
    }
}

fn code(text: &str) -> String {
    format!("`{}`", line(text))
}

/// Puts a text on one line, and escapes characters that would end a table cell.
fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

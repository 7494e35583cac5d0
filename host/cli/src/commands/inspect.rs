//! `terrace inspect`.

use crate::exit;
use crate::table::table;
use crate::ui::Ui;
use clap::Args;
use clap::ValueHint;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;
use terrace_core::model::{Manifest, Problems, is_published};
use terrace_core::render::clean;
use terrace_project::Session;
use terrace_project::resolve::Resolution;
use terrace_project::synth::components::{self, LoadedComponent};
use terrace_project::tier_reference::example;
use terrace_stack::inputs::schema::Schema;
use terrace_stack::inputs::{Property, first_sentence, properties};
use terrace_stack::stack::ComponentReference;

#[derive(Debug, Args)]
pub struct Inspect {
    /// A built-in tier's name, a component's path, `oci://…` or `https://…` [default: list the built-in tiers]
    #[arg(value_hint = ValueHint::FilePath, add = crate::complete::components())]
    pub component: Option<String>,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    component: String,
    digest: String,
    contract: &'a str,
    /// Always empty: a tier that imports anything is rejected.
    imports: [&'a str; 0],
    /// The sources of its providers that HashiCorp does not publish.
    needs_consent: Vec<&'a str>,
    #[serde(flatten)]
    manifest: &'a Manifest,
}

/// A row in the list of built-in tiers.
#[derive(Serialize)]
struct TierRow {
    name: &'static str,
    version: String,
    summary: String,
}

pub fn run(ui: &Ui, session: &Session, args: &Inspect) -> anyhow::Result<u8> {
    match &args.component {
        Some(component) => inspect(ui, session, component),
        None => list_builtin(ui, session),
    }
}

fn list_builtin(ui: &Ui, session: &Session) -> anyhow::Result<u8> {
    let mut tiers = Vec::new();
    for tier in terrace_builtin::TIERS {
        let reference = ComponentReference::Builtin(tier.name.to_owned());
        let loaded = components::load(session.engine(), &reference, &Resolution::default(), &|_| ());
        let LoadedComponent { manifest, .. } = loaded.map_err(Problems::from)?;
        tiers.push(TierRow {
            name: tier.name,
            version: manifest.version.clone(),
            summary: manifest.summary.clone(),
        });
    }
    if ui.is_json() {
        ui.json(&tiers)?;
    } else {
        let row =
            |tier: &TierRow| [tier.name.to_owned(), tier.version.clone(), first_sentence(&tier.summary)];
        let tiers =
            table([("TIER", false), ("VERSION", false), ("DESCRIPTION", false)], tiers.iter().map(row));
        ui.text(&format!("{tiers}\nRun `terrace inspect TIER` to see a tier's inputs and outputs.\n"))?;
    }
    Ok(exit::DONE)
}

fn inspect(ui: &Ui, session: &Session, component: &str) -> anyhow::Result<u8> {
    let (reference, resolution) = session.find_component(Path::new(component))?;
    let LoadedComponent { tier, manifest, .. } = session.load_component(&reference, &resolution)?;
    let digest = tier.digest().to_string();
    if ui.is_json() {
        ui.json(&Report {
            component: components::name(&reference),
            digest,
            contract: tier.contract(),
            imports: [],
            needs_consent: unpublished(&manifest).collect(),
            manifest: &manifest,
        })?;
    } else {
        ui.text(&text(&manifest, component, &digest, tier.contract()))?;
    }
    Ok(exit::DONE)
}

fn unpublished(manifest: &Manifest) -> impl Iterator<Item = &str> {
    let sources = manifest.providers.iter().map(|provider| provider.source.as_str());
    sources.filter(|source| !is_published(source))
}

/// Formats the manifest for people. All of it comes from the component, so all of it is cleaned.
fn text(manifest: &Manifest, component: &str, digest: &str, contract: &str) -> String {
    let mut text = format!("{} {}\n", manifest.name, manifest.version);
    let mut line = |heading: &str, content: &str| {
        if !content.is_empty() {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{heading:<12} {content}");
        }
    };
    line("summary", &manifest.summary);
    line("digest", digest);
    line("contract", contract);
    line("imports", "none");
    for provider in &manifest.providers {
        let version = if provider.version.is_empty() { "any version" } else { &provider.version };
        let consent = match is_published(&provider.source) {
            true => "",
            false => "  (not HashiCorp's; a stack must allow it)",
        };
        line("provider", &format!("{}  {}  {version}{consent}", provider.name, provider.source));
    }
    for (key, value) in &manifest.annotations {
        line(key, value);
    }
    section(&mut text, "Inputs", &inputs(&properties(&Schema::new(&manifest.inputs))));
    section(&mut text, "Outputs", &outputs(manifest));
    section(&mut text, "Resources", &list(&manifest.resources));
    section(&mut text, "Data sources", &list(&manifest.data_sources));
    section(&mut text, "Ephemeral resources", &list(&manifest.ephemeral_resources));
    section(&mut text, "Modules", &list(&manifest.modules));
    section(&mut text, "Example", &example(manifest, component));
    let mut text = clean(&text);
    text.push('\n');
    text
}

fn section(text: &mut String, heading: &str, content: &str) {
    if content.is_empty() {
        return;
    }
    let _ = write!(text, "\n{heading}\n");
    for line in content.lines() {
        let _ = writeln!(text, "  {line}");
    }
}

/// The most characters of a type that are shown. A long enum would push everything else out of sight; `terrace tier docs`
/// shows it in full.
const MAX_TYPE_CHARS: usize = 60;

fn shortened(type_text: &str) -> String {
    if type_text.chars().count() <= MAX_TYPE_CHARS {
        return type_text.to_owned();
    }
    type_text.chars().take(MAX_TYPE_CHARS - 1).chain(['…']).collect()
}

fn inputs(properties: &[Property]) -> String {
    if properties.is_empty() {
        return String::new();
    }
    let row = |property: &Property| {
        // A table has no room for more; `--format json` has the whole description.
        let description = first_sentence(&property.description);
        let default = match (&property.default, property.required) {
            (_, true) => "(required)".to_owned(),
            (Some(default), false) => default.to_string(),
            (None, false) => "-".to_owned(),
        };
        [property.path.clone(), shortened(&property.type_text), default, description]
    };
    table(
        [("NAME", false), ("TYPE", false), ("DEFAULT", false), ("DESCRIPTION", false)],
        properties.iter().map(row),
    )
}

fn outputs(manifest: &Manifest) -> String {
    if manifest.outputs.is_empty() {
        return String::new();
    }
    let rows = manifest.outputs.iter().map(|output| {
        let sensitive = if output.sensitive { " (sensitive)" } else { "" };
        [output.name.clone(), output.type_constraint.clone(), format!("{}{sensitive}", output.description)]
    });
    table([("NAME", false), ("TYPE", false), ("DESCRIPTION", false)], rows)
}

fn list(names: &[String]) -> String {
    names.join("\n")
}

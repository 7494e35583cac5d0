//! `terrace catalog`.

use super::here;
use crate::exit;
use crate::table::table;
use crate::ui::Ui;
use clap::Args;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;
use std::cmp::Reverse;
use std::sync::Arc;
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Manifest, Problems};
use terrace_core::reference::{Namespace, OciReference, Reference, Repository, Target};
use terrace_core::render::clean;
use terrace_core::version::version_of;
use terrace_engine::Engine;
use terrace_project::resolve::{self, RemoteSources, Resolution};
use terrace_project::synth::components;
use terrace_project::tier_reference::markdown;
use terrace_project::{Session, publish};
use terrace_stack::inputs::schema::Schema;
use terrace_stack::inputs::{Property, properties};
use terrace_stack::stack::{ComponentReference, Remote};

#[derive(Debug, Args)]
pub struct Catalog {
    /// The registry, or a namespace in it: `registry.example/platform`
    namespace: String,
    /// Print one page of Markdown
    #[arg(long)]
    markdown: bool,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    namespace: String,
    /// Sorted by repository.
    tiers: Vec<CatalogEntry>,
    /// Repositories whose newest version is not a tier, or cannot be downloaded.
    left_out: Vec<SkippedRepository>,
}

/// A repository whose newest version is a tier.
#[derive(Serialize)]
struct CatalogEntry {
    repository: String,
    name: String,
    /// The newest version, which the other fields describe.
    version: String,
    /// All versions, newest first.
    versions: Vec<String>,
    summary: String,
    digest: Digest,
    inputs: Vec<Input>,
    outputs: Vec<Output>,
    #[serde(skip)]
    manifest: Arc<Manifest>,
}

#[derive(Serialize)]
struct Input {
    name: String,
    #[serde(rename = "type")]
    type_text: String,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    description: String,
}

#[derive(Serialize)]
struct Output {
    name: String,
    #[serde(rename = "type")]
    type_text: String,
    sensitive: bool,
    description: String,
}

#[derive(Serialize)]
struct SkippedRepository {
    repository: String,
    reason: String,
}

pub fn run(ui: &Ui, session: &Session, args: &Catalog) -> anyhow::Result<u8> {
    let namespace = Namespace::parse(&args.namespace).map_err(Problems::from)?;
    let elsewhere = here(session)?;
    let repositories =
        publish::client(&elsewhere).map_err(Problems::from)?.catalog(&namespace).map_err(|error| {
            Problems::from(Diagnostic::error("registry", error.to_string()).hint(error.hint()))
        })?;
    let engine = session.engine();
    let asked: Vec<Result<CatalogEntry, SkippedRepository>> = session.with_progress(|progress| {
        progress("finding the newest version in each repository");
        repositories
            .par_iter()
            .map(|repository| {
                listed(repository, &elsewhere, engine)
                    .map_err(|reason| SkippedRepository { repository: repository.to_string(), reason })
            })
            .collect()
    });
    let mut report = Report { namespace: namespace.to_string(), tiers: Vec::new(), left_out: Vec::new() };
    for one in asked {
        match one {
            Ok(listed) => report.tiers.push(listed),
            Err(left_out) => report.left_out.push(left_out),
        }
    }
    if ui.is_json() {
        ui.json(&report)?;
        return Ok(exit::DONE);
    }
    for SkippedRepository { repository, reason } in &report.left_out {
        ui.say(clean(&format!("left out: {repository}: {reason}")));
    }
    if args.markdown {
        ui.data(page(&report).as_bytes())?
    } else {
        ui.text(&text(&report))?
    }
    Ok(exit::DONE)
}

/// Describes the newest version in a repository. The error is the reason why the repository is left out.
fn listed(
    repository: &Repository,
    elsewhere: &RemoteSources,
    engine: &Engine,
) -> Result<CatalogEntry, String> {
    let tags = elsewhere.tags(repository).map_err(|error| error.to_string())?;
    let mut versions: Vec<_> = tags.iter().filter_map(|tag| version_of(tag)).collect();
    versions.sort_by(|a, b| b.cmp(a));
    if versions.is_empty() {
        return Err("it has no versions".to_owned());
    }
    let named = OciReference { repository: repository.clone(), target: Target::Unspecified };
    let newest = resolve::newest(&named, elsewhere).map_err(|error| error.to_string())?;
    let remote = Remote { reference: Reference::Oci(newest), requires: None };
    let resolved = resolve::anew(&remote, elsewhere).map_err(|error| error.to_string())?;
    let digest = resolved.digest;
    let resolution = Resolution::from_iter([(remote.clone(), resolved)]);
    let loaded = components::load(engine, &ComponentReference::Remote(remote), &resolution, &|_| {})
        .map_err(|error| error.to_string())?;
    let manifest = loaded.manifest;
    // Nested inputs are documented in the tier's reference.
    let own = |property: &Property| !property.path.contains('.');
    Ok(CatalogEntry {
        repository: repository.to_string(),
        name: manifest.name.clone(),
        version: manifest.version.clone(),
        versions: versions.iter().map(ToString::to_string).collect(),
        summary: manifest.summary.clone(),
        digest,
        inputs: properties(&Schema::new(&manifest.inputs)).into_iter().filter(own).map(Input::from).collect(),
        outputs: manifest.outputs.iter().map(Output::from).collect(),
        manifest,
    })
}

impl From<Property> for Input {
    fn from(property: Property) -> Self {
        let Property { path, type_text, required, default, description } = property;
        Self { name: path, type_text, required, default, description }
    }
}

impl From<&terrace_core::model::OutputDeclaration> for Output {
    fn from(output: &terrace_core::model::OutputDeclaration) -> Self {
        Self {
            name: output.name.clone(),
            type_text: output.type_constraint.clone(),
            sensitive: output.sensitive,
            description: output.description.clone(),
        }
    }
}

fn text(report: &Report) -> String {
    if report.tiers.is_empty() {
        return clean(&format!("{} has no tiers\n", report.namespace)) + "\n";
    }
    let row = |tier: &CatalogEntry| {
        let versions = tier.versions.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if tier.versions.len() > 5 { ", …" } else { "" };
        [tier.name.clone(), format!("oci://{}", tier.repository), versions + more, tier.summary.clone()]
    };
    let columns = [("TIER", false), ("REPOSITORY", false), ("VERSIONS", false), ("DESCRIPTION", false)];
    let mut text = table(columns, report.tiers.iter().map(row));
    for tier in &report.tiers {
        text += &format!("\n{} {}\n", tier.name, tier.version);
        let mut inputs: Vec<&Input> = tier.inputs.iter().collect();
        inputs.sort_by_key(|input| Reverse(input.required));
        let inputs = inputs.into_iter().map(|input| {
            let required = if input.required { "(required)" } else { "" };
            ["input".to_owned(), input.name.clone(), input.type_text.clone(), required.to_owned()]
        });
        let outputs = tier.outputs.iter().map(|output| {
            let sensitive = if output.sensitive { "(sensitive)" } else { "" };
            ["output".to_owned(), output.name.clone(), output.type_text.clone(), sensitive.to_owned()]
        });
        let rows: Vec<_> = inputs.chain(outputs).collect();
        let rows = table([("", false), ("NAME", false), ("TYPE", false), ("", false)], rows);
        text += &rows.lines().map(|line| format!("  {line}\n")).collect::<String>();
    }
    clean(text.trim_end()) + "\n"
}

/// Formats the list and the reference of each tier as Markdown.
fn page(report: &Report) -> String {
    let mut page = format!("# Tiers in {}\n\n", report.namespace);
    if report.tiers.is_empty() {
        page += "There are none.\n";
        return page;
    }
    page += "| Tier | Newest | Versions | Description |\n| --- | --- | --- | --- |\n";
    for tier in &report.tiers {
        let cell = |text: &str| clean(text).replace('|', "\\|").replace('\n', " ");
        page += &format!(
            "| {} | {} | {} | {} |\n",
            cell(&tier.name),
            cell(&tier.version),
            tier.versions.len(),
            cell(&tier.summary)
        );
    }
    for tier in &report.tiers {
        page.push('\n');
        page += &markdown(
            &tier.manifest,
            &format!("oci://{}:{}", tier.repository, tier.version.replace('+', "_")),
            2,
        );
    }
    page
}

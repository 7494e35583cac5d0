//! `terrace add`.

use crate::args::{ProviderOptions, StackOption};
use crate::consent::marked;
use crate::exit;
use crate::ui::Ui;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::path::PathBuf;
use terrace_core::model::ProviderSource;
use terrace_core::render::clean;
use terrace_project::Session;
use terrace_project::edit::{AddedTier, TierToAdd};
use terrace_stack::lock::Facts;

#[derive(Debug, Args)]
pub struct Add {
    /// The component: `oci://REGISTRY/REPOSITORY`, `https://…`, a built-in tier's name, or a path
    #[arg(value_hint = ValueHint::FilePath, add = crate::complete::components())]
    pub reference: String,
    /// The tier's name in the stack [default: the component's own name]
    #[arg(long)]
    pub name: Option<String>,
    /// `all`, or a comma-separated list of regions [default: all, if the stack has regions and the tier needs a provider]
    #[arg(long, value_delimiter = ',', value_name = "REGIONS", add = crate::complete::regions())]
    pub regions: Vec<String>,
    /// Version range [default: compatible with the newest version]
    #[arg(long, value_name = "RANGE")]
    pub version: Option<String>,
    #[command(flatten)]
    pub providers: ProviderOptions,
    #[command(flatten)]
    pub stack: StackOption,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    tier: &'a str,
    file: PathBuf,
    /// The component, as written in the stack file.
    component: &'a str,
    /// The version range in the stack file.
    requires: Option<&'a str>,
    version: &'a str,
    digest: String,
    /// The inputs that the user has to fill in.
    inputs: &'a [String],
    providers: &'a [String],
    /// The sources of its providers to which the user consented in this run.
    allowed: Vec<&'a str>,
    /// The resource types that it may create.
    resources: &'a [String],
}

pub fn run(ui: &Ui, session: &Session, args: &Add) -> anyhow::Result<u8> {
    let added = session.add_tier(
        &args.stack.stack,
        &TierToAdd {
            component: &args.reference,
            name: args.name.as_deref(),
            regions: &args.regions,
            version: args.version.as_deref(),
            allowed: &args.providers.allow_provider,
        },
    )?;
    let AddedTier { tier, file, component, requires, name, entry, digest, inputs, allowed, .. } = &added;
    if ui.is_json() {
        ui.json(&Report {
            tier,
            file: file.clone(),
            component,
            requires: requires.as_deref(),
            version: &entry.facts.version,
            digest: digest.to_string(),
            inputs,
            providers: &entry.facts.providers,
            allowed: allowed.iter().map(ProviderSource::as_str).collect(),
            resources: &entry.facts.resources,
        })?;
        return Ok(exit::DONE);
    }
    let fill_in = if inputs.is_empty() {
        String::new()
    } else {
        format!("; fill in its inputs: {}", inputs.join(", "))
    };
    let providers =
        entry.facts.providers.iter().map(|one| marked(one, &added.foreign, Some(&added.lock))).collect();
    let text = format!(
        "{name} {} {digest}\n{}\n{}: tier `{tier}` added{fill_in}\n",
        entry.facts.version,
        abilities(&entry.facts, &providers),
        file.display(),
    );
    ui.text(&clean(&text))?;
    Ok(exit::DONE)
}

/// Describes what a tier needs and may do.
fn abilities(facts: &Facts, providers: &Vec<String>) -> String {
    let lists = [
        ("needs providers", providers),
        ("may create resources", &facts.resources),
        ("may read data sources", &facts.data_sources),
        ("may use ephemeral resources", &facts.ephemeral_resources),
        ("may call modules", &facts.modules),
    ];
    let told = lists.iter().filter(|(_, list)| !list.is_empty());
    told.map(|(heading, list)| format!("{heading}:\n{}", lines(list))).collect()
}

fn lines(list: &[String]) -> String {
    list.iter().map(|text| format!("  {text}\n")).collect()
}

//! `terrace push`.

use super::here;
use crate::exit;
use crate::keys::{id, private_key};
use crate::ui::Ui;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::path::PathBuf;
use terrace_core::digest::Digest;
use terrace_core::model::Problems;
use terrace_core::render::clean;
use terrace_core::words::count;
use terrace_project::publish::{Candidate, Destination, Origin, PublishChecks, PublishError, examine, sign};
use terrace_project::tier::cases::{CaseFile, CasesError, find, find_beside};
use terrace_project::{Session, publish};
use terrace_registry::client::{Client, Upload};
use terrace_stack::stack::ComponentReference;

#[derive(Debug, Args)]
pub struct Push {
    /// A component file, or a tier's source, which is built first
    #[arg(value_hint = ValueHint::AnyPath)]
    component: PathBuf,
    /// Destination: `oci://REGISTRY/REPOSITORY`, with `:TAG` for a tag other than the tier's version
    destination: String,
    /// Sign it with this private key
    #[arg(long, value_name = "KEY", value_hint = ValueHint::FilePath)]
    sign: Option<PathBuf>,
    /// Directory of the tier's test cases [default: `tests` next to the component or in the tier's directory]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    cases: Option<PathBuf>,
    /// The URL of the source [default: from the tier]
    #[arg(long, value_name = "URL")]
    source: Option<String>,
    /// The licence, as an SPDX expression [default: from the tier]
    #[arg(long, value_name = "SPDX")]
    license: Option<String>,
    /// The commit of the source [default: from the tier]
    #[arg(long, value_name = "COMMIT")]
    revision: Option<String>,
    /// Run all checks, but push nothing
    #[arg(long)]
    dry_run: bool,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    reference: String,
    name: String,
    version: String,
    /// SHA-256 of the component.
    digest: Digest,
    /// The digest of its manifest in the registry.
    manifest: Digest,
    /// True if anything was pushed, or would be without `--dry-run`.
    new: bool,
    /// The earlier version that it was compared with.
    compared_with: Option<String>,
    /// The number of test cases that were compared.
    cases: usize,
    /// The id of the key that signed it.
    signed_by: Option<Digest>,
    dry_run: bool,
    /// True if the registry already has the version, so that nothing is compared.
    #[serde(skip)]
    is_known: bool,
}

pub fn run(ui: &Ui, session: &Session, args: &Push) -> anyhow::Result<u8> {
    let destination = Destination::parse(&args.destination).map_err(Problems::from)?;
    let key = args.sign.as_deref().map(private_key).transpose()?;
    let cases = cases(args).map_err(Problems::from)?;
    let (engine, elsewhere) = (session.engine(), here(session)?);
    let client = publish::client(&elsewhere).map_err(Problems::from)?;
    let (candidate, examined) = session
        .with_progress(|progress| {
            let candidate = Candidate::load(&args.component, engine, progress)?;
            let examined = examine(&candidate, &destination, &cases, engine, &elsewhere, progress)?;
            Ok::<_, PublishError>((candidate, examined))
        })
        .map_err(Problems::from)?;
    let origin = Origin {
        source: args.source.clone(),
        license: args.license.clone(),
        revision: args.revision.clone(),
    };
    let manifest = send(args, &candidate, &examined, &origin, client)?;
    let mut signed_by = None;
    if let Some(key) = &key {
        signed_by = Some(id(key)?);
        if !args.dry_run {
            sign(client, &destination.repository, &manifest, key).map_err(Problems::from)?;
        }
    }
    let report = Report {
        reference: examined.reference.to_string(),
        name: candidate.manifest.name.clone(),
        version: candidate.manifest.version.clone(),
        digest: Digest::of(&candidate.bytes),
        manifest: Digest::of(&manifest),
        new: examined.there.as_ref().is_none_or(|there| !there.is_tagged),
        compared_with: examined.earlier.as_ref().map(|earlier| earlier.version.to_string()),
        cases: examined.earlier.as_ref().map_or(0, |earlier| earlier.cases),
        signed_by,
        dry_run: args.dry_run,
        is_known: examined.there.is_some(),
    };
    if ui.is_json() {
        ui.json(&report)?
    } else {
        ui.text(&text(&report))?
    }
    Ok(exit::DONE)
}

/// Returns the test cases: those in the given directory, else those next to the component, if any.
fn cases(args: &Push) -> Result<Vec<CaseFile>, CasesError> {
    match &args.cases {
        Some(directory) => Ok(find(directory, None)?.files),
        None => find_beside(&ComponentReference::Path(args.component.clone())),
    }
}

/// Pushes what the registry does not have yet. Returns the manifest.
fn send(
    args: &Push,
    candidate: &Candidate,
    examined: &PublishChecks,
    origin: &Origin,
    client: &Client,
) -> Result<Vec<u8>, Problems> {
    let push = |manifest: &[u8], blobs: &[&[u8]]| {
        if args.dry_run {
            return Ok(());
        }
        let pushed = client.push(&examined.reference, Upload { manifest, blobs });
        pushed.map(drop).map_err(|error| Problems::from(PublishError::from(error)))
    };
    match &examined.there {
        Some(there) => {
            if !there.is_tagged {
                push(&there.manifest, &[])?;
            }
            Ok(there.manifest.clone())
        }
        None => {
            let artifact = candidate.artifact(origin);
            push(&artifact.manifest, &[&artifact.config, &candidate.bytes])?;
            Ok(artifact.manifest)
        }
    }
}

fn text(report: &Report) -> String {
    let done = match (report.new, report.dry_run) {
        (false, _) => "already exists",
        (true, true) => "can be pushed",
        (true, false) => "pushed",
    };
    let mut text = format!("{} {done}\n", report.reference);
    let mut line = |name: &str, value: String| text += &format!("  {name:<9} {value}\n");
    line("tier", format!("{} {}", report.name, report.version));
    line("digest", report.digest.to_string());
    line("manifest", report.manifest.to_string());
    match &report.compared_with {
        Some(version) => {
            let cases = match report.cases {
                0 => "no test cases".to_owned(),
                cases => count(cases, "test case"),
            };
            line("compared", format!("with {version}: compatible; {cases} compared"));
        }
        None if !report.is_known => {
            line("compared", "with nothing: no earlier version requires compatibility".to_owned())
        }
        None => {}
    }
    if let Some(key) = report.signed_by {
        line(if report.dry_run { "to sign" } else { "signed" }, format!("with the key {key}"));
    }
    clean(text.trim_end()) + "\n"
}

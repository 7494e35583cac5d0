//! `terrace pull`.

use super::here;
use crate::exit;
use crate::references;
use crate::ui::Ui;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::reference::{Reference, Target};
use terrace_core::render::clean;
use terrace_core::version::VersionRange;
use terrace_files::atomic::AtomicWrite;
use terrace_files::reason::reason;
use terrace_project::Session;
use terrace_project::consequences::{Permissions, permissions};
use terrace_project::resolve::{self, RemoteSources, Resolution, ResolveError, ResolvedComponent};
use terrace_stack::stack::{ComponentReference, Remote};

#[derive(Debug, Args)]
pub struct Pull {
    /// The component: `oci://REGISTRY/REPOSITORY`, optionally with a tag or digest, or `https://…`
    #[arg(add = crate::complete::remotes())]
    reference: String,
    /// Version range; the newest match is used [default: any]
    #[arg(long, value_name = "RANGE")]
    version: Option<String>,
    /// Also write the component to this file
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    reference: String,
    name: &'a str,
    version: &'a str,
    summary: &'a str,
    digest: Digest,
    manifest: Option<Digest>,
    contract: &'a str,
    /// The signers that the trust policy requires and whose signatures are valid.
    signers: &'a [String],
    permissions: Permissions,
    file: Option<&'a Path>,
}

pub fn run(ui: &Ui, session: &Session, args: &Pull) -> anyhow::Result<u8> {
    let elsewhere = here(session)?;
    let (reference, resolved) = pull_component(args, &elsewhere)?;
    let remote = Remote { reference: reference.clone(), requires: None };
    let resolution = Resolution::from_iter([(remote.clone(), resolved.clone())]);
    let component = ComponentReference::Remote(remote);
    let loaded = session.load_component(&component, &resolution)?;
    if let Some(out) = &args.out {
        let bytes = resolved.bytes().map_err(|error| failed(error.into()))?;
        write(out, &bytes)?;
    }
    let manifest = &loaded.manifest;
    let report = Report {
        reference: reference.to_string(),
        name: &manifest.name,
        version: &manifest.version,
        summary: &manifest.summary,
        digest: resolved.digest,
        manifest: resolved.manifest,
        contract: loaded.tier.contract(),
        signers: &resolved.signers,
        permissions: Permissions::of(manifest),
        file: args.out.as_deref(),
    };
    if ui.is_json() {
        ui.json(&report)?
    } else {
        ui.text(&text(&report))?
    }
    Ok(exit::DONE)
}

fn failed(error: ResolveError) -> Problems {
    error.into()
}

/// Downloads the component into the store. Returns it with its exact reference.
fn pull_component(
    args: &Pull,
    elsewhere: &RemoteSources,
) -> Result<(Reference, ResolvedComponent), Problems> {
    let reference = references::reference(&args.reference)?;
    let range = args.version.as_deref().map(str::parse::<VersionRange>).transpose();
    let range =
        range.map_err(|error| Diagnostic::error("invalid-version", error.to_string()).hint(error.hint()))?;
    match (&reference, range) {
        (Reference::Oci(named), Some(range)) if named.target == Target::Unspecified => {
            let remote = Remote { reference: reference.clone(), requires: Some(range) };
            let resolved = resolve::anew(&remote, elsewhere).map_err(failed)?;
            let exact = resolved.tag.as_deref().and_then(|tag| named.repository.tagged(tag).ok());
            Ok((exact.map_or(reference, Reference::Oci), resolved))
        }
        (_, Some(_)) => {
            let summary =
                format!("`{reference}` already identifies one component, so --version has no effect");
            let hint = "omit either --version, or the tag or digest; a URL has no versions";
            Err(Diagnostic::error("invalid-version", summary).hint(hint).into())
        }
        (Reference::Https(url), None) => {
            let resolved = resolve::download(url, elsewhere).map_err(failed)?;
            Ok((reference, resolved))
        }
        (Reference::Oci(named), None) => {
            let exact = match named.target {
                Target::Unspecified => resolve::newest(named, elsewhere).map_err(failed)?,
                _ => named.clone(),
            };
            let remote = Remote { reference: Reference::Oci(exact), requires: None };
            let resolved = resolve::anew(&remote, elsewhere).map_err(failed)?;
            Ok((remote.reference, resolved))
        }
    }
}

fn write(out: &Path, bytes: &[u8]) -> Result<(), Problems> {
    AtomicWrite::output().replace(out, bytes).map(drop).map_err(|error| {
        let summary = format!("cannot write `{}`: {}", out.display(), reason(&error));
        Diagnostic::error("output", summary).hint("the component is in the store; choose another file").into()
    })
}

fn text(report: &Report<'_>) -> String {
    let mut text = format!("{} {}\n", report.name, report.version);
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text += &format!("  {name:<9} {value}\n");
        }
    };
    line("summary", report.summary);
    line("from", &report.reference);
    line("digest", &report.digest.to_string());
    line("manifest", &report.manifest.map(|digest| digest.to_string()).unwrap_or_default());
    line("contract", report.contract);
    line("signed by", &report.signers.join(", "));
    let may = permissions(&report.permissions);
    for (index, one) in may.iter().enumerate() {
        line(if index == 0 { "may" } else { "" }, one);
    }
    if may.is_empty() {
        line("may", "create nothing");
    }
    line("file", &report.file.map(|file| file.display().to_string()).unwrap_or_default());
    clean(text.trim_end()) + "\n"
}

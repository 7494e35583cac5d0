//! `terrace sign`.

use super::{Subject, identity, read, signature_file};
use crate::exit;
use crate::keys::{id, private_key};
use crate::ui::Ui;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::reference::OciReference;
use terrace_files::atomic::AtomicWrite;
use terrace_files::reason::reason;
use terrace_project::Session;
use terrace_project::publish::{self, SignOutcome};
use terrace_registry::key::PrivateKey;
use terrace_registry::layout;
use terrace_registry::signature::{Payload, Signature, detached};

#[derive(Debug, Args)]
pub struct Sign {
    /// What to sign: `oci://REGISTRY/REPOSITORY:TAG`, or a file, whose signature is written next to it
    #[arg(value_hint = ValueHint::FilePath, add = crate::complete::components())]
    subject: String,
    /// The private key
    #[arg(long, value_name = "KEY", value_hint = ValueHint::FilePath)]
    key: PathBuf,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    subject: String,
    /// The digest of the manifest, or of the file.
    digest: Digest,
    /// The id of the key.
    key: Digest,
    /// The reference or the path of the signature.
    signature: String,
    /// True if the signature did not exist before.
    new: bool,
}

pub fn run(ui: &Ui, session: &Session, args: &Sign) -> anyhow::Result<u8> {
    let subject = Subject::parse(&args.subject)?;
    let key = private_key(&args.key)?;
    let report = match &subject {
        Subject::File(path) => file(path, &key)?,
        Subject::Artifact(reference) => artifact(session, reference, &key)?,
    };
    if ui.is_json() {
        ui.json(&report)?;
        return Ok(exit::DONE);
    }
    let Report { subject, digest, key, signature, new } = &report;
    let done = if *new { "signed" } else { "is already signed with this key" };
    ui.text(&format!(
        "{subject} {done}\n  digest    {digest}\n  key       {key}\n  signature {signature}\n"
    ))?;
    Ok(exit::DONE)
}

fn artifact(session: &Session, reference: &OciReference, key: &PrivateKey) -> anyhow::Result<Report> {
    let elsewhere = session.remote_sources(Path::new("."))?;
    let client = publish::client(&elsewhere).map_err(Problems::from)?;
    let failed =
        |code: &str, text: String, hint: String| Problems::from(Diagnostic::error(code, text).hint(hint));
    let manifest =
        client.resolve(reference).map_err(|error| failed("registry", error.to_string(), error.hint()))?;
    layout::read(&manifest.bytes).map_err(|error| {
        failed("not-a-component", format!("`{reference}` is not a component: {error}"), error.hint())
    })?;
    let repository = &reference.repository;
    let signed = publish::sign(client, repository, &manifest.bytes, key).map_err(Problems::from)?;
    Ok(Report {
        subject: reference.to_string(),
        digest: manifest.digest,
        key: id(key)?,
        signature: format!("oci://{repository}:{}", terrace_registry::store::signature_tag(&manifest.digest)),
        new: signed == SignOutcome::New,
    })
}

fn file(path: &Path, key: &PrivateKey) -> anyhow::Result<Report> {
    let digest = Digest::of(&read(path)?);
    let signature = Signature::sign(&Payload { identity: identity(path), digest }, key);
    let beside = signature_file(path);
    let failed = |what: &str, error: &io::Error| {
        let summary = format!("cannot {what} `{}`: {}", beside.display(), reason(error));
        Problems::from(Diagnostic::error("signature", summary))
    };
    let there = match fs::read_to_string(&beside) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed("read", &error).into()),
    };
    let text = detached::add(there.as_deref(), &signature).map_err(|error| {
        let summary = format!("cannot add to the signatures in `{}`: {error}", beside.display());
        Problems::from(Diagnostic::error("signature", summary).hint("move that file away, and sign again"))
    })?;
    let new = there.as_deref() != Some(text.as_str());
    if new {
        AtomicWrite::edited().replace(&beside, text.as_bytes()).map_err(|error| failed("write", &error))?;
    }
    Ok(Report {
        subject: path.display().to_string(),
        digest,
        key: id(key)?,
        signature: beside.display().to_string(),
        new,
    })
}

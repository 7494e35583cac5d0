//! `terrace verify`.

use super::{Subject, identity, read, signature_file};
use crate::exit;
use crate::keys::key_problem;
use crate::ui::Ui;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::reference::{OciReference, Reference};
use terrace_core::render::clean;
use terrace_files::reason::reason;
use terrace_project::Session;
use terrace_project::resolve::{self, RemoteSources, ResolveError};
use terrace_registry::key::PublicKey;
use terrace_registry::signature::{Verdict, detached, verify};
use terrace_registry::trust::{Policy, PolicyError};

#[derive(Debug, Args)]
pub struct Verify {
    /// What to verify: `oci://REGISTRY/REPOSITORY:TAG`, or a file with its signatures next to it
    #[arg(value_hint = ValueHint::FilePath, add = crate::complete::components())]
    subject: String,
    /// A public key; may be repeated, and one of them must have signed [default: the trust policy]
    #[arg(long, value_name = "PUB", value_hint = ValueHint::FilePath)]
    key: Vec<PathBuf>,
}

type Signers = BTreeMap<String, Vec<PublicKey>>;

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    subject: String,
    /// The digest of the manifest, or of the file.
    digest: Digest,
    /// True if the given keys, or the trust policy, are satisfied.
    good: bool,
    /// The signers with a valid signature.
    signers: Vec<String>,
    /// The reasons why other signatures do not count.
    rejected: Vec<String>,
    /// The rules of the trust policy that apply, as `file:line`.
    rules: Vec<String>,
    /// The reason why the result is not good.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub fn run(ui: &Ui, session: &Session, args: &Verify) -> anyhow::Result<u8> {
    let subject = Subject::parse(&args.subject)?;
    let elsewhere = session.remote_sources(Path::new("."))?;
    let named = read_keys(&args.key)?;
    let signers = if args.key.is_empty() { eligible_signers(&subject, elsewhere.policy()) } else { &named };
    if signers.is_empty() {
        let hint = "pass a public key with --key, or add `[signer.NAME]` with its keys to `~/.config/terrace/config.toml`; \
                    a project's signers count only for the project's rules";
        return Err(
            Problems::from(Diagnostic::error("no-key", "there is no key to verify with").hint(hint)).into()
        );
    }
    let (digest, verdict) = match &subject {
        Subject::File(path) => of_file(path, signers)?,
        Subject::Artifact(reference) => of_artifact(reference, signers, &elsewhere)?,
    };
    let is_policy = args.key.is_empty();
    let (name, rules, judged) = match &subject {
        Subject::Artifact(reference) if is_policy => {
            let name = reference.to_string();
            let reference = Reference::Oci(reference.clone());
            let rules = elsewhere.policy().requirements(&reference);
            let rules: Vec<_> =
                rules.iter().map(|rule| format!("{}:{}", rule.file.display(), rule.line)).collect();
            let judged = elsewhere.policy().judge(&reference, &verdict);
            (name, rules, judged)
        }
        Subject::Artifact(reference) => (reference.to_string(), Vec::new(), Ok(())),
        Subject::File(path) => (path.display().to_string(), Vec::new(), Ok(())),
    };
    let reason = why_not(&verdict, !rules.is_empty(), judged.as_ref().err());
    let report = Report {
        subject: name,
        digest,
        good: reason.is_none(),
        rejected: verdict.rejected.iter().map(ToString::to_string).collect(),
        signers: verdict.signers.into_iter().collect(),
        rules,
        reason,
    };
    if ui.is_json() {
        ui.json(&report)?
    } else {
        ui.text(&text(&report))?
    }
    Ok(if report.good { exit::DONE } else { exit::FAILED })
}

/// Returns the signers that count: if rules apply, all that rules can name; else those whom the user trusts. A project cannot
/// add trusted signers without a rule.
fn eligible_signers<'a>(subject: &Subject, policy: &'a Policy) -> &'a Signers {
    match subject {
        Subject::Artifact(reference)
            if !policy.requirements(&Reference::Oci(reference.clone())).is_empty() =>
        {
            policy.signers()
        }
        Subject::Artifact(_) | Subject::File(_) => policy.own_signers(),
    }
}

/// Returns why a verdict is not sufficient, or `None` if it is.
fn why_not(verdict: &Verdict, has_rules: bool, broken: Option<&PolicyError>) -> Option<String> {
    match broken {
        Some(error) => Some(error.to_string()),
        None if has_rules || !verdict.signers.is_empty() => None,
        None if verdict.rejected.is_empty() => Some("it is not signed".to_owned()),
        None => Some("no signature is valid".to_owned()),
    }
}

/// Reads keys from files, each under the file's name.
fn read_keys(files: &[PathBuf]) -> Result<Signers, Problems> {
    let read = |path: &PathBuf| {
        let key = PublicKey::read(path).map_err(|error| key_problem(path, &error))?;
        Ok((path.display().to_string(), vec![key]))
    };
    files.iter().map(read).collect()
}

fn of_artifact(
    reference: &OciReference,
    signers: &Signers,
    elsewhere: &RemoteSources,
) -> Result<(Digest, Verdict), Problems> {
    let failed = |error: ResolveError| Problems::from(error);
    let manifest = resolve::manifest_digest(reference, elsewhere).map_err(failed)?;
    let signatures = resolve::signatures(&reference.repository, manifest, elsewhere).map_err(failed)?;
    Ok((manifest, verify(&signatures, &reference.repository.to_string(), &manifest, signers)))
}

fn of_file(path: &Path, signers: &Signers) -> Result<(Digest, Verdict), Problems> {
    let digest = Digest::of(&read(path)?);
    let beside = signature_file(path);
    let problem = |reason: String| {
        let summary = format!("cannot read the signatures in `{}`: {reason}", beside.display());
        Problems::from(
            Diagnostic::error("signature", summary)
                .hint(format!("create one with `terrace sign {} --key KEY`", path.display())),
        )
    };
    let text = fs::read_to_string(&beside).map_err(|error| problem(reason(&error)))?;
    let signatures = detached::read(&text).map_err(|error| problem(error.to_string()))?;
    Ok((digest, verify(&signatures, &identity(path), &digest, signers)))
}

fn text(report: &Report) -> String {
    let verdict = if report.good { "verified" } else { "not verified" };
    let mut text = format!("{} {verdict}\n", report.subject);
    let mut line = |name: &str, value: &str| text += &format!("  {name:<9} {value}\n");
    line("digest", &report.digest.to_string());
    for signer in &report.signers {
        line("signed by", signer);
    }
    for rule in &report.rules {
        line("rule", rule);
    }
    for rejected in &report.rejected {
        line("rejected", rejected);
    }
    if let Some(reason) = &report.reason {
        line("because", reason);
    }
    clean(text.trim_end()) + "\n"
}

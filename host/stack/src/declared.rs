//! Validates tier manifests.

use std::collections::BTreeSet;
use terrace_core::model::{Diagnostic, Identifier, Manifest, TierName, normal_source};
use terrace_core::version_constraint::VersionConstraint;
use terrace_schema::types::Type;

/// The maximum length of a tier's name and version in bytes. Every block carries both.
const MAX_NAME_BYTES: usize = 100;
/// The maximum number of problems that are shown for an invalid manifest.
const MAX_SHOWN_PROBLEMS: usize = 5;

/// Checks a whole manifest.
pub fn check(manifest: &Manifest) -> Result<(), Box<Diagnostic>> {
    let mut problems: Vec<Diagnostic> =
        [name(manifest), outputs(manifest), providers(manifest), types(manifest)].concat();
    let more = problems.len().saturating_sub(MAX_SHOWN_PROBLEMS);
    problems.truncate(MAX_SHOWN_PROBLEMS);
    let mut problems = problems.into_iter();
    let Some(first) = problems.next() else { return Ok(()) };
    let summary = format!("the tier's manifest is not valid: {}", first.summary);
    let mut diagnostic = Diagnostic::error("invalid-manifest", summary);
    diagnostic.notes.extend(problems.map(|problem| problem.summary));
    if more > 0 {
        diagnostic.notes.push(format!("and {more} more"));
    }
    Err(Box::new(diagnostic.note("this is a mistake in the tier, not in the stack file")))
}

/// Checks the tier's own name and version.
pub fn name(manifest: &Manifest) -> Vec<Diagnostic> {
    let Manifest { name, version, .. } = manifest;
    let mut problems = Vec::new();
    let long = |what: &str, length: usize| {
        format!("its {what} has {length} bytes, but at most {MAX_NAME_BYTES} are allowed")
    };
    if name.len() > MAX_NAME_BYTES {
        problems.push(Diagnostic::error("invalid-name", long("own name", name.len())));
    } else if let Err(error) = TierName::new(name) {
        problems.push(Diagnostic::error("invalid-name", format!("its own name {error}")));
    }
    if version.len() > MAX_NAME_BYTES {
        problems.push(Diagnostic::error("invalid-version", long("version", version.len())));
    } else if let Err(error) = semver::Version::parse(version) {
        let problem = format!("its version `{version}` is not a semantic version: {error}");
        problems
            .push(Diagnostic::error("invalid-version", problem).hint("write three numbers, as in `1.4.0`"));
    }
    problems
}

/// Checks the output declarations.
pub fn outputs(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for output in &manifest.outputs {
        let name = &output.name;
        if let Err(error) = Identifier::new(name) {
            problems.push(Diagnostic::error("invalid-name", format!("the output {error}")));
        }
        if let Err(problem) = output.type_constraint.parse::<Type>() {
            let text = format!("the type of output `{name}` is not a type constraint: {problem}");
            problems
                .push(Diagnostic::error("invalid-type", text).hint("write a type such as `list(string)`"));
        }
    }
    problems.extend(repeated("output", manifest.outputs.iter().map(|output| output.name.as_str())));
    problems
}

/// Checks the required providers.
pub fn providers(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for provider in &manifest.providers {
        let (name, source) = (&provider.name, &provider.source);
        if let Err(error) = Identifier::new(name) {
            problems.push(Diagnostic::error("invalid-name", format!("the provider {error}")));
        }
        if normal_source(source).is_none() {
            let text = match source.as_str() {
                "" => format!("the provider `{name}` has no source"),
                source => format!("the source `{source}` of provider `{name}` is not a valid address"),
            };
            problems.push(
                Diagnostic::error("invalid-source", text).hint("write an address such as `hashicorp/aws`"),
            );
        }
        if let Err(error) = VersionConstraint::parse(&provider.version) {
            let text = format!("the version constraint of provider `{name}`: {error}");
            problems.push(
                Diagnostic::error("invalid-constraint", text)
                    .hint("write a constraint such as `>= 5.0, < 7.0`"),
            );
        }
    }
    problems.extend(repeated("provider", manifest.providers.iter().map(|provider| provider.name.as_str())));
    problems
}

/// Checks the types of blocks and the modules that the tier may emit.
pub fn types(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (what, names) in lists_of_types(manifest) {
        for name in names {
            if let Err(error) = Identifier::new(name) {
                problems.push(Diagnostic::error("invalid-name", format!("the {what} {error}")));
            }
        }
        problems.extend(repeated(what, names.iter().map(String::as_str)));
    }
    problems.extend(repeated("module", manifest.modules.iter().map(String::as_str)));
    problems
}

/// Returns the types of blocks that the tier may emit, by the names that people use for them.
pub fn lists_of_types(manifest: &Manifest) -> [(&'static str, &[String]); 3] {
    [
        ("resource type", &manifest.resources),
        ("data source type", &manifest.data_sources),
        ("ephemeral resource type", &manifest.ephemeral_resources),
    ]
}

/// Reports names that are listed more than once.
fn repeated<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut repeated = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            repeated.insert(name);
        }
    }
    let problem = |name| Diagnostic::error("listed-twice", format!("the {what} `{name}` is listed twice"));
    repeated.into_iter().map(problem).map(|problem| problem.hint("list it once")).collect()
}

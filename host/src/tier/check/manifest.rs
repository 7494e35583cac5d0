//! What a tier says of itself.

use super::{Check, count};
use crate::merge::{Constraint, normal_source};
use crate::model::{Diagnostic, Identifier, Manifest, TierName};
use crate::types::Type;
use std::collections::BTreeSet;

/// The checks of a manifest, its schema left aside.
pub(super) fn checks(manifest: &Manifest) -> [Check; 4] {
    [name(manifest), outputs(manifest), providers(manifest), types(manifest)]
}

fn name(manifest: &Manifest) -> Check {
    let Manifest { name, version, .. } = manifest;
    let mut problems = Vec::new();
    if let Err(error) = TierName::new(name) {
        problems.push(Diagnostic::error("invalid-name", format!("its own name {error}")));
    }
    if let Err(error) = semver::Version::parse(version) {
        let problem = format!("its version `{version}` is no semantic version: {error}");
        problems
            .push(Diagnostic::error("invalid-version", problem).hint("write three numbers, as in `1.4.0`"));
    }
    Check::of("name", problems, format!("`{name}` and version {version} have the right form"))
}

fn outputs(manifest: &Manifest) -> Check {
    let mut problems = Vec::new();
    for output in &manifest.outputs {
        let name = &output.name;
        if let Err(error) = Identifier::new(name) {
            problems.push(Diagnostic::error("invalid-name", format!("the output {error}")));
        }
        if let Err(problem) = output.type_constraint.parse::<Type>() {
            let text = format!("the type of output `{name}` is no type constraint: {problem}");
            problems.push(Diagnostic::error("invalid-type", text).hint("write one as in `list(string)`"));
        }
    }
    problems.extend(repeated("output", manifest.outputs.iter().map(|output| output.name.as_str())));
    Check::of("outputs", problems, format!("{}, with their types", count(manifest.outputs.len(), "output")))
}

fn providers(manifest: &Manifest) -> Check {
    let mut problems = Vec::new();
    for provider in &manifest.providers {
        let (name, source) = (&provider.name, &provider.source);
        if let Err(error) = Identifier::new(name) {
            problems.push(Diagnostic::error("invalid-name", format!("the provider {error}")));
        }
        if normal_source(source).is_none() {
            let text = match source.as_str() {
                "" => format!("the provider `{name}` has no source"),
                source => format!("the source `{source}` of provider `{name}` is no address"),
            };
            problems.push(Diagnostic::error("invalid-source", text).hint("write one as in `hashicorp/aws`"));
        }
        if let Err(error) = Constraint::parse(&provider.version) {
            let text = format!("the versions of provider `{name}`: {error}");
            problems
                .push(Diagnostic::error("invalid-constraint", text).hint("write them as in `>= 5.0, < 7.0`"));
        }
    }
    problems.extend(repeated("provider", manifest.providers.iter().map(|provider| provider.name.as_str())));
    Check::of("providers", problems, count(manifest.providers.len(), "provider"))
}

fn types(manifest: &Manifest) -> Check {
    let lists = [
        ("resource type", &manifest.resources),
        ("data source type", &manifest.data_sources),
        ("ephemeral resource type", &manifest.ephemeral_resources),
    ];
    let mut problems = Vec::new();
    for (what, names) in lists {
        for name in names {
            if let Err(error) = Identifier::new(name) {
                problems.push(Diagnostic::error("invalid-name", format!("the {what} {error}")));
            }
        }
        problems.extend(repeated(what, names.iter().map(String::as_str)));
    }
    problems.extend(repeated("module", manifest.modules.iter().map(String::as_str)));
    let mut parts: Vec<String> = lists
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| count(names.len(), what))
        .collect();
    if !manifest.modules.is_empty() {
        parts.push(count(manifest.modules.len(), "module"));
    }
    let what = if parts.is_empty() { "none".to_owned() } else { parts.join(", ") };
    Check::of("types", problems, format!("may emit {what}"))
}

/// Names that are listed more than once.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OutputDeclaration, ProviderRequirement};
    use crate::scope::fixture;
    use crate::tier::check::fixture::shown;

    #[test]
    fn a_good_one() {
        insta::assert_snapshot!(shown(&checks(&fixture::manifest())));
    }

    #[test]
    fn everything_wrong() {
        let output = |name: &str, type_constraint: &str| OutputDeclaration {
            name: name.to_owned(),
            type_constraint: type_constraint.to_owned(),
            description: String::new(),
            sensitive: false,
        };
        let provider = |name: &str, source: &str, version: &str| ProviderRequirement {
            name: name.to_owned(),
            source: source.to_owned(),
            version: version.to_owned(),
        };
        insta::assert_snapshot!(shown(&checks(&Manifest {
            name: "My Tier".to_owned(),
            version: "1.0".to_owned(),
            outputs: vec![output("a b", "string"), output("c", "list"), output("c", "strin")],
            providers: vec![
                provider("aws", "", ">= 5.0"),
                provider("aws", "https://example.com/aws", "newest"),
                provider("9", "a/b", "")
            ],
            resources: vec!["aws vpc".to_owned(), "aws_vpc".to_owned(), "aws_vpc".to_owned()],
            ..fixture::manifest()
        })));
    }
}

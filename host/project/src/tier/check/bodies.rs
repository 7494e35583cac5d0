//! Checks contributions against provider schemas.

use super::Check;
use crate::tier::cases::CaseResult;
use std::collections::BTreeSet;
use terrace_core::model::Diagnostic;
use terrace_core::words::count;
use terrace_schema::provider_schema::{ProviderSchemas, Rule, check_open};

/// First parts of references that may lead outside of the tier's own contribution.
const OUTSIDE: &[&str] = &["tier", "var"];
/// The maximum number of findings that are reported.
const MAX_FINDINGS: usize = 20;

/// The available schemas of providers.
#[derive(Debug, Default)]
pub struct Schemas {
    /// Documents in the format of `terraform providers schema -json`.
    pub documents: Vec<ProviderSchemas>,
}

/// Checks the contributions of requests against the schemas.
pub fn check(name: &'static str, answers: &[CaseResult], schemas: &Schemas) -> Check {
    const HOW: &str = "pass the output of `terraform providers schema -json` with `--schema FILE`, or save it with \
                       `terrace sandbox schema add FILE`";
    let configurations = answers.iter().filter(|answer| answer.configuration.is_some()).count();
    if configurations == 0 {
        return Check::skipped(name, "no request returns a contribution");
    }
    let documents: Vec<_> = schemas.documents.iter().collect();
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut unknown = BTreeSet::new();
    for answer in answers {
        let Some(configuration) = &answer.configuration else { continue };
        for finding in check_open(configuration, &documents, OUTSIDE) {
            match finding.rule {
                Rule::Deprecated => {}
                Rule::NoSchema => _ = unknown.insert(finding.expected),
                rule => {
                    let found = answer.secrets.masked(&finding.found);
                    let summary = format!("expected {}, found {found}", finding.expected);
                    let place = [finding.address, finding.path.to_string()];
                    let place = place.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>();
                    let problem = Diagnostic::error(rule.name(), summary)
                        .path(place.join(", "))
                        .hint("fix the tier, or pass the schemas of a provider version that it supports");
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
            }
        }
    }
    if problems.is_empty() && !unknown.is_empty() {
        let unknown: Vec<_> = unknown.into_iter().collect();
        return Check::skipped(name, format!("there are no {}; {HOW}", unknown.join(", ")));
    }
    let more = problems.len().saturating_sub(MAX_FINDINGS);
    problems.truncate(MAX_FINDINGS);
    if more > 0 {
        problems.push(Diagnostic::error("more", format!("and {more} more")));
    }
    let number = count(configurations, "contribution");
    Check::of(name, problems, format!("{number} checked against the schemas of the providers"))
}

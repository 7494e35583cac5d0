//! The trust policy: whose signatures are required for which references.

mod pattern;
#[cfg(test)]
mod tests;

pub use pattern::{Pattern, PatternError};

use crate::key::PublicKey;
use crate::signature::Verdict;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use terrace_core::reference::Reference;

/// A rule about who has to sign certain references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub file: PathBuf,
    /// The line in the file, from 1.
    pub line: usize,
    /// The references that the rule applies to.
    pub references: Vec<Pattern>,
    /// The signers whose signatures count, sorted.
    pub signers: Vec<String>,
    /// How many of them have to have signed, at least 1.
    pub threshold: usize,
}

/// All rules of the user and the project, and the keys of the signers.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    rules: Vec<Rule>,
    signers: BTreeMap<String, Vec<PublicKey>>,
    own: BTreeMap<String, Vec<PublicKey>>,
}

/// A rule that a reference does not satisfy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{reference}` may not be used: the rule at {}:{} requires {}; {}", rule.file.display(), rule.line, format_requirement(rule), signed(verdict))]
pub struct PolicyError {
    /// The reference that was to be used.
    pub reference: Box<Reference>,
    /// The rule that is not satisfied.
    pub rule: Box<Rule>,
    /// The signers, and the rejected signatures.
    pub verdict: Verdict,
}

impl Policy {
    /// Creates a policy of these rules. Every signer that they name must be among the signers. `own` are the user's signers.
    pub(crate) fn new(
        rules: Vec<Rule>,
        signers: BTreeMap<String, Vec<PublicKey>>,
        own: BTreeMap<String, Vec<PublicKey>>,
    ) -> Self {
        Self { rules, signers, own }
    }

    /// Returns the keys of the signers that the user trusts, independent of the project.
    pub fn own_signers(&self) -> &BTreeMap<String, Vec<PublicKey>> {
        &self.own
    }

    /// Returns the keys of all signers, by the signer's name.
    pub fn signers(&self) -> &BTreeMap<String, Vec<PublicKey>> {
        &self.signers
    }

    /// Returns the rules for a reference, the user's first. If there are none, it needs no signature.
    pub fn requirements(&self, reference: &Reference) -> Vec<&Rule> {
        let is_for = |rule: &&Rule| rule.references.iter().any(|pattern| pattern.matches(reference));
        self.rules.iter().filter(is_for).collect()
    }

    /// Checks every rule for a reference, and returns the first that is not satisfied.
    pub fn judge(&self, reference: &Reference, verdict: &Verdict) -> Result<(), PolicyError> {
        let broken = self.requirements(reference).into_iter().find(|rule| !rule.holds(verdict));
        match broken {
            None => Ok(()),
            Some(rule) => Err(PolicyError {
                reference: Box::new(reference.clone()),
                rule: Box::new(rule.clone()),
                verdict: verdict.clone(),
            }),
        }
    }
}

impl Rule {
    fn holds(&self, verdict: &Verdict) -> bool {
        self.signers.iter().filter(|signer| verdict.signers.contains(*signer)).count() >= self.threshold
    }
}

impl PolicyError {
    /// Returns the reasons why signatures were rejected, one line each.
    pub fn notes(&self) -> Vec<String> {
        self.verdict.rejected.iter().map(ToString::to_string).collect()
    }

    /// Returns what to do about the error, as the end of a sentence.
    pub fn hint(&self) -> String {
        if matches!(*self.reference, Reference::Https(_)) {
            return "files on web servers cannot be signed: push it to a registry and reference it with `oci://`, or write the rule for `oci://**`"
                .to_owned();
        }
        let signers = names(&self.rule.signers, "or");
        format!("have {signers} sign it with `terrace sign {}`, or use a signed version", self.reference)
    }
}

fn format_requirement(rule: &Rule) -> String {
    match (rule.threshold, rule.signers.len()) {
        (1, 1) => format!("a signature by {}", names(&rule.signers, "and")),
        (1, _) => format!("a signature by {}", names(&rule.signers, "or")),
        (all, signers) if all == signers => format!("signatures by {}", names(&rule.signers, "and")),
        (some, _) => format!("signatures by {some} of {}", names(&rule.signers, "and")),
    }
}

fn signed(verdict: &Verdict) -> String {
    let signers: Vec<String> = verdict.signers.iter().cloned().collect();
    match (signers.is_empty(), verdict.rejected.len()) {
        (true, 0) => "it is not signed".to_owned(),
        (true, 1) => "its only signature is rejected".to_owned(),
        (true, count) => format!("all of its {count} signatures are rejected"),
        (false, _) => format!("it is signed by {}", names(&signers, "and")),
    }
}

/// Formats quoted names as a list in a sentence.
fn names(names: &[impl fmt::Display], and: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {and} {last}", others.join(", ")),
        None => "nobody".to_owned(),
    }
}
